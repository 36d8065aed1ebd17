package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Functions in the shape of Go's, small and split, against a reference that jumps about. */
@ParameterizedClass
@EnumSource(Tiers.class)
class ResumeLoopTest {
    @Parameter
    private Tiers tiers = Tiers.COMPILED;

    private EngineOptions options() {
        return EngineOptions.defaults().withTiers(tiers);
    }

    private static final long SEED = Long.getLong("seed", 77L);
    private static final int LOCALS = 6;
    private static final int HEADER = 2;

    /**
     * A function of segments: each adds constants to locals, then goes on by a local's value.
     *
     * @param steps by segment: how many {@code local[a] = local[a] * 3 + b}
     */
    private record Shape(int segments, int steps, int[][] choices) {
        static Shape random(SplittableRandom random, int segments, int steps) {
            int[][] choices = new int[segments][];
            for (int i = 0; i < segments; i++) {
                choices[i] = new int[]{random.nextInt(1, LOCALS), random.nextInt(segments),
                    random.nextInt(segments)};
            }
            return new Shape(segments, steps, choices);
        }

        byte[] module() {
            var body = ModuleBytes.code().op(0x02, 0x40, 0x03, 0x40);
            for (int i = 0; i < segments; i++) {
                body.op(0x02, 0x40);
            }
            body.get(0).op(0x0e).unsigned(segments - 1);
            for (int i = 0; i < segments; i++) {
                body.unsigned(i);
            }
            for (int i = 0; i < segments; i++) {
                body.end();
                segment(body, i);
            }
            body.end().end().get(1);
            for (int i = 2; i < LOCALS; i++) {
                body.get(i).op(0x73);
            }
            var module = new ModuleBytes().memory(1).fromGo();
            int[] parameters = new int[LOCALS];
            java.util.Arrays.fill(parameters, ModuleBytes.I32);
            module.function("f", module.type(parameters, ModuleBytes.I32), new int[0], body);
            return module.bytes();
        }

        private void segment(ModuleBytes.Code body, int i) {
            for (int k = 0; k < steps; k++) {
                int local = 1 + (i + k) % (LOCALS - 1);
                body.get(local).i32(3).op(0x6c).i32(i * 31 + k).op(0x6a).set(local);
            }
            int around = segments - 1 - i;
            // Out of the loop when the low byte of local 1 is zero, by way of the outer block.
            body.get(1).i32(0xff).op(0x71, 0x45).brIf(around + 1);
            body.get(choices[i][0]).i32(1).op(0x71, 0x04, 0x40);
            body.i32(choices[i][1]).set(0).br(around + 1).end();
            if ((i & 1) == 0 || i == segments - 1) {
                body.i32(choices[i][2]).set(0).br(around);
            }
        }

        /** Answers result and cycles. */
        long[] run(int entry, int[] values) {
            int[] locals = values.clone();
            int at = Integer.compareUnsigned(entry, segments) < 0 ? entry : segments - 1;
            long cycles = HEADER;
            while (true) {
                for (int k = 0; k < steps; k++) {
                    int local = 1 + (at + k) % (LOCALS - 1);
                    locals[local] = locals[local] * 3 + at * 31 + k;
                    cycles += 6;
                }
                cycles += 5;
                if ((locals[1] & 0xff) == 0) {
                    break;
                }
                cycles += 4;
                if ((locals[choices[at][0]] & 1) != 0) {
                    at = choices[at][1];
                    cycles += 3 + HEADER;
                } else if ((at & 1) == 0 || at == segments - 1) {
                    at = choices[at][2];
                    cycles += 3 + HEADER;
                } else {
                    at++;
                }
                if (cycles > 400_000) {
                    return new long[]{0, -1};
                }
            }
            int result = locals[1];
            for (int i = 2; i < LOCALS; i++) {
                result ^= locals[i];
            }
            return new long[]{Integer.toUnsignedLong(result), cycles + 2 * LOCALS - 3};
        }
    }

