package dev.hostless.board;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Another thread asks what a board's heap is like, and the board is none the wiser. */
class HeapInquiryTest {
    private static final BoardSpec SPEC = BoardSpec.of("test", 4 << 20, 100_000_000, 3_000_000,
            Map.of());

    private final CompletableFuture<Void> waits = new CompletableFuture<>();
    private final BoardListener listener = new BoardListener() {
        @Override
        public void stateChanged(BoardState state, long cycle) {
            if (state instanceof BoardState.Waiting) {
                waits.complete(null);
            }
        }
    };

    private Board board(byte[] module) {
        return new Board(SPEC, TestBoard.load(module), listener, Pace.MAX, System::nanoTime);
    }

    private static CompletableFuture<BoardState> start(Board board) {
        return new BoardThreads(1, 1).start("test board", board);
    }

    /** Makes garbage and collects it, without end. */
    private static HeapCalls collecting() {
        var go = new ForgedGo();
        var calls = HeapCalls.begun(go);
        int from = calls.here();
        calls.call("gogc.malloc", 16, go.type, 1).call("gogc.malloc", 100, 0, 1)
                .call("gogc.malloc", 40_000, 0, 1)
                .call("gogc.pause", 2, 0).call("gogc.start", 0).call("gogc.pause", 0, 0)
                .call("gogc.malloc", HostedModule.OBJECT_BYTES, 0, 1).call("gogc.pause", 1, 0)
                .call("gogc.finish").call("gogc.pause", 0, 0);
        for (int index = 0; index < 20; index++) {
            calls.call("gogc.advance");
        }
        return calls.foreverFrom(from);
    }

    private static <T> T soon(CompletableFuture<T> promise) throws Exception {
        return promise.get(20, TimeUnit.SECONDS);
    }

    private static long objects(HeapReport heap) {
        return heap.classes().stream().mapToLong(HeapReport.SizeClass::objects).sum();
    }

    @Test
    void aBoardThatWaitsForWhatNeverComesAnswersAtOnceAndGoesOnWaiting() throws Exception {
        var board = board(HostedModule.waiting(7));
        var end = start(board);
        soon(waits);
        long cycle = board.snapshot().cycle();
        for (int round = 0; round < 3; round++) {
            var heap = soon(board.askHeap()).orElseThrow();
            assertThat(heap.cycle()).isEqualTo(cycle);
            assertThat(objects(heap)).isEqualTo(7);
            assertThat(heap.map()).singleElement().satisfies(span -> {
                assertThat(span.allocated()).isEqualTo(7);
                assertThat(span.objectBytes()).isEqualTo(HostedModule.OBJECT_BYTES);
                assertThat(span.pages() * heap.pageBytes() / HostedModule.OBJECT_BYTES)
                        .isEqualTo(span.objects());
            });
        }
        assertThat(board.snapshot().state()).isEqualTo(new BoardState.Waiting());
        board.stop();
        assertThat(soon(end)).isEqualTo(new BoardState.Waiting());
    }

    @Test
    void aBoardThatComputesAnswersWhileItDoes() throws Exception {
        var board = board(collecting().bytes());
        var end = start(board);
        var first = soon(board.askHeap()).orElseThrow();
        var second = soon(board.askHeap()).orElseThrow();
        assertThat(second.cycle()).isGreaterThan(first.cycle());
        assertThat(second.collections()).isGreaterThan(first.collections());
        board.stop();
        assertThat(soon(end)).isEqualTo(new BoardState.Running());
    }

    @Test
    void whoAsksBeforeTheHeapIsThereIsAnsweredWhenItIs() throws Exception {
        var board = board(HostedModule.waiting(3));
        var early = board.askHeap();
        assertThat(board.askHeap()).isSameAs(early);
        assertThat(early).isNotDone();
        start(board);
        assertThat(objects(soon(early).orElseThrow())).isEqualTo(3);
        board.stop();
    }

    @Test
    void aBoardThatHasEndedAnswersWithWhatItLeftBehind() throws Exception {
        var board = board(HostedModule.halting(5));
        assertThat(soon(start(board))).isEqualTo(new BoardState.Halted(0));
        assertThat(board.askHeap()).isCompletedWithValue(board.report().heap());
        assertThat(objects(board.report().heap().orElseThrow())).isEqualTo(5);
    }

    @Test
    void aGuestThatKeepsItsHeapItselfHasNoneToTell() throws Exception {
        var module = new TinyModule();
        module.export("_start", new byte[0], new byte[0], TinyModule.forever());
        var board = board(module.bytes());
        var asked = board.askHeap();
        start(board);
        assertThat(soon(asked)).isEqualTo(Optional.empty());
        board.stop();
    }

    @Test
    void whoAsksAllTheTimeChangesNeitherCyclesNorHash() throws Exception {
        var module = collecting().bytes();
        long last = 60_000_000;
        var quiet = board(module);
        quiet.stopAt(last);
        soon(start(quiet));
        var asked = board(module);
        asked.stopAt(last);
        var answers = new AtomicInteger();
        var end = start(asked);
        while (!end.isDone()) {
            soon(asked.askHeap());
            answers.incrementAndGet();
        }
        assertThat(answers.get()).isGreaterThan(10);
        assertThat(asked.report().traceHash()).isEqualTo(quiet.report().traceHash());
        assertThat(asked.snapshot().cycle()).isEqualTo(quiet.snapshot().cycle());
        assertThat(asked.report().heap()).isEqualTo(quiet.report().heap());
    }
}
