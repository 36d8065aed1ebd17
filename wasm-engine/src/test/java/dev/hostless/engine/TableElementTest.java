package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A host calls functions by their place in a table, as hosts of Go's modules do. */
class TableElementTest {
    private static final int I32 = ModuleBytes.I32;
    private static final int FUNCTIONS = 6;

    private static Guest guest(Tiers tiers, boolean table) {
        var module = new ModuleBytes();
        int type = module.type(new int[]{I32}, I32);
        for (int addend : new int[]{10, 20}) {
            module.function("add" + addend, type, new int[0],
                    ModuleBytes.code().get(0).i32(addend).op(0x6a));
        }
        if (table) {
            module.table();
        }
        return new Engine(EngineOptions.defaults().withTiers(tiers)).load(module.bytes())
                .instantiate(Imports.of(), GuestOptions.defaults());
    }

    @ParameterizedTest
    @EnumSource(Tiers.class)
    void anElementIsTheFunctionThatTheModulePutThere(Tiers tiers) {
        var guest = guest(tiers, true);
        assertThat(guest.element(0, 0).call(1)).containsExactly(11);
        assertThat(guest.element(0, 1).call(1)).containsExactly(21);
        assertThat(guest.element(0, 1).type().parameters()).containsExactly(ValueType.I32);
    }

    @ParameterizedTest
    @EnumSource(Tiers.class)
    void whereNoElementIsThereIsATrap(Tiers tiers) {
        var guest = guest(tiers, true);
        for (int index : new int[]{2, -1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> guest.element(0, index)).isInstanceOf(Trap.class)
                    .hasMessage("undefined element: " + index + " of table 0");
        }
        assertThatThrownBy(() -> guest.element(1, 0)).isInstanceOf(Trap.class)
                .hasMessage("undefined element: 0 of table 1");
        assertThatThrownBy(() -> guest(tiers, false).element(0, 0)).isInstanceOf(Trap.class);
    }

    /** Elements beside those that the module put there take no room until they are set. */
    @ParameterizedTest
    @EnumSource(Tiers.class)
    void elementsThatAreSetReadAndGrownAreThoseOfAPlainList(Tiers tiers) {
        long seed = Long.getLong("seed", 11);
        System.out.println("TableElementTest -Dseed=" + seed);
        var random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            int first = random.nextInt(20);
            int more = random.nextInt(20);
            var guest = changing(tiers, first, more);
            var model = new ArrayList<Integer>(Collections.nCopies(first + FUNCTIONS + more, -1));
            for (int function = 0; function < FUNCTIONS; function++) {
                model.set(first + function, function);
            }
            for (int step = 0; step < 60; step++) {
                change(guest, model, random);
                int index = random.nextInt(model.size() + 2);
                int function = index < model.size() ? model.get(index) : -1;
                if (function == 0 || function == 1) {
                    assertThat(guest.function("call").call(index)).containsExactly(7 + function);
                } else {
                    assertThatThrownBy(() -> guest.function("call").call(index))
                            .isInstanceOf(Trap.class)
                            .hasMessageStartingWith(index >= model.size()
                                    ? "undefined element"
                                    : function < 0 ? "uninitialized element" : "indirect call");
                }
            }
        }
    }

    private static void change(Guest guest, List<Integer> model, Random random) {
        int from = random.nextInt(model.size());
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> {
                int to = random.nextInt(model.size());
                guest.function("copy").call(to, from);
                model.set(to, model.get(from));
            }
            case 3 -> {
                int to = random.nextInt(model.size());
                guest.function("clear").call(to);
                model.set(to, -1);
            }
            case 4 -> {
                int count = random.nextInt(3);
                assertThat(guest.function("grow").call(from, count))
                        .containsExactly(model.size());
                model.addAll(Collections.nCopies(count, model.get(from)));
            }
            default -> {
                // Nothing changes between two calls.
            }
        }
    }

    /** Six functions from an element on; the first two are without parameters. */
    private static Guest changing(Tiers tiers, int first, int more) {
        var module = new ModuleBytes();
        int constant = module.type(new int[0], I32);
        int one = module.type(new int[]{I32}, I32);
        int two = module.type(new int[]{I32, I32}, I32);
        module.function("seven", constant, new int[0], ModuleBytes.code().i32(7));
        module.function("eight", constant, new int[0], ModuleBytes.code().i32(8));
        module.function("call", one, new int[0],
                ModuleBytes.code().get(0).op(0x11, constant, 0));
        module.function("copy", two, new int[0],
                ModuleBytes.code().get(0).get(1).op(0x25, 0).op(0x26, 0).i32(0));
        module.function("grow", two, new int[0],
                ModuleBytes.code().get(0).op(0x25, 0).get(1).op(0xfc, 0x0f, 0));
        module.function("clear", one, new int[0],
                ModuleBytes.code().get(0).op(0xd0, 0x70).op(0x26, 0).i32(0));
        module.table(first, more);
        return new Engine(EngineOptions.defaults().withTiers(tiers)).load(module.bytes())
                .instantiate(Imports.of(), GuestOptions.defaults());
    }
}
