package dev.hostless.board;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where other threads ask what a board's hosted heap is like. A board that computes answers on its
 * own thread when it publishes its figures next. A board that rests is not woken for it, since a
 * wake would move its clock at a moment of the host's choice: whoever asks reads the heap then, and
 * a board that goes on meanwhile waits for the reader. Nothing is read unless somebody asks, and
 * all who ask before an answer share it.
 */
final class HeapInquiry {
    private @Nullable CompletableFuture<Optional<HeapReport>> asked;
    /** Reads the heap while the board rests; null while it runs. */
    private @Nullable Supplier<Optional<HeapReport>> resting;
    private @Nullable Optional<HeapReport> last;
    /** Written under the lock; read without it at every publication. */
    private volatile boolean pending;

    /** Who asked, and what is to be told once the lock is free: others may act upon it at once. */
    private record Answer(CompletableFuture<Optional<HeapReport>> to,
            @Nullable Optional<HeapReport> heap, @Nullable Throwable failure) {
        void tell() {
            if (heap != null) {
                to.complete(heap);
            } else {
                to.completeExceptionally(Objects.requireNonNull(failure));
            }
        }
    }

    /** From any thread; see {@link Board#askHeap}. */
    CompletableFuture<Optional<HeapReport>> ask() {
        CompletableFuture<Optional<HeapReport>> promise;
        Answer answer = null;
        synchronized (this) {
            if (last != null) {
                return CompletableFuture.completedFuture(last);
            }
            promise = asked == null ? new CompletableFuture<>() : asked;
            asked = promise;
            pending = true;
            if (resting != null) {
                answer = answer(resting);
            }
        }
        tell(answer);
        return promise;
    }

    /** The board publishes its figures: it answers if it was asked. */
    void published(Supplier<Optional<HeapReport>> heap) {
        if (!pending) {
            return;
        }
        Answer answer;
        synchronized (this) {
            answer = answer(heap);
        }
        tell(answer);
    }

    /** The board does nothing until it says {@link #runs}; its heap may be read meanwhile. */
    void rests(Supplier<Optional<HeapReport>> heap) {
        Answer answer;
        synchronized (this) {
            resting = heap;
            answer = answer(heap);
        }
        tell(answer);
    }

    /** The board goes on, after whoever reads its heap. */
    synchronized void runs() {
        resting = null;
    }

    /** The board has ended: from now on this is the answer. */
    void ended(Optional<HeapReport> heap) {
        Answer answer;
        synchronized (this) {
            last = heap;
            resting = null;
            answer = answer(() -> heap);
        }
        tell(answer);
    }

    /** A reader that fails is a bug, but no reason to lose a board: whoever asked is told. */
    private @Nullable Answer answer(Supplier<Optional<HeapReport>> heap) {
        var to = asked;
        if (to == null) {
            return null;
        }
        asked = null;
        pending = false;
        try {
            return new Answer(to, heap.get(), null);
        } catch (RuntimeException | Error bug) {
            return new Answer(to, null, bug);
        }
    }

    private static void tell(@Nullable Answer answer) {
        if (answer != null) {
            answer.tell();
        }
    }
}
