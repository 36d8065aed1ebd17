package dev.hostless.agent;

import dev.hostless.agent.message.Report.Ack;
import dev.hostless.board.HeapReport;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what one board's hosted heap is like: when somebody has asked, at most once a second, and
 * at the board's end. A map is larger than all else that a board reports in a minute, and of a
 * thousand boards hardly one is looked at, so none is sent unasked while a board runs. Used by its
 * runner's thread only.
 */
final class HeapTeller {

    private static final Logger LOG = LoggerFactory.getLogger(HeapTeller.class);
    /** Who asks again within it is answered with the report that was just sent. */
    private static final long FRESH_NANOS = 1_000_000_000L;

    /**
     * What a board has answered.
     *
     * @param action that asked
     */
    record Answer(String action, Boot boot, Optional<HeapReport> heap,
            @Nullable Throwable failure) {
    }

    /** The last report; two at one cycle of a boot would be the same. */
    private record Told(int boot, long cycle, long atNanos) {
    }

    private final String node;
    private final Workbench bench;
    private @Nullable Told told;

    HeapTeller(String node, Workbench bench) {
        this.node = node;
        this.bench = bench;
    }

    /**
     * Asks the board of a boot that runs or has ended.
     *
     * @param answered is told later, from any thread, unless there is an acknowledgement now
     */
    Optional<Ack> ask(String action, Boot boot, Consumer<Answer> answered) {
        var last = told;
        if (last != null && last.boot == boot.number() && isFresh(last)) {
            return Optional.of(Ack.applied(action, last.cycle));
        }
        boot.askHeap().whenComplete((heap, failure) -> answered.accept(new Answer(action, boot,
                heap == null ? Optional.empty() : heap, failure)));
        return Optional.empty();
    }

    private boolean isFresh(Told last) {
        return bench.hostNanos().getAsLong() - last.atNanos < FRESH_NANOS;
    }

    /** Sends what the board has answered. @return the acknowledgement that follows it */
    Ack answered(Answer answer) {
        if (answer.failure != null) {
            LOG.error("{}: a bug in the map of the heap", node, answer.failure);
            return Ack.rejected(answer.action, "BUG: " + answer.failure);
        }
        if (answer.heap.isEmpty()) {
            return Ack.rejected(answer.action, node + " keeps no heap for its guest: the guest"
                    + " does that itself, or has none");
        }
        tell(answer.boot, answer.heap.get());
        return Ack.applied(answer.action, answer.heap.get().cycle());
    }

    /** The board has ended: its last heap is sent unasked, for it is what a trap left behind. */
    void ended(Boot boot) {
        boot.report().heap().ifPresent(heap -> tell(boot, heap));
    }

    private void tell(Boot boot, HeapReport heap) {
        long now = bench.hostNanos().getAsLong();
        var last = told;
        if (last == null || last.boot != boot.number() || last.cycle != heap.cycle()) {
            bench.reports().offer(HeapMaps.report(node, boot, heap));
        }
        told = new Told(boot.number(), heap.cycle(), now);
    }
}
