package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StepTest {
    private static final long SEED = Long.getLong("seed", 4L);
    private static final int PROGRAMS = 100;
    private static final Set<String> FREE = Set.of("block", "loop", "nop");

    private final List<Step> steps = new ArrayList<>();

    private static Program load(ModuleBytes module) {
        return new Engine(EngineOptions.defaults().withTiers(Tiers.INTERPRETED))
                .load(module.bytes());
    }

    private Guest stepped(ModuleBytes module) {
        return load(module).instantiate(Imports.of(),
                GuestOptions.defaults().withSteps(steps::add));
    }

    private static ModuleBytes sum() {
        var module = new ModuleBytes().memory(1);
        int type = module.type(new int[]{ModuleBytes.I32, ModuleBytes.I64}, ModuleBytes.I64);
        module.function("sum", type, new int[]{ModuleBytes.I32}, ModuleBytes.code().get(0).i32(5)
                .op(0x6a).set(2).get(2).op(0xad).get(1).op(0x7c));
        return module;
    }

    @Test
    void eachInstructionIsSeenBeforeItRuns() {
        var guest = stepped(sum());
        assertThat(guest.call("sum", 2, 100)).containsExactly(107);
        assertThat(steps).extracting(Step::instruction).containsExactly("local.get", "i32.const",
                "i32.add", "local.set", "local.get", "i64.extend_i32_u", "local.get", "i64.add");
        assertThat(steps).extracting(Step::operands).containsExactly(List.of(), List.of(2L),
                List.of(2L, 5L), List.of(7L), List.of(), List.of(7L), List.of(7L),
                List.of(7L, 100L));
        assertThat(steps.get(3).locals()).containsExactly(2L, 100L, 0L);
        assertThat(steps.get(4).locals()).containsExactly(2L, 100L, 7L);
        var first = steps.getFirst();
        assertThat(first.localTypes()).containsExactly(ValueType.I32, ValueType.I64,
                ValueType.I32);
        assertThat(first.guest()).isSameAs(guest);
        assertThat(first.functionName()).isEqualTo("sum");
        byte[] module = sum().bytes();
        assertThat(steps).allSatisfy(step -> assertThat(step.wasmOffset())
                .isBetween(module.length - 20, module.length));
        assertThat(module[steps.get(2).wasmOffset()]).isEqualTo((byte) 0x6a);
    }

    @Test
    void stepsThatCostSomethingAreTheCycles() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < PROGRAMS; i++) {
            int[] counters = new int[1];
            var program = Statement.random(random, 4, counters);
            var code = ModuleBytes.code();
            Statement.write(program, code);
            int[] parameters = new int[Statement.LOCALS];
            Arrays.fill(parameters, ModuleBytes.I32);
            int[] locals = new int[counters[0]];
            Arrays.fill(locals, ModuleBytes.I32);
            var module = new ModuleBytes();
            module.function("f", module.type(parameters, ModuleBytes.I32), locals, code.get(0));
            check(module, random.longs(Statement.LOCALS).map(value -> value & 0xffff_ffffL)
                    .toArray());
        }
    }

    /** In Go's shape: counts its second local down by going to and fro between two segments. */
    private static ModuleBytes resumeLoop() {
        var module = new ModuleBytes().fromGo();
        var code = ModuleBytes.code().op(0x02, 0x40, 0x03, 0x40, 0x02, 0x40, 0x02, 0x40).get(0)
                .op(0x0e).unsigned(1).unsigned(0).unsigned(1).end();
        code.get(1).i32(1).op(0x6b).set(1).i32(1).set(0).br(1).end();
        code.get(1).op(0x04, 0x40).i32(0).set(0).br(1).end().end().end().get(1);
        module.function("f",
                module.type(new int[]{ModuleBytes.I32, ModuleBytes.I32}, ModuleBytes.I32),
                new int[0], code);
        return module;
    }

    @Test
    void jumpsThatAreThreadedAreSteppedAsTheyStand() {
        check(resumeLoop(), 0, 3);
        assertThat(steps).extracting(Step::instruction).startsWith("block", "loop", "block",
                "block", "local.get", "br_table", "local.get", "i32.const", "i32.sub",
                "local.set", "i32.const", "local.set", "br", "block", "block", "local.get",
                "br_table", "local.get", "if");
        assertThat(steps.get(16).operands()).containsExactly(1L);
    }

    /** Runs it stepped and not. */
    private void check(ModuleBytes module, long... arguments) {
        steps.clear();
        var guest = stepped(module);
        var other = load(module).instantiate(Imports.of(), GuestOptions.defaults());
        assertThat(guest.call("f", arguments)).as("seed %d", SEED)
                .isEqualTo(other.call("f", arguments));
        assertThat(guest.cpu().cycles()).as("seed %d", SEED).isEqualTo(other.cpu().cycles());
        assertThat(steps.stream().filter(step -> !FREE.contains(step.instruction())).count())
                .as("seed %d", SEED).isEqualTo(guest.cpu().cycles());
    }

    @Test
    void aHandlerMayEndTheRun() {
        var guest = load(resumeLoop()).instantiate(Imports.of(),
                GuestOptions.defaults().withSteps(step -> {
                    steps.add(step);
                    if (steps.size() == 40) {
                        throw new GuestExit(3);
                    }
                }));
        assertThatThrownBy(() -> guest.call("f", 0, 1_000_000)).isInstanceOf(GuestExit.class);
        assertThat(steps).hasSize(40);
    }

    @Test
    void aHandlerMayReadAndChangeTheMemory() {
        var module = new ModuleBytes().memory(1);
        module.function("f", module.type(new int[0], ModuleBytes.I32), new int[0],
                ModuleBytes.code().i32(8).op(0x28, 2, 0));
        var guest = load(module).instantiate(Imports.of(), GuestOptions.defaults()
                .withSteps(step -> step.guest().memory().putInt(8, step.wasmOffset())));
        assertThat(guest.call("f")[0]).isPositive();
    }

    @ParameterizedTest
    @EnumSource(value = Tiers.class, names = "INTERPRETED", mode = EnumSource.Mode.EXCLUDE)
    void aProgramThatIsCompiledIsNotStepped(Tiers tiers) {
        var program = new Engine(EngineOptions.defaults().withTiers(tiers)).load(sum().bytes());
        var options = GuestOptions.defaults().withSteps(steps::add);
        assertThatThrownBy(() -> program.instantiate(Imports.of(), options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a guest is stepped only if its program was loaded with"
                        + " EngineOptions.withTiers(INTERPRETED), not " + tiers);
    }
}