    private void compare(int segments, int steps, int rounds) {
        var random = new SplittableRandom(SEED);
        int compared = 0;
        for (int i = 0; i < rounds; i++) {
            var shape = Shape.random(random, segments, steps);
            var guest = new Engine(options()).load(shape.module())
                    .instantiate(Imports.of(), GuestOptions.defaults());
            for (int k = 0; k < 20; k++) {
                int[] values = random.ints(LOCALS).toArray();
                values[0] = random.nextInt(segments + 2);
                long[] expected = shape.run(values[0], values);
                if (expected[1] >= 0) {
                    var arguments = new ArrayList<Long>();
                    for (int value : values) {
                        arguments.add(Integer.toUnsignedLong(value));
                    }
                    long before = guest.cpu().cycles();
                    long result = guest.call("f",
                            arguments.stream().mapToLong(Long::longValue).toArray())[0];
                    assertThat(result).as("seed %d round %d", SEED, i).isEqualTo(expected[0]);
                    assertThat(guest.cpu().cycles() - before).as("seed %d round %d", SEED, i)
                            .isEqualTo(expected[1]);
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(rounds);
    }

    @Test
    void jumpsBetweenSegmentsGoWhereTheLoopWouldHaveGone() {
        compare(8, 3, 60);
    }

    @Test
    void aSplitFunctionGivesTheSameResultsAndCycles() {
        compare(60, 12, 12);
    }

    @Test
    void longStraightSegmentsAreCutAsWell() {
        compare(5, 900, 6);
    }

    @Test
    void framesInASplitFunctionPointAtTheInstruction() {
        var module = new ModuleBytes().fromGo();
        int type = module.type(new int[0]);
        var code = ModuleBytes.code();
        for (int i = 0; i < 3000; i++) {
            code.i32(i).op(0x1a);
        }
        code.op(0x00);
        module.function("long", type, new int[0], code);
        byte[] bytes = module.bytes();
        var guest = new Engine(options()).load(bytes).instantiate(Imports.of(),
                GuestOptions.defaults());
        var trap = catchThrowableOfType(Trap.class, () -> guest.call("long"));
        assertThat(trap.frames()).hasSize(1);
        assertThat(trap.frames().getFirst().name()).isEqualTo("long");
        assertThat(bytes[trap.frames().getFirst().wasmOffset()]).isEqualTo((byte) 0x00);
        assertThat(guest.cpu().cycles()).isEqualTo(6001);
    }

    @Test
    void aLoopThatIsLargerThanAMethodIsInterpreted() {
        var code = ModuleBytes.code().op(0x03, 0x40);
        int sum = 0;
        for (int i = 0; i < 15_000; i++) {
            code.get(0).i32(i).op(0x6a).set(0);
            sum += i;
        }
        code.get(1).i32(1).op(0x6b, 0x22, 1).brIf(0).end().get(0);
        var module = new ModuleBytes();
        int[] parameters = {ModuleBytes.I32, ModuleBytes.I32};
        module.function("f", module.type(parameters, ModuleBytes.I32), new int[0], code);
        var guest = new Engine(options()).load(module.bytes()).instantiate(Imports.of(),
                GuestOptions.defaults());
        assertThat((int) guest.call("f", 7, 3)[0]).isEqualTo(7 + 3 * sum);
        assertThat(guest.cpu().cycles()).isEqualTo(3 * (15_000 * 4 + 5) + 1);
    }

    /** The block in the first segment cannot be cut, so no class can take the activation over. */
    @Test
    void aSegmentThatIsLargerThanAMethodStaysInterpretedWhenItIsWarm() {
        int rounds = 5_000;
        int instructions = 20_000;
        var code = ModuleBytes.code().op(0x02, 0x40, 0x03, 0x40, 0x02, 0x40, 0x02, 0x40);
        code.get(0).op(0x0e, 1, 0, 1).end().op(0x02, 0x40);
        for (int i = 0; i < instructions; i++) {
            code.i64(Long.MAX_VALUE - i).op(0x1a);
        }
        code.end().get(1).i32(3).op(0x6a).set(1).i32(1).set(0).br(1).end();
        code.get(2).i32(1).op(0x6b, 0x22, 2, 0x04, 0x40).i32(0).set(0).br(1).end();
        code.end().end().get(1);
        var module = new ModuleBytes().fromGo();
        int[] parameters = {ModuleBytes.I32, ModuleBytes.I32, ModuleBytes.I32};
        module.function("f", module.type(parameters, ModuleBytes.I32), new int[0], code);
        var guest = new Engine(options()).load(module.bytes()).instantiate(Imports.of(),
                GuestOptions.defaults());
        for (int i = 1; i <= 2; i++) {
            assertThat(guest.call("f", 0, 7, rounds)).containsExactly(7 + 3L * rounds);
            assertThat(guest.cpu().cycles()).isGreaterThan(i * 2L * rounds * instructions);
        }
    }
}
