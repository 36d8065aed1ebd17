package dev.hostless.engine;

import dev.hostless.engine.ModuleBytes.Code;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** A guest is stopped from another thread whatever it does. */
class CancelTest {
    /** Far more than the 10 ms that it should take, for machines that do other things too. */
    private static final long LONGEST_MILLIS = 20_000;
    private static final long RUNNING_CYCLES = 2_000_000;
    private static final int PAGES = 512;
    private static final int BYTES = PAGES << 16;

    private static Code forever(Code round) {
        return ModuleBytes.code().op(0x03, 0x40).append(round.bytes()).br(0).end();
    }

    private static Code bulk(int first, int second, int third, int... opcode) {
        return ModuleBytes.code().i32(first).i32(second).i32(third).op(0xfc).op(opcode);
    }

    /** Endless work without a loop: a chain of the same instruction, called again and again. */
    private static Code chain(Code one, int times) {
        var code = ModuleBytes.code();
        for (int i = 0; i < times; i++) {
            code.append(one.bytes());
        }
        return code;
    }

    private static Map<String, Code> loops() {
        var fill = bulk(0, 1, BYTES, 0x0b, 0);
        var growTable = ModuleBytes.code().op(0xd0, 0x70).i32(1).op(0xfc, 0x0f, 0, 0x1a);
        return Map.of("nothing", ModuleBytes.code(),
                "memory.fill", fill,
                "memory.copy", bulk(0, 1, BYTES - 1, 0x0a, 0, 0),
                "short memory.fill", bulk(0, 1, 64, 0x0b, 0),
                "table.grow", growTable,
                "table.copy", bulk(0, 1, 2_000_000, 0x0e, 0, 0),
                "table.fill", ModuleBytes.code().i32(0).op(0xd0, 0x70).i32(2_000_000)
                        .op(0xfc, 0x11, 0),
                "chain of memory.fill", chain(fill, 2_000),
                "chain of table.grow", chain(growTable, 500));
    }

    private static Guest guest(Code code) {
        var module = new ModuleBytes().memory(PAGES).table();
        int type = module.type(new int[0]);
        module.function("f", type, new int[0], code);
        int grow = module.type(new int[]{ModuleBytes.I32}, ModuleBytes.I32);
        module.function("grow", grow, new int[0],
                ModuleBytes.code().op(0xd0, 0x70).get(0).op(0xfc, 0x0f, 0));
        var guest = new Engine(EngineOptions.defaults()).load(module.bytes())
                .instantiate(Imports.of(), GuestOptions.defaults());
        guest.call("grow", 3_000_000);
        return guest;
    }

    @TestFactory
    Stream<DynamicTest> everyLoopIsLeft() {
        return loops().entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(),
                () -> cancels(guest(forever(entry.getValue())))));
    }

    private static void cancels(Guest guest) throws InterruptedException {
        var end = new AtomicReference<Throwable>();
        long start = guest.cpu().cycles();
        var runner = new Thread(() -> guest.call("f"), "endless");
        runner.setUncaughtExceptionHandler((_, e) -> end.set(e));
        runner.start();
        while (guest.cpu().cycles() < start + RUNNING_CYCLES && runner.isAlive()) {
            Thread.yield();
        }
        guest.cpu().cancel();
        runner.join(LONGEST_MILLIS);
        assertThat(runner.isAlive()).isFalse();
        assertThat(end.get()).isInstanceOf(GuestCancelled.class);
    }

    @Test
    void longInstructionsInOneBlockAreCountedBeyondAnInt() {
        int fills = 600;
        var guest = guest(chain(bulk(0, 1, BYTES, 0x0b, 0), fills));
        long start = guest.cpu().cycles();
        guest.call("f");
        assertThat(guest.cpu().cycles() - start).isEqualTo(fills * (4 + BYTES / 8L));
    }
}
