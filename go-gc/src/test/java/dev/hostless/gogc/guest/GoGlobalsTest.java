package dev.hostless.gogc.guest;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GoGlobalsTest {
    private final FakeGo go = new FakeGo();
    private final int data = (int) go.at(GoWord.DATA);

    @Test
    void pointersAreReportedWhereTheMaskHasThem() {
        masks(GoWord.DATA_MASK, go.longs(0b1010, 1L << 63), 128);
        for (int word = 0; word < 128; word++) {
            go.putLong(data + 8 * word, 0x8000_0000L + word);
        }
        assertThat(scan()).containsExactly(0x8000_0001, 0x8000_0003, 0x8000_007f);
    }

    @Test
    void nilAndWhatIsNo32BitAddressIsLeftOut() {
        masks(GoWord.DATA_MASK, go.longs(-1L, -1L), 128);
        go.putLong(data, 1L << 32 | 5);
        go.putLong(data + 8, 77);
        assertThat(scan()).containsExactly(77);
    }

    @Test
    void aMaskNeedNotFillItsLastByte() {
        go.set(GoWord.DATA_END, data + 8 * 67 + 4);
        masks(GoWord.DATA_MASK, go.longs(0, -1L), 67);
        for (int word = 60; word < 70; word++) {
            go.putLong(data + 8 * word, word);
        }
        assertThat(scan()).containsExactly(64, 65, 66);
    }

    @Test
    void beforeTheRuntimeHasMadeTheMaskEveryWordMayBeAPointer() {
        go.putLong(data + 16, 99);
        go.putLong(data + 1016, 98);
        assertThat(scan()).containsExactly(99, 98);
    }

    @Test
    void dataAndBssAreCutIntoBlocksWithTheirPartsOfTheMask() {
        int bss = go.room(9 << 10);
        int mask = go.room(9 << 10 >> 6);
        go.set(GoWord.BSS, bss).set(GoWord.BSS_END, bss + (9 << 10));
        masks(GoWord.BSS_MASK, mask, 9 << 7);
        assertThat(go.layout().globalBlocks()).containsExactly(
                new GlobalBlock(data, 1024, 0), new GlobalBlock(bss, 4 << 10, mask),
                new GlobalBlock(bss + (4 << 10), 4 << 10, mask + 64),
                new GlobalBlock(bss + (8 << 10), 1 << 10, mask + 128));
    }

    @Test
    void aMaskThatIsTooShortOrOutsideOfMemoryIsRefused() {
        masks(GoWord.DATA_MASK, go.longs(0, 0), 127);
        assertThatThrownBy(this::scan).isInstanceOf(GuestLayoutProblem.class)
                .hasMessageContaining("127 bits for 128 words");
        masks(GoWord.DATA_MASK, FakeGo.BYTES - 8, 128);
        assertThatThrownBy(this::scan).isInstanceOf(GuestLayoutProblem.class)
                .hasMessageContaining("outside of memory");
    }

    private void masks(GoWord header, int bits, int count) {
        go.putLong((int) go.at(header) + go.offset(GoWord.BIT_VECTOR_BYTES), bits);
        go.putInt((int) go.at(header) + go.offset(GoWord.BIT_VECTOR_COUNT), count);
    }

    private List<Integer> scan() {
        var layout = go.layout();
        var found = new ArrayList<Integer>();
        layout.globalBlocks().forEach(block -> layout.globals().scan(block, found::add));
        return found;
    }
}
