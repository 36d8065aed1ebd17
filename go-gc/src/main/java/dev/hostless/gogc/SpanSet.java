package dev.hostless.gogc;

import org.jspecify.annotations.Nullable;

/** Spans, last in, first out; any one can be taken out. The links are in the spans. */
final class SpanSet {
    private @Nullable Span head;

    void push(Span span) {
        span.enter(this, head);
        head = span;
    }

    /** The last that came; null if there is none. */
    @Nullable
    Span poll() {
        var span = head;
        if (span != null) {
            remove(span);
        }
        return span;
    }

    void remove(Span span) {
        var next = span.leave();
        if (span == head) {
            head = next;
        }
    }

    boolean isEmpty() {
        return head == null;
    }
}
