package dev.hostless.gogc;

class FreeListPageAllocatorTest extends PageAllocatorContract {
    FreeListPageAllocatorTest() {
        super(PagePolicy.FREE_LIST);
    }

    @Override
    boolean isExpected(ReferencePages reference, int pages, int alignment, int got) {
        return got == reference.firstFit(pages, alignment);
    }

    @Override
    int largestAllocation(ReferencePages reference) {
        return reference.largestFreeRun();
    }
}
