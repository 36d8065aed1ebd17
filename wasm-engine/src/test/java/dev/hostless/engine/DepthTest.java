package dev.hostless.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DepthTest {
    /** Calls itself without end and counts in memory how deep it is. */
    private static byte[] module(int locals) {
        var module = new ModuleBytes().memory(1);
        var code = ModuleBytes.code().i32(0).i32(0).op(0x28, 2, 0).i32(1).op(0x6a, 0x36, 2, 0)
                .call(0);
        int[] types = new int[locals];
        java.util.Arrays.fill(types, ModuleBytes.I64);
        for (int i = 0; i < locals; i++) {
            code.get(i).op(0x1a);
        }
        module.function("f", module.type(new int[0]), types, code);
        return module.bytes();
    }

    private static int depth(EngineOptions options, int locals) throws InterruptedException {
        int[] reached = new int[1];
        var thread = new Thread(null, () -> {
            var guest = new Engine(options).load(module(locals)).instantiate(Imports.of(),
                    GuestOptions.defaults());
            for (int i = 0; i < 30; i++) {
                guest.memory().putInt(0, 0);
                assertThatThrownBy(() -> guest.call("f")).isInstanceOfSatisfying(Trap.class,
                        t -> assertThat(t.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
                if (i > 0 && guest.memory().getInt(0) != reached[0]) {
                    throw new IllegalStateException("another depth when warm");
                }
                reached[0] = guest.memory().getInt(0);
            }
        }, "deep", options.threadStackBytes());
        thread.start();
        thread.join();
        return reached[0];
    }

    @Test
    void theDepthIsTheSameWhateverTheJitDoes() throws InterruptedException {
        assertThat(depth(EngineOptions.defaults().withCallDepth(40_000), 2)).isEqualTo(10_000);
    }

    @Test
    void aHundredThousandFramesOfGoFit() throws InterruptedException {
        assertThat(depth(EngineOptions.defaults(), 16)).isGreaterThan(100_000);
    }

    @Test
    void aThreadWithTooLittleStackTrapsAsWell() throws InterruptedException {
        var caught = new Throwable[1];
        var thread = new Thread(null, () -> {
            var guest = new Engine(EngineOptions.defaults()).load(module(2))
                    .instantiate(Imports.of(), GuestOptions.defaults());
            try {
                guest.call("f");
            } catch (Trap trap) {
                caught[0] = trap;
            }
        }, "shallow", 512 << 10);
        thread.start();
        thread.join();
        assertThat(caught[0]).isInstanceOfSatisfying(Trap.class,
                t -> assertThat(t.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
    }
}
