package dev.hostless.board;

import dev.hostless.board.RamPolicy.Madvise;
import dev.hostless.board.RamPolicy.Pages;
import dev.hostless.engine.LinearMemory;
import dev.hostless.gogc.HeapFault;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

class BoardRamTest {
    private static final int PAGE = BoardRam.PAGE_BYTES;
    private static final int RAM_BYTES = 4 << 20;

    private final LinearMemory memory = new LinearMemory(4, RAM_BYTES / LinearMemory.PAGE_BYTES);

    private BoardRam ram(Pages pages, Madvise madvise) {
        return new BoardRam(BoardSpec.of("test", RAM_BYTES, 100_000_000, 115_200, Map.of())
                .withRam(new RamPolicy(pages, madvise)), memory);
    }

    private record Piece(int address, int bytes, byte mark) {
    }

    private boolean holdsOnly(byte value, int address, int bytes) {
        for (byte found : memory.copyOf(address, bytes)) {
            if (found != value) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @EnumSource(Pages.class)
    void whatIsHandedOutIsZeroAlignedAndNobodyElses(Pages pages) {
        long seed = Long.getLong("seed", 5);
        System.out.println("BoardRamTest -Dseed=" + seed);
        var random = new Random(seed);
        var ram = ram(pages, Madvise.IGNORE);
        assertThat(ram.start(3 * PAGE)).isNull();
        var pieces = new ArrayList<Piece>();
        for (int step = 0; step < 3_000; step++) {
            if (!pieces.isEmpty() && random.nextInt(5) < 2) {
                var piece = pieces.remove(random.nextInt(pieces.size()));
                assertThat(holdsOnly(piece.mark, piece.address, piece.bytes)).isTrue();
                ram.free(piece.address, piece.bytes);
                continue;
            }
            int bytes = 1 + random.nextInt(5 * PAGE);
            int alignment = PAGE << random.nextInt(4);
            int address = ram.allocate(bytes, alignment);
            if (address == 0) {
                continue;
            }
            assertThat(address % alignment).isZero();
            assertThat(address).isGreaterThanOrEqualTo(3 * PAGE);
            assertThat(holdsOnly((byte) 0, address, bytes)).isTrue();
            var piece = new Piece(address, bytes, (byte) (1 + random.nextInt(100)));
            memory.fill(address, piece.mark, bytes);
            pieces.add(piece);
        }
    }

    @ParameterizedTest
    @EnumSource(Pages.class)
    void memoryGrowsOnlyAsItIsAskedForAndToTheLastPage(Pages pages) {
        var ram = ram(pages, Madvise.IGNORE);
        assertThat(ram.start(PAGE)).isNull();
        assertThat(ram.allocate(RAM_BYTES + 1, PAGE)).isZero();
        assertThat(memory.pages()).isEqualTo(4);
        int pagesTaken = 0;
        while (ram.allocate(PAGE, PAGE) != 0 || pagesTaken == 0) {
            pagesTaken++;
        }
        assertThat(pagesTaken).isEqualTo(RAM_BYTES / PAGE - 1);
        assertThat(memory.sizeBytes()).isEqualTo(RAM_BYTES);
    }

    @Test
    void withoutAStartThePagesBeginAtTheMemorysEnd() {
        assertThat(ram(Pages.BITMAP, Madvise.IGNORE).allocate(1, 1))
                .isEqualTo(4 * LinearMemory.PAGE_BYTES);
    }

    @Test
    void unusedMemoryIsReclaimedOnlyIfThePolicySaysSo() {
        for (var madvise : Madvise.values()) {
            var ram = ram(Pages.BITMAP, madvise);
            int address = ram.allocate(2 * PAGE, PAGE);
            memory.fill(address, (byte) 7, 2 * PAGE);
            ram.unused(address, PAGE);
            boolean reclaim = madvise == Madvise.RECLAIM;
            assertThat(memory.getByte(address)).isEqualTo((byte) (reclaim ? 0 : 7));
            assertThat(memory.getByte(address + PAGE)).isEqualTo((byte) 7);
            ram.used(address, PAGE);
            assertThat(memory.getByte(address)).isEqualTo((byte) (reclaim ? 0 : 7));
        }
    }

    @Test
    void whatMakesNoSenseIsSaidAndChangesNothing() {
        var ram = ram(Pages.BITMAP, Madvise.RECLAIM);
        assertThat(ram.start(PAGE + 1)).contains("wanted a multiple of 8192");
        assertThat(ram.start(5 * LinearMemory.PAGE_BYTES)).contains("up to the memory's end");
        assertThat(ram.start(PAGE)).isNull();
        assertThat(ram.start(PAGE)).contains("asked for already");
        int address = ram.allocate(PAGE, PAGE);
        assertThat(problem(() -> ram.free(address + 1, PAGE))).contains("address of a page");
        assertThat(problem(() -> ram.free(0, PAGE))).contains("page 0");
        assertThat(problem(() -> ram.free(address, 0))).contains("no run of 0 bytes");
        assertThat(problem(() -> ram.free(address, Integer.MAX_VALUE))).isNotEmpty();
        assertThat(problem(() -> ram.unused(-PAGE, PAGE))).isNotEmpty();
        ram.free(address, PAGE);
        assertThat(problem(() -> ram.free(address, PAGE))).isNotEmpty();
    }

    private static String problem(Runnable call) {
        return String.valueOf(assertThrows(HeapFault.class, call::run).getMessage());
    }
}
