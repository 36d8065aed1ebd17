package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ParameterizedClass
@EnumSource(Tiers.class)
class DepthTest {
    @Parameter
    private Tiers tiers = Tiers.COMPILED;

    private EngineOptions options() {
        return EngineOptions.defaults().withTiers(tiers);
    }

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

    private int depth(EngineOptions options, int locals) throws InterruptedException {
        int[] reached = new int[1];
        var thread = new Thread(null, () -> {
            var guest = new Engine(options).load(module(locals)).instantiate(Imports.of(),
                    GuestOptions.defaults());
            for (int i = 0; i < 30; i++) {
                guest.memory().putInt(0, 0);
                assertThatThrownBy(() -> guest.call("f")).isInstanceOf(Trap.class)
                        .hasMessage("call stack exhausted");
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
        assertThat(depth(options().withCallDepth(40_000), 2)).isEqualTo(10_000);
    }

    @Test
    void aHundredThousandFramesOfGoFit() throws InterruptedException {
        assertThat(depth(options(), 16)).isGreaterThan(100_000);
    }

    @Test
    void aThreadWithTooLittleStackTrapsAsWell() throws InterruptedException {
        var caught = new Throwable[1];
        var thread = new Thread(null, () -> {
            var guest = new Engine(options()).load(module(2))
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

    /** Lets the guest call itself through the host. */
    public static final class Mirror implements HostModule {
        @Override
        public String name() {
            return "host";
        }

        @HostFunction("again")
        public void again(Guest guest) {
            guest.call("f");
        }
    }

    /** Counts at address 0, then goes on as the code says. */
    private static ModuleBytes.Code counting() {
        return ModuleBytes.code().i32(0).i32(0).op(0x28, 2, 0).i32(1).op(0x6a, 0x36, 2, 0);
    }

    /** How deep it gets, cold and warm; what ends it is counted depth and never the JVM. */
    private static int depthOf(byte[] module, EngineOptions options) throws InterruptedException {
        var depths = new java.util.TreeSet<Integer>();
        var failures = new java.util.concurrent.ConcurrentLinkedQueue<Throwable>();
        var thread = new Thread(null, () -> {
            var guest = new Engine(options).load(module).instantiate(Imports.of(new Mirror()),
                    GuestOptions.defaults());
            for (int i = 0; i < 10; i++) {
                guest.memory().putInt(0, 0);
                try {
                    guest.call("f");
                } catch (Trap trap) {
                    assertThat(trap).hasMessage("call stack exhausted");
                }
                depths.add(guest.memory().getInt(0));
            }
        }, "deep", options.threadStackBytes());
        thread.setUncaughtExceptionHandler((_, e) -> failures.add(e));
        thread.start();
        thread.join();
        assertThat(failures).isEmpty();
        assertThat(depths).hasSize(1);
        return depths.first();
    }

    @Test
    void recursionThroughTheHostEndsAtACountedDepth() throws InterruptedException {
        var module = new ModuleBytes().memory(1);
        int type = module.type(new int[0]);
        int again = module.importFunction("host", "again", type);
        module.function("f", type, new int[0], counting().call(again));
        assertThat(depthOf(module.bytes(), EngineOptions.defaults().withCallDepth(200_000)))
                .isEqualTo(200_000 / (4 + EngineOptions.HOST_CALL_UNITS) + 1);
    }

    @Test
    void recursionThroughATableEndsAtACountedDepth() throws InterruptedException {
        var module = new ModuleBytes().memory(1).table();
        int type = module.type(new int[0]);
        module.function("f", type, new int[0], counting().i32(0).op(0x11).unsigned(type).op(0));
        assertThat(depthOf(module.bytes(), EngineOptions.defaults().withCallDepth(200_000)))
                .isEqualTo(50_000);
    }

    @Test
    void recursionWithLargeFramesEndsAtACountedDepth() throws InterruptedException {
        var module = new ModuleBytes().memory(1);
        var code = counting();
        for (int i = 0; i < 500; i++) {
            code.get(i % 400);
        }
        code.call(0);
        for (int i = 0; i < 500; i++) {
            code.op(0x1a);
        }
        int[] locals = new int[400];
        java.util.Arrays.fill(locals, ModuleBytes.I64);
        module.function("f", module.type(new int[0]), locals, code);
        assertThat(depthOf(module.bytes(), EngineOptions.defaults())).isGreaterThan(1_000);
    }

    @Test
    void recursionInAStartFunctionIsATrap() throws InterruptedException {
        var module = new ModuleBytes().memory(1);
        module.function("f", module.type(new int[0]), new int[0], counting().call(0));
        byte[] bytes = module.start(0).bytes();
        var caught = new Throwable[1];
        var options = EngineOptions.defaults().withCallDepth(100_000);
        var thread = new Thread(null, () -> new Engine(options).load(bytes)
                .instantiate(Imports.of(), GuestOptions.defaults()), "deep",
                options.threadStackBytes());
        thread.setUncaughtExceptionHandler((_, e) -> caught[0] = e);
        thread.start();
        thread.join();
        assertThat(caught[0]).isInstanceOf(Trap.class).hasMessage("call stack exhausted");
    }
}
