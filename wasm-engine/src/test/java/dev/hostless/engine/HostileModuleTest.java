package dev.hostless.engine;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import run.endive.wasm.Parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whatever the bytes are, only the declared exceptions come out. */
class HostileModuleTest {
    private static final long SEED = Long.getLong("seed", 4242L);
    private static final int MUTATIONS = 4000;
    private static final long CYCLES = 200_000;

    private static byte[] sample() {
        var module = new ModuleBytes().memory(1).table();
        int unary = module.type(new int[]{ModuleBytes.I32}, ModuleBytes.I32);
        int wide = module.type(new int[]{ModuleBytes.I64, ModuleBytes.I32}, ModuleBytes.I64);
        module.function("count", unary, new int[]{ModuleBytes.I32}, ModuleBytes.code()
                .op(0x03, 0x40).get(1).get(0).op(0x6a).set(1).get(0).i32(1).op(0x6b, 0x22, 0)
                .brIf(0).end().get(1));
        module.function("memory", unary, new int[0], ModuleBytes.code().get(0).get(0)
                .op(0x36, 2, 0).get(0).op(0x28, 2, 4).get(0).op(0x40, 0, 0x6a));
        module.function("indirect", unary, new int[0],
                ModuleBytes.code().get(0).get(0).i32(3).op(0x71, 0x11).unsigned(unary).op(0));
        module.function("wide", wide, new int[0], ModuleBytes.code().get(1).op(0x04, 0x7e).get(0)
                .i64(3).op(0x7f, 0x05).get(0).i64(77).op(0x7e).end());
        return module.bytes();
    }

    private static boolean survives(byte[] bytes) {
        var options = EngineOptions.defaults().withTableElements(10_000).withMemoryPages(64)
                .withCallDepth(4000);
        try {
            var program = new Engine(options).load(bytes);
            var cpu = new Cpu();
            cpu.handler(_ -> {
                throw new GuestExit(1);
            });
            cpu.deadline(CYCLES);
            var guest = program.instantiate(Imports.of(), GuestOptions.defaults().withCpu(cpu)
                    .withMemoryLimitBytes(64L * LinearMemory.PAGE_BYTES));
            for (var export : program.exports()) {
                if (export.kind() == ExternKind.FUNCTION) {
                    call(guest, cpu, export.name());
                }
            }
            return true;
        } catch (ProgramRejected | Trap | GuestExit e) {
            assertThat(e.getMessage()).isNotEmpty();
            return false;
        }
    }

    private static void call(Guest guest, Cpu cpu, String export) {
        var function = guest.function(export);
        long[] arguments = new long[function.type().parameters().size()];
        java.util.Arrays.fill(arguments, 5);
        cpu.deadline(cpu.cycles() + CYCLES);
        try {
            function.call(arguments);
        } catch (Trap | GuestExit e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Test
    void truncatedModulesAreRefused() {
        byte[] sample = sample();
        assertThat(survives(sample)).isTrue();
        for (int length = 0; length < sample.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(sample, length);
            if (length != 8) {
                survives(cut);
            }
        }
        assertThatThrownBy(() -> new Engine(EngineOptions.defaults()).load(new byte[0]))
                .isInstanceOf(MalformedProgram.class);
    }

    @Test
    void changedBytesNeverCauseAnUndeclaredException() {
        var random = new SplittableRandom(SEED);
        byte[] sample = sample();
        var survivors = new AtomicInteger();
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = sample.clone();
            for (int k = random.nextInt(1, 4); k > 0; k--) {
                changed[random.nextInt(8, changed.length)] = (byte) random.nextInt(256);
            }
            try {
                if (survives(changed)) {
                    survivors.incrementAndGet();
                }
            } catch (Throwable t) {
                throw new AssertionError("seed %d, mutation %d".formatted(SEED, i), t);
            }
        }
        assertThat(survivors.get()).isPositive();
    }

    @Test
    void randomBytesAreRefused() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[random.nextInt(8, 200)];
            random.nextBytes(bytes);
            System.arraycopy(sample(), 0, bytes, 0, 8);
            survives(bytes);
        }
    }

    @Test
    void whatIsAcceptedAnotherValidatorAcceptsAsWell() {
        var random = new SplittableRandom(SEED + 1);
        byte[] sample = sample();
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = sample.clone();
            for (int k = random.nextInt(1, 3); k > 0; k--) {
                changed[random.nextInt(8, changed.length)] = (byte) random.nextInt(256);
            }
            try {
                new Engine(EngineOptions.defaults()).load(changed);
            } catch (ProgramRejected e) {
                continue;
            }
            accepted++;
            int mutation = i;
            org.assertj.core.api.Assertions.assertThatCode(() -> Parser.parse(changed))
                    .as("seed %d, mutation %d", SEED, mutation).doesNotThrowAnyException();
        }
        assertThat(accepted).isPositive();
    }

    @Test
    void limitsNameWhatIsTooLarge() {
        var options = EngineOptions.defaults();
        assertThatThrownBy(() -> new Engine(options.withModuleBytes(10)).load(sample()))
                .isInstanceOf(LimitExceeded.class).hasMessageContaining("module bytes");
        assertThatThrownBy(() -> new Engine(options.withFunctions(3)).load(sample()))
                .isInstanceOf(LimitExceeded.class).hasMessageContaining("functions: 4 wanted");
        assertThatThrownBy(() -> new Engine(options.withLocalsPerFunction(1)).load(sample()))
                .isInstanceOf(LimitExceeded.class).hasMessageContaining("locals of function 0");
        assertThatThrownBy(() -> new Engine(options.withNesting(1)).load(sample()))
                .isInstanceOf(LimitExceeded.class).hasMessageContaining("nesting");
        assertThatThrownBy(() -> new Engine(options.withBodyBytes(10)).load(sample()))
                .isInstanceOf(LimitExceeded.class).hasMessageContaining("body bytes");
        assertThatThrownBy(() -> new Engine(options.withTableElements(3)).load(sample()))
                .isInstanceOf(LimitExceeded.class).hasMessageContaining("table elements");
        assertThatThrownBy(() -> new Engine(options.withMemoryPages(0)).load(sample()))
                .isInstanceOf(LimitExceeded.class).hasMessageContaining("memory pages");
    }

    @Test
    void unsupportedFeaturesAreNamedWithTheirPlace() {
        var module = new ModuleBytes();
        module.function("f", module.type(new int[0]), new int[0],
                ModuleBytes.code().op(0xfd, 0x0c).append(new byte[16]).op(0x1a));
        assertThatThrownBy(() -> new Engine(EngineOptions.defaults()).load(module.bytes()))
                .isInstanceOfSatisfying(UnsupportedFeature.class, e -> {
                    assertThat(e.feature()).isEqualTo("simd");
                    assertThat(module.bytes()[e.offset()]).isEqualTo((byte) 0xfd);
                });
    }
}
