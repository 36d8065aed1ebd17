package dev.hostless.agent;

import dev.hostless.agent.FirmwareCache.WrongDigest;
import dev.hostless.agent.message.BoardAction;
import dev.hostless.agent.message.Command.Action;
import dev.hostless.agent.message.Command.Assignment;
import dev.hostless.agent.message.Report;
import dev.hostless.agent.message.Report.Ack;
import dev.hostless.board.Board;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.BoardState;
import dev.hostless.board.Firmware;
import dev.hostless.board.FirmwareRejected;
import dev.hostless.board.InputEvent;
import dev.hostless.board.Lines;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Makes one board be what is wanted of it, and tells what it is. All decisions are taken on one
 * thread, in the order in which their reasons arrived; the board itself runs on another.
 *
 * <p>A program that ended stays as it ended until a new revision or a reset; a firmware that this
 * board cannot run is a state as well, and neither is ever tried again by itself.
 */
final class BoardRunner implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(BoardRunner.class);
    /** Commands for one board that wait; the stream delivers far fewer. */
    private static final int MAILBOX_MAX = 10_000;
    /** A board stops at its next safepoint: longer means a bug. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private sealed interface Event {

        record Assigned(Assignment assignment) implements Event {
        }

        record Asked(Action action) implements Event {
        }

        record HeapKnown(HeapTeller.Answer answer) implements Event {
        }

        record Connected() implements Event {
        }

        /** The console of the board has something to say. */
        record Heard() implements Event {
        }

        record Ended() implements Event {
        }

        record Stop() implements Event {
        }
    }

    private final String node;
    private final BoardKind kind;
    private final Workbench bench;
    private final BoardObserver observer;
    private final HeapTeller heaps;
    private final BoardMeters.Node meters;
    private final Backoff firmwareRetry;
    private final LinkedBlockingQueue<Event> mailbox = new LinkedBlockingQueue<>(MAILBOX_MAX);
    private final Deadline retry;
    private volatile StateWords shown = StateWords.off(null);
    private @Nullable Assignment wanted;
    private @Nullable Boot boot;
    private @Nullable CompletableFuture<BoardState> running;
    private int boots;

    BoardRunner(String node, BoardKind kind, Workbench bench, BoardMeters.Node meters) {
        this.node = node;
        this.meters = meters;
        this.kind = kind;
        this.bench = bench;
        this.observer = new BoardObserver(node, kind.preset(), bench);
        this.heaps = new HeapTeller(node, bench);
        this.firmwareRetry = bench.timing().backoff();
        this.retry = new Deadline(bench.hostNanos());
    }

    String node() {
        return node;
    }

    /** The state that was reported last. */
    StateWords shown() {
        return shown;
    }

    void assigned(Assignment assignment) {
        post(new Event.Assigned(assignment));
    }

    void asked(Action action) {
        post(new Event.Asked(action));
    }

    void connected() {
        post(new Event.Connected());
    }

    /** Ends the board and then this runner. */
    void stop() {
        post(new Event.Stop());
    }

    private void post(Event event) {
        if (!mailbox.offer(event)) {
            LOG.error("{}: dropped {}, {} events are waiting already", node, event, MAILBOX_MAX);
        }
    }

    @Override
    public void run() {
        // All that is said on this thread is about this node, also what libraries say.
        MDC.put(LogKeys.NODE, node);
        try {
            while (true) {
                long nanos = Math.min(retry.nanosLeft(), observer.nanosUntilDuty());
                var event = mailbox.poll(nanos, TimeUnit.NANOSECONDS);
                if (event instanceof Event.Stop) {
                    endBoot();
                    show(StateWords.off("the agent was stopped"));
                    return;
                }
                step(event);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(@Nullable Event event) throws InterruptedException {
        try {
            if (event != null) {
                handle(event);
            }
            if (running != null && running.isDone()) {
                ended(running.join());
            }
            if (retry.due()) {
                converge();
            }
            if (boot != null && running != null) {
                observer.duties(boot, shown).ifPresent(this::show);
            }
        } catch (RuntimeException bug) {
            LOG.error("{}: a bug of the agent", node, bug);
            show(StateWords.of(new BoardState.Faulted("BUG: " + bug)));
        }
    }

    private void handle(Event event) throws InterruptedException {
        switch (event) {
            case Event.Assigned(var assignment) -> {
                if (wanted == null || wanted.revision() != assignment.revision()) {
                    wanted = assignment;
                    firmwareRetry.reset();
                    bench.traces().at(assignment.traceparent(), "assignment",
                            Map.of(LogKeys.NODE, node, LogKeys.FIRMWARE,
                                    String.valueOf(assignment.firmware()), LogKeys.REVISION,
                                    Long.toString(assignment.revision())),
                            this::converge);
                }
            }
            case Event.Asked(var action) -> bench.traces().at(action.traceparent(), "action",
                    Map.of(LogKeys.NODE, node, "hostless.action", action.id()),
                    () -> answerTo(action).ifPresent(bench.reports()::offer));
            case Event.HeapKnown(var answer) -> {
                var ack = heaps.answered(answer);
                bench.actions().remember(ack);
                bench.reports().offer(ack);
            }
            case Event.Connected _ -> {
                if (wanted != null) {
                    show(shown);
                }
            }
            case Event.Heard _ -> observer.heard();
            case Event.Ended _ -> {
                // The loop looks after each event whether the board has ended.
            }
            case Event.Stop _ -> throw new IllegalStateException("BUG: the loop handles it");
        }
    }

    private void converge() throws InterruptedException {
        retry.clear();
        endBoot();
        boot = null;
        var goal = wanted;
        meters.wants(goal == null ? null : goal.firmware());
        if (goal == null || goal.firmware() == null) {
            MDC.remove(LogKeys.FIRMWARE);
            show(StateWords.off(null));
            return;
        }
        MDC.put(LogKeys.FIRMWARE, goal.firmware());
        MDC.put(LogKeys.REVISION, Long.toString(goal.revision()));
        try {
            var firmware = firmware(goal, goal.firmware());
            if (firmware.isPresent()) {
                start(goal, firmware.get());
            }
        } catch (FirmwareRejected | IllegalArgumentException misfit) {
            show(StateWords.refused(String.valueOf(misfit.getMessage())));
        }
    }

    /** The firmware, or nothing when it cannot be had now and will be asked for again. */
    private Optional<Firmware> firmware(Assignment goal, String digest)
            throws FirmwareRejected, InterruptedException {
        var ready = bench.firmware().ready(digest);
        if (ready.isPresent()) {
            return ready;
        }
        if (!shown.name().equals("Off") || shown.detail() == null) {
            show(StateWords.off("loading " + name(goal)));
        }
        byte[] module;
        try {
            module = bench.firmware().module(digest);
        } catch (IllegalArgumentException noDigest) {
            throw noDigest;
        } catch (WrongDigest | RuntimeException unavailable) {
            firmwareLater(goal, unavailable);
            return Optional.empty();
        }
        return Optional.of(bench.firmware().compiled(module));
    }

    private void firmwareLater(Assignment goal, Exception why) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var delay = firmwareRetry.next();
        retry.set(delay);
        LOG.warn("{}: cannot get {}: {}; again in {} ms", node, name(goal),
                Causes.sentence(why), delay.toMillis());
        show(StateWords.off("waiting for " + name(goal) + ": " + Causes.sentence(why)));
    }

    private BoardSpec spec(Assignment goal) {
        var spec = kind.spec().withArguments(goal.arguments())
                .withEnvironment(goal.environment());
        return goal.seed() == null ? spec : spec.withSeed(goal.seed());
    }

    private void start(Assignment goal, Firmware firmware) {
        var next = new Boot(boots + 1, goal, bench.hostNanos(),
                meters.nextBoot(), () -> post(new Event.Heard()));
        var board = new Board(spec(goal), firmware, next, bench.pace().get(), bench.hostNanos());
        board.plan(kind.faults());
        next.plug(board);
        meters.boots(next.meters(), next::snapshot, next::heap);
        observer.started(next);
        var ending = bench.threads().start(node + "#" + next.number(), board)
                .whenComplete((_, _) -> firmware.keepCode())
                .exceptionally(bug -> new BoardState.Faulted("BUG: " + Causes.sentence(bug)));
        boots = next.number();
        boot = next;
        running = ending;
        show(StateWords.of(new BoardState.Running()));
        LOG.info("{}: boot {} of {}, revision {}", node, boots, name(goal), goal.revision());
        ending.thenAccept(_ -> post(new Event.Ended()));
    }

    private void ended(BoardState state) {
        var current = boot;
        running = null;
        if (current == null) {
            throw new IllegalStateException("BUG: a board that nobody started has ended");
        }
        unplugged(current);
        show(StateWords.of(state));
        LOG.info("{}: boot {} of {} has ended: {}", node, current.number(),
                name(current.assignment()), StateWords.of(state).line());
    }

    /** Stops the board if it runs, and sends what it still had to say. */
    private void endBoot() throws InterruptedException {
        var current = boot;
        var ending = running;
        if (current == null || ending == null) {
            return;
        }
        current.board().stop();
        try {
            ending.get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stuck) {
            LOG.error("{}: boot {} did not stop within {}", node, current.number(), STOP_LIMIT,
                    stuck);
        }
        running = null;
        unplugged(current);
    }

    private void unplugged(Boot over) {
        over.unplug();
        observer.ended(over);
        heaps.ended(over);
        meters.ended();
    }

    /** The acknowledgement, unless it follows later. */
    private Optional<Ack> answerTo(Action action) throws InterruptedException {
        var before = bench.actions().answerTo(action.id());
        if (before.isPresent()) {
            return before;
        }
        Optional<Ack> ack;
        try {
            ack = apply(action);
        } catch (IllegalArgumentException refused) {
            ack = Optional.of(Ack.rejected(action.id(), String.valueOf(refused.getMessage())));
        }
        ack.ifPresent(bench.actions()::remember);
        return ack;
    }

    private Optional<Ack> apply(Action action) throws InterruptedException {
        return switch (action.action()) {
            case BoardAction.Interrupt(var line) -> Optional.of(inject(action.id(),
                    () -> new InputEvent.Interrupt(Lines.parse(line))));
            case BoardAction.UartInput(var data) -> Optional.of(inject(action.id(),
                    () -> new InputEvent.UartInput(data)));
            case BoardAction.Reset() -> Optional.of(reset(action.id()));
            case BoardAction.Heap() -> askHeap(action.id());
            case BoardAction.Unknown(var kind) -> Optional.of(Ack.rejected(action.id(),
                    "this agent knows no action '" + kind + "'"));
        };
    }

    private Optional<Ack> askHeap(String id) {
        var current = boot;
        return current == null
                ? Optional.of(Ack.rejected(id, node + " is " + shown.name()
                        + ", there is no heap"))
                : heaps.ask(id, current, answer -> post(new Event.HeapKnown(answer)));
    }

    private Ack inject(String id, Supplier<InputEvent> input) {
        var current = boot;
        if (current == null || running == null) {
            return Ack.rejected(id, node + " is " + shown.name()
                    + ", wanted a board that runs or waits");
        }
        if (!current.board().inject(input.get())) {
            return Ack.rejected(id, "too many inputs are waiting for " + node + " already");
        }
        return Ack.applied(id, current.snapshot().cycle());
    }

    private Ack reset(String id) throws InterruptedException {
        var current = boot;
        if (current == null) {
            return Ack.rejected(id, node + " is " + shown.name() + ", there is nothing to reset");
        }
        endBoot();
        long cycle = current.snapshot().cycle();
        converge();
        return Ack.applied(id, cycle);
    }

    private void show(StateWords words) {
        shown = words;
        meters.shows(words.name());
        var goal = wanted;
        if (goal == null) {
            return;
        }
        var report = boot == null ? null : boot.report();
        bench.reports().offer(new Report.State(node, goal.revision(), goal.firmware(),
                words.name(), boots, report == null ? 0 : report.figures().cycle(),
                report == null ? 0 : report.figures().virtualNanos(),
                report == null ? null : report.traceHash().orElse(null), words.exitCode(),
                words.detail()));
    }

    private static String name(Assignment assignment) {
        return assignment.name() == null
                ? String.valueOf(assignment.firmware())
                : assignment.name();
    }
}
