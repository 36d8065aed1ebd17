package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@EnumSource(Tiers.class)
class MeteringTest {
    @Parameter
    private Tiers tiers = Tiers.COMPILED;

    private EngineOptions options() {
        return EngineOptions.defaults().withTiers(tiers);
    }

    private static final long SEED = Long.getLong("seed", 20260501L);
    private static final int PROGRAMS = 300;

    private static byte[] module(List<Statement> program, int counters) {
        var module = new ModuleBytes();
        int[] parameters = new int[Statement.LOCALS];
        Arrays.fill(parameters, ModuleBytes.I32);
        int[] locals = new int[counters];
        Arrays.fill(locals, ModuleBytes.I32);
        var code = ModuleBytes.code();
        Statement.write(program, code);
        code.get(0).get(1).op(0x73).get(2).op(0x6a).get(3).op(0x73);
        module.function("f", module.type(parameters, ModuleBytes.I32), locals, code);
        return module.bytes();
    }

    @Test
    void cyclesAreTheInstructionsThatAReferenceExecutes() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < PROGRAMS; i++) {
            int[] counters = new int[1];
            var program = Statement.random(random, 4, counters);
            var guest = new Engine(options()).load(module(program, counters[0]))
                    .instantiate(Imports.of(), GuestOptions.defaults());
            int[] locals = new int[Statement.LOCALS + counters[0]];
            long[] arguments = new long[Statement.LOCALS];
            for (int k = 0; k < Statement.LOCALS; k++) {
                locals[k] = random.nextInt();
                arguments[k] = Integer.toUnsignedLong(locals[k]);
            }
            long expected = Statement.run(program, locals) + 7;
            int result = (locals[0] ^ locals[1]) + locals[2] ^ locals[3];
            assertThat((int) guest.call("f", arguments)[0]).as("seed %d, program %d", SEED, i)
                    .isEqualTo(result);
            assertThat(guest.cpu().cycles()).as("seed %d, program %d", SEED, i)
                    .isEqualTo(expected);
        }
    }

    @Test
    void theCostTableGivesEachKindItsCost() {
        var module = new ModuleBytes().memory(1);
        var code = ModuleBytes.code().i32(8).i32(8).op(0x28, 2, 0).i32(3).op(0x6a, 0x36, 2, 0)
                .i32(7).i32(2).op(0x6d, 0x1a);
        module.function("f", module.type(new int[0]), new int[0], code);
        var costs = new CostTable(1, 2, 3, 5, 11, 13);
        var guest = new Engine(options().withCostTable(costs))
                .load(module.bytes()).instantiate(Imports.of(), GuestOptions.defaults());
        guest.call("f");
        assertThat(guest.cpu().cycles()).isEqualTo(3 + 5 + 1 + 5 + 2 + 11 + 1);
    }

    @Test
    void fillingMemoryCostsACycleForEightBytes() {
        var module = new ModuleBytes().memory(1);
        var code = ModuleBytes.code().i32(0).i32(7).i32(4096).op(0xfc, 0x0b, 0);
        module.function("f", module.type(new int[0]), new int[0], code);
        var guest = new Engine(options()).load(module.bytes())
                .instantiate(Imports.of(), GuestOptions.defaults());
        guest.call("f");
        assertThat(guest.cpu().cycles()).isEqualTo(4 + 4096 / 8);
        assertThat(guest.memory().getByte(4095)).isEqualTo((byte) 7);
    }

    @Test
    void aTrapLeavesTheCyclesOfTheBlockThatItEndedIn() {
        var module = new ModuleBytes().memory(1);
        var code = ModuleBytes.code().i32(-1).i32(1).op(0x36, 2, 0);
        module.function("f", module.type(new int[0]), new int[0], code);
        var guest = new Engine(options()).load(module.bytes())
                .instantiate(Imports.of(), GuestOptions.defaults());
        for (int i = 1; i <= 3; i++) {
            int calls = i;
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> guest.call("f"))
                    .isInstanceOf(Trap.class);
            assertThat(guest.cpu().cycles()).isEqualTo(3L * calls);
        }
    }

    @Test
    void withoutMeteringNothingIsCounted() {
        var module = new ModuleBytes();
        module.function("f", module.type(new int[0]), new int[0], ModuleBytes.code().op(0x01));
        var guest = new Engine(options().withMetered(false)).load(module.bytes())
                .instantiate(Imports.of(), GuestOptions.defaults());
        guest.call("f");
        assertThat(guest.cpu().cycles()).isZero();
    }
}
