package dev.hostless.gogc;

/** Hands what the roots point to to the check. */
final class CheckSink extends RootSink {
    private final HeapCheck check;

    CheckSink(Heap heap, HeapCheck check) {
        // A check takes no time of the board's.
        super(heap, new StepCounts());
        this.check = check;
    }

    @Override
    void found(int pointer, boolean sure) {
        check.root(pointer, sure);
    }
}
