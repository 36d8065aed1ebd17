package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.ModuleBytes.Code;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A guest is stopped from another thread within 10 ms whatever it does, in both tiers. On a machine
 * that does other things too a thread may wait longer than that for a processor, so of many
 * attempts some in a row have to be that fast; one alone could be luck.
 */
class CancelTest {
    private static final Duration WANTED = Duration.ofMillis(10);
    private static final int ATTEMPTS = 200;
    private static final int IN_A_ROW = 5;
    /** After which it is not going to end at all. */
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final EngineOptions OPTIONS = EngineOptions.defaults();
    private static final long RUNNING_CYCLES = 2_000_000;
    private static final int PAGES = 4_096;
    private static final int RECURSION = 10_000;
    private static final int RECURSIVE = 2;
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
        var table = ModuleBytes.code();
        for (int i = 0; i < 9; i++) {
            table.op(0x02, 0x40);
        }
        table.get(0).i32(1).op(0x6a, 0x22, 0).i32(7).op(0x71, 0x0e, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8);
        for (int i = 0; i < 9; i++) {
            table.end();
        }
        var all = new TreeMap<>(Map.of("nothing", ModuleBytes.code(), "br_table", table,
                "a call", ModuleBytes.code().i32(0).call(RECURSIVE),
                "deep recursion", ModuleBytes.code().i32(RECURSION).call(RECURSIVE)));
        all.putAll(Map.of(
                "memory.fill", fill,
                "memory.copy", bulk(0, 1, BYTES - 1, 0x0a, 0, 0),
                "short memory.fill", bulk(0, 1, 64, 0x0b, 0),
                "table.grow", growTable,
                "table.copy", bulk(0, 1, 2_000_000, 0x0e, 0, 0),
                "table.fill", ModuleBytes.code().i32(0).op(0xd0, 0x70).i32(2_000_000)
                        .op(0xfc, 0x11, 0),
                "chain of memory.fill", chain(fill, 2_000),
                "chain of table.grow", chain(growTable, 500)));
        return all;
    }

    private static Guest guest(Tiers tiers, Code code) {
        var module = new ModuleBytes().memory(PAGES).table();
        int type = module.type(new int[0]);
        module.function("f", type, new int[]{ModuleBytes.I32}, code);
        int grow = module.type(new int[]{ModuleBytes.I32}, ModuleBytes.I32);
        module.function("grow", grow, new int[0],
                ModuleBytes.code().op(0xd0, 0x70).get(0).op(0xfc, 0x0f, 0));
        var recurse = ModuleBytes.code().get(0).op(0x04, 0x40).get(0).i32(1).op(0x6b)
                .call(RECURSIVE).end();
        module.function("recurse", module.type(new int[]{ModuleBytes.I32}), new int[0], recurse);
        var guest = new Engine(OPTIONS.withTiers(tiers)).load(module.bytes())
                .instantiate(Imports.of(), GuestOptions.defaults());
        return guest;
    }

    @TestFactory
    Stream<DynamicTest> everyLoopIsLeft() {
        return Stream.of(Tiers.COMPILED, Tiers.INTERPRETED).flatMap(tiers -> loops().entrySet()
                .stream().map(entry -> DynamicTest.dynamicTest(entry.getKey() + " " + tiers,
                        () -> cancels(grown(entry.getKey(), guest(tiers,
                                forever(entry.getValue())))))));
    }

    /** Growing a table copies it in one piece: it is small where that is all that happens. */
    private static Guest grown(String loop, Guest guest) {
        guest.call("grow", loop.contains("table.grow") ? 100_000 : 3_000_000);
        return guest;
    }

    private static void cancels(Guest guest) throws InterruptedException {
        int inTime = 0;
        for (int i = 0; i < ATTEMPTS && inTime < IN_A_ROW; i++) {
            inTime = isCancelledInTime(guest) ? inTime + 1 : 0;
        }
        assertThat(inTime).as("runs in a row that ended within 10 ms").isEqualTo(IN_A_ROW);
    }

    private static boolean isCancelledInTime(Guest guest) throws InterruptedException {
        var end = new AtomicReference<Throwable>();
        long start = guest.cpu().cycles();
        var runner = new Thread(null, () -> guest.call("f"), "endless",
                OPTIONS.threadStackBytes());
        runner.setUncaughtExceptionHandler((_, e) -> end.set(e));
        runner.start();
        while (guest.cpu().cycles() < start + RUNNING_CYCLES && runner.isAlive()) {
            Thread.yield();
        }
        guest.cpu().cancel();
        boolean inTime = runner.join(WANTED);
        runner.join(LONGEST);
        assertThat(runner.isAlive()).isFalse();
        assertThat(end.get()).isInstanceOf(GuestCancelled.class);
        return inTime;
    }

    @Test
    void longInstructionsInOneBlockAreCountedBeyondAnInt() {
        int fills = 80;
        var guest = guest(Tiers.COMPILED, chain(bulk(0, 1, BYTES, 0x0b, 0), fills));
        long start = guest.cpu().cycles();
        guest.call("f");
        assertThat(guest.cpu().cycles() - start).isEqualTo(fills * (4 + BYTES / 8L));
    }
}
