package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ParameterizedClass
@EnumSource(Tiers.class)
class AtomicsTest {
    @Parameter
    private Tiers tiers = Tiers.COMPILED;

    private static final int[] WAIT32 = {0xfe, 0x01, 2, 0};
    private static final int[] NOTIFY = {0xfe, 0x00, 2, 0};
    private static final int[] ADD = {0xfe, 0x1e, 2, 0};

    /** {@code wait(expected, timeout)} and {@code wake(count)} at address 8, and more. */
    private static ModuleBytes functions(ModuleBytes module) {
        int wait = module.type(new int[]{ModuleBytes.I32, ModuleBytes.I64}, ModuleBytes.I32);
        int unary = module.type(new int[]{ModuleBytes.I32}, ModuleBytes.I32);
        module.function("wait", wait, new int[0],
                ModuleBytes.code().i32(8).get(0).get(1).op(WAIT32));
        module.function("wake", unary, new int[0], ModuleBytes.code().i32(8).get(0).op(NOTIFY));
        module.function("load", unary, new int[0], ModuleBytes.code().get(0).op(0x28, 2, 0));
        module.function("grow", unary, new int[0],
                ModuleBytes.code().get(0).op(0x40, 0, 0x1a, 0x3f, 0));
        module.function("count", unary, new int[0], ModuleBytes.code().op(0x03, 0x40).i32(16)
                .i32(1).op(ADD).op(0x1a).get(0).i32(1).op(0x6b, 0x22, 0).brIf(0).end().get(0));
        module.function("touch", unary, new int[0], ModuleBytes.code().get(0).i32(1).i32(1)
                .op(0xfc, 0x0b, 0).op(0xfe, 0x03, 0).get(0).op(0xfe, 0x12, 0, 0));
        return module;
    }

    private Guest guest(ModuleBytes module, GuestOptions options, LinearMemory... memory) {
        var imports = memory.length == 0
                ? Imports.of()
                : Imports.of().with("host", "memory", memory[0]);
        return new Engine(EngineOptions.defaults().withTiers(tiers)).load(functions(module).bytes())
                .instantiate(imports, options);
    }

    private Guest shared() {
        return guest(new ModuleBytes().sharedMemory(1, 4), GuestOptions.defaults());
    }

    @Test
    void aTimedWaitTakesTheGuestsTime() {
        var guest = guest(new ModuleBytes().sharedMemory(1, 4), GuestOptions.defaults()
                .withWaits(new SingleCoreWaitQueue(2_000_000_000)));
        assertThat(guest.call("wait", 0, 1_500)).containsExactly(2);
        assertThat(guest.cpu().cycles()).isEqualTo(3_000 + 4);
        assertThat(guest.call("wait", 1, -1)).containsExactly(1);
        assertThat(guest.call("wait", 0, Long.MAX_VALUE)).containsExactly(2);
        assertThat(guest.call("wake", 5)).containsExactly(0);
    }

    @Test
    void aWaitThatNothingCanEndIsADeadlock() {
        var guest = shared();
        var trap = catchThrowableOfType(Trap.class, () -> guest.call("wait", 0, -1));
        assertThat(trap.kind()).isEqualTo(TrapKind.DEADLOCK);
        assertThat(trap.getMessage()).startsWith("deadlock: a wait for ever");
        assertThat(trap.frames()).extracting(TrapFrame::name).containsExactly("wait");
        assertThat(guest.cpu().cycles()).isEqualTo(4);
    }

    @Test
    void aHandlerThatRunsDuringTheWaitMayEndIt() {
        var guest = shared();
        var ended = new ArrayList<Long>();
        guest.cpu().deadline(100);
        guest.cpu().handler(cpu -> {
            if (ended.isEmpty()) {
                cpu.deadline(400);
            }
            ended.add(ended.isEmpty() ? 0 : guest.call("wake", -1)[0]);
        });
        assertThat(guest.call("wait", 0, -1)).containsExactly(0);
        assertThat(ended).containsExactly(0L, 1L);
        assertThat(guest.cpu().cycles()).isBetween(400L, 410L);
    }

