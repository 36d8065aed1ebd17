package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A host calls functions by their place in a table, as hosts of Go's modules do. */
class TableElementTest {
    private static final int I32 = ModuleBytes.I32;

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
}
