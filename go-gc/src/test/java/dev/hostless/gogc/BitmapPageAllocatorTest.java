package dev.hostless.gogc;

class BitmapPageAllocatorTest extends PageAllocatorContract {
    BitmapPageAllocatorTest() {
        super(PagePolicy.BITMAP);
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
