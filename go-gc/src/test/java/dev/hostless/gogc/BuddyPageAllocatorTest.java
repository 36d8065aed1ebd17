package dev.hostless.gogc;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BuddyPageAllocatorTest extends PageAllocatorContract {
    BuddyPageAllocatorTest() {
        super(PagePolicy.BUDDY);
    }

    @Override
    boolean isExpected(ReferencePages reference, int pages, int alignment, int got) {
        return got != PageAllocator.NONE == Math.max(pages, alignment) <= reference.largestBlock();
    }

    @Override
    int largestAllocation(ReferencePages reference) {
        return reference.largestBlock();
    }

    @Test
    void aRunAcrossBlocksCannotBeHadInOnePiece() {
        var allocator = grown(0, 24);
        assertThat(allocator.figures()).isEqualTo(new PageFigures(24, 24, 1, 24, 16));
        assertThat(allocator.allocate(17, 1)).isEqualTo(PageAllocator.NONE);
        assertThat(allocator.figures().externalPerMille()).isEqualTo(334);
    }

    @Test
    void whatARequestDoesNotNeedStaysFree() {
        var allocator = grown(0, 16);
        assertThat(allocator.allocate(9, 1)).isZero();
        assertThat(allocator.freePages()).isEqualTo(7);
        assertThat(allocator.allocate(4, 1)).isEqualTo(12);
    }
}
