package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Spans, last in, first out; any one can be taken out. The links are in the spans. */
final class SpanSet {
    private static final int END = -1;

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

    void save(DataOutput out) throws IOException {
        for (var span = head; span != null; span = span.following()) {
            out.writeInt(span.startPage());
        }
        out.writeInt(END);
    }

    /** Takes the spans over, in the same order; the set is empty. */
    void restore(DataInput in, IntFunction<Span> spans) throws IOException {
        var all = new ArrayDeque<Integer>();
        for (int page = in.readInt(); page != END; page = in.readInt()) {
            all.push(page);
        }
        all.forEach(page -> push(spans.apply(page)));
    }
}
