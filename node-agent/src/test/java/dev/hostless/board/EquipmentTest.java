package dev.hostless.board;

import dev.hostless.board.ProtectedRange.Access;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EquipmentTest {
    private static final byte[] NONE = {};
    private static final int ADDRESS = 0x2000;

    /** Stores 1 at the address and halts with 0. */
    private static byte[] writer(int maximumPages) {
        var module = new TinyModule().memory(1, maximumPages);
        module.export("_start", NONE, NONE, TinyModule.join(TinyModule.i32(ADDRESS),
                TinyModule.i32(1), TinyModule.store32()));
        return module.bytes();
    }

    private static TestBoard run(Equipment equipment, byte[] module) {
        return TestBoard.run(TestBoard.spec().withEquipment(equipment),
                TestBoard.load(module, Firmware.optionsFor(equipment)), board -> {});
    }

    private static Equipment guarded(long start, long bytes, Access access) {
        return Equipment.PLAIN
                .withProtection(List.of(new ProtectedRange(start, bytes, access)));
    }

    @Test
    void instructionsTakeWhatTheBoardSays() {
        var plain = run(Equipment.PLAIN, writer(1));
        var costly = run(Equipment.PLAIN.withCosts(new CycleCosts(2, 1, 1, 10, 1, 1)), writer(1));
        // Two constants and a store.
        assertThat(costly.figures().cycle() - plain.figures().cycle()).isEqualTo(2 * 1 + 9);
        assertThat(costly.hash()).isNotEqualTo(plain.hash());
    }

    @Test
    void aWriteIntoAGuardedRangeTrapsAndSaysWhere() {
        var board = run(guarded(ADDRESS - 16, 17, Access.READ_ONLY), writer(1));
        assertThat(board.end()).isInstanceOfSatisfying(BoardState.Trapped.class,
                trapped -> assertThat(trapped.trap()).contains("write of 4 bytes at 0x2000",
                        "0x1ff0 to 0x2000", "read-only"));
    }

    @Test
    void whatIsNotGuardedCanBeWritten() {
        var board = run(guarded(ADDRESS + 4, 1, Access.NONE), writer(1));
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
    }

    @Test
    void aRangeThatTheMemoryNeverReachesGuardsNothing() {
        var board = run(guarded(0xfff0, 0x10_0000, Access.NONE), writer(1));
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
        assertThat(run(guarded(0x20_0000, 4, Access.NONE), writer(1)).end())
                .isEqualTo(new BoardState.Halted(0));
    }

    @Test
    void rangesDoNotOverlapAndLieInRam() {
        var low = new ProtectedRange(0, 0x101, Access.NONE);
        var high = new ProtectedRange(0x100, 8, Access.READ_ONLY);
        assertThatThrownBy(() -> Equipment.PLAIN.withProtection(List.of(high, low)))
                .hasMessage("the protected range 0x100..0x107 overlaps 0x0..0x100");
        assertThatThrownBy(() -> TestBoard.spec().withEquipment(guarded(32 << 20, 1, Access.NONE)))
                .hasMessageContaining("0x2000000..0x2000000 is not in the RAM of 33554432 bytes");
    }

    @Test
    void firmwareThatWasLoadedForAnotherBoardIsRefused() {
        var firmware = TestBoard.load(writer(1));
        var spec = TestBoard.spec().withEquipment(guarded(0, 4, Access.NONE));
        assertThatThrownBy(() -> new Board(spec, firmware, BoardListener.NONE, Pace.MAX, () -> 0))
                .hasMessageContaining("FirmwareLoader.forBoardsWith");
    }

    @Test
    void anInstructionTakesAtLeastACycle() {
        assertThatThrownBy(() -> new CycleCosts(1, 1, 1, 1, 0, 1))
                .hasMessage("cycles of division instructions: wanted 1 to 100, got 0");
    }
}