    @Test
    void aWaitForEverIsCancelled() {
        var guest = shared();
        guest.cpu().deadline(1_000);
        guest.cpu().handler(cpu -> {
            cpu.deadline(cpu.cycles() + 1_000);
            if (cpu.cycles() > 1_000_000) {
                cpu.cancel();
            }
        });
        assertThatThrownBy(() -> guest.call("wait", 0, -1)).isInstanceOf(GuestCancelled.class);
    }

    @Test
    void unsharedMemoryCannotBeWaitedFor() {
        var guest = guest(new ModuleBytes().memory(1), GuestOptions.defaults());
        assertThatThrownBy(() -> guest.call("wait", 0, 0)).hasMessage("expected shared memory");
        assertThat(guest.call("wake", 1)).containsExactly(0);
        assertThat(guest.call("count", 3)).containsExactly(0);
        assertThat(guest.memory().getInt(16)).isEqualTo(3);
    }

    @Test
    void aSharedMemoryEndsWhereItsSizeSaysAndNotItsArray() {
        var guest = shared();
        for (String function : List.of("load", "touch")) {
            assertThatThrownBy(() -> guest.call(function, 65536)).isInstanceOfSatisfying(
                    Trap.class,
                    t -> assertThat(t.kind()).isEqualTo(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS));
        }
        assertThatThrownBy(() -> guest.memory().getByte(65536)).isInstanceOf(Trap.class);
        assertThat(guest.call("grow", 1)).containsExactly(2);
        assertThat(guest.call("load", 65536)).containsExactly(0);
        assertThat(guest.call("touch", 65536)).containsExactly(1);
        assertThatThrownBy(() -> guest.call("load", 2 * 65536 - 3)).isInstanceOf(Trap.class);
        assertThat(guest.call("grow", 3)).containsExactly(2);
        assertThat(guest.call("grow", 2)).containsExactly(4);
    }

    @Test
    void aSharedMemoryGrowsNoFurtherThanTheLimit() {
        var guest = guest(new ModuleBytes().sharedMemory(1, 65536), GuestOptions.defaults()
                .withMemoryLimitBytes(3 * LinearMemory.PAGE_BYTES));
        assertThat(guest.call("grow", 3)).containsExactly(1);
        assertThat(guest.call("grow", 2)).containsExactly(3);
        assertThatThrownBy(() -> guest(new ModuleBytes().sharedMemory(4, 65536),
                GuestOptions.defaults().withMemoryLimitBytes(3 * LinearMemory.PAGE_BYTES)))
                .isInstanceOf(LimitExceeded.class);
    }

    @Test
    void guestsOnSeveralThreadsCountTogether() throws InterruptedException {
        int rounds = 200_000;
        var memory = LinearMemory.shared(1, 2, LinearMemory.MAX_BYTES);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) {
            var guest = guest(new ModuleBytes().importSharedMemory(1, 2), GuestOptions.defaults(),
                    memory);
            threads.add(new Thread(() -> guest.call("count", rounds)));
        }
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        assertThat(memory.getInt(16)).isEqualTo(3 * rounds);
    }

    @Test
    void aSharedMemoryOutlivesItsGuestsWithoutKeepingThem() {
        var memory = LinearMemory.shared(1, 2, LinearMemory.MAX_BYTES);
        var gone = new WeakReference<>(guest(new ModuleBytes().importSharedMemory(1, 2),
                GuestOptions.defaults(), memory));
        for (int i = 0; i < 20 && gone.get() != null; i++) {
            System.gc();
        }
        assertThat(gone.get()).isNull();
        assertThat(memory.pages()).isEqualTo(1);
    }

    @Test
    void anImportMustAgreeOnWhetherTheMemoryIsShared() {
        assertThatThrownBy(() -> guest(new ModuleBytes().importSharedMemory(1, 2),
                GuestOptions.defaults(), new LinearMemory(1, 2)))
                .isInstanceOf(UnresolvedImport.class)
                .hasMessageContaining("wanted shared memory of 1 to 2 pages")
                .hasMessageContaining("found memory of 1 pages");
    }
}
