package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.ModuleBytes.Code;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Code that the compiler gives fewer checks than it has accesses traps where the interpreter does,
 * which checks each: random code around the end of the memory and around zero.
 */
class ProvenBoundsPropertyTest {
    private static final int MODULES = 300;
    private static final int CALLS = 40;
    private static final int LOCALS = 5;
    private static final long[] ADDRESSES = {0, 1, 8, -1, -4, -8, -40, 65536, 65535, 65532, 65528,
        65520, 65500, 1L << 31, (1L << 31) - 8, 1L << 32, (1L << 32) + 65530};
    private static final int[] OFFSETS = {0, 1, 4, 8, 12, 16, 24, 40, 100};
    private static final int[] DISTANCES = {0, 4, 8, 16, 36, -4, -8, 65520};

    /** Writes statements about i64 locals that hold addresses. */
    private static final class Writer {
        final Random random;
        final Code code = ModuleBytes.code();

        Writer(Random random) {
            this.random = random;
        }

        int any(int... of) {
            return of[random.nextInt(of.length)];
        }

        void address() {
            code.get(random.nextInt(LOCALS));
            switch (random.nextInt(5)) {
                case 0 -> code.op(0xa7).i32(any(DISTANCES)).op(0x6a);
                case 1 -> code.i64(any(DISTANCES)).op(0x7c, 0xa7);
                case 2 -> code.op(0xa7, 0xad).i64(any(DISTANCES)).op(0x7c, 0xa7);
                default -> code.op(0xa7);
            }
        }

        void statement(int depth) {
            switch (random.nextInt(depth > 3 ? 6 : 10)) {
                case 0, 1 -> {
                    address();
                    code.op(any(0x29, 0x2d, 0x28), 0).unsigned(any(OFFSETS));
                    code.op(0x1a);
                }
                case 2 -> {
                    address();
                    code.i64(random.nextInt(256)).op(any(0x37, 0x3c, 0x3e), 0)
                            .unsigned(any(OFFSETS));
                }
                case 3 -> code.get(random.nextInt(LOCALS)).set(random.nextInt(LOCALS));
                case 4 -> {
                    address();
                    code.op(any(0xac, 0xad)).set(random.nextInt(LOCALS));
                }
                case 5 -> {
                    code.get(random.nextInt(LOCALS)).op(0x22).unsigned(random.nextInt(LOCALS));
                    code.op(0xa7, 0x29, 0).unsigned(any(OFFSETS)).op(0x1a);
                }
                case 6, 7 -> {
                    condition();
                    code.op(0x04, 0x40);
                    statements(depth + 1);
                    if (random.nextBoolean()) {
                        code.op(0x05);
                        statements(depth + 1);
                    }
                    code.end();
                }
                case 8 -> {
                    code.op(0x02, 0x40);
                    statements(depth + 1);
                    condition();
                    code.brIf(0);
                    statements(depth + 1);
                    code.end();
                }
                default -> {
                    code.op(0x03, 0x40);
                    statements(depth + 1);
                    // A counter in the last local lets each loop end.
                    code.get(LOCALS).i64(1).op(0x7d, 0x22).unsigned(LOCALS).i64(0).op(0x55)
                            .brIf(0).end();
                }
            }
        }

        void condition() {
            code.get(random.nextInt(LOCALS)).i64(random.nextInt(70_000)).op(0x54);
        }

        void statements(int depth) {
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                statement(depth);
            }
        }
    }

    private static byte[] module(long seed) {
        var module = new ModuleBytes().memory(1);
        var writer = new Writer(new Random(seed));
        for (int i = 0; i < 5; i++) {
            writer.statements(0);
        }
        writer.code.get(0);
        int[] parameters = new int[LOCALS + 1];
        java.util.Arrays.fill(parameters, ModuleBytes.I64);
        module.function("f", module.type(parameters, ModuleBytes.I64), new int[0], writer.code);
        return module.bytes();
    }

    /** Results, traps and what is in memory afterwards. */
    private static String run(byte[] module, Tiers tiers, long seed) {
        var guest = new Engine(EngineOptions.defaults().withTiers(tiers)).load(module)
                .instantiate(Imports.of(), GuestOptions.defaults());
        var random = new Random(seed);
        var answer = new StringBuilder();
        for (int i = 0; i < CALLS; i++) {
            long[] arguments = new long[LOCALS + 1];
            for (int k = 0; k < LOCALS; k++) {
                arguments[k] = random.nextInt(3) == 0
                        ? ADDRESSES[random.nextInt(ADDRESSES.length)] + random.nextInt(9) - 4
                        : random.nextInt(65_500);
            }
            arguments[LOCALS] = 20;
            try {
                answer.append(guest.call("f", arguments)[0]);
            } catch (Trap trap) {
                answer.append(trap.getMessage()).append(trap.frames());
            }
            answer.append(' ').append(guest.cpu().cycles()).append('\n');
        }
        byte[] memory = guest.memory().copyOf(0, guest.memory().sizeBytes());
        return answer.append(java.util.Arrays.hashCode(memory)).toString();
    }

    @Test
    void codeWithFewerChecksTrapsWhereTheInterpreterDoes() {
        long first = Long.getLong("seed", 1);
        int traps = 0;
        for (long seed = first; seed < first + MODULES; seed++) {
            byte[] module = module(seed);
            String compiled = run(module, Tiers.COMPILED, seed);
            assertThat(compiled).as("seed " + seed).isEqualTo(run(module, Tiers.INTERPRETED, seed));
            traps += compiled.contains("out of bounds") ? 1 : 0;
        }
        assertThat(traps).as("modules that trapped").isGreaterThan(MODULES / 2);
    }
}
