package dev.hostless.gogc;

/** Shades what the roots point to. */
final class MarkSink extends RootSink {
    private final Marker marker;

    MarkSink(Heap heap, Marker marker) {
        super(heap, heap.steps());
        this.marker = marker;
    }

    @Override
    void found(int pointer, boolean sure) {
        marker.shade(pointer);
    }
}
