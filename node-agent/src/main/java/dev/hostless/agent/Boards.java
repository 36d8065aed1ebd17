package dev.hostless.agent;

import dev.hostless.agent.message.Command.Action;
import dev.hostless.agent.message.Command.Assignment;
import dev.hostless.agent.message.Report.Ack;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The boards of this agent, each with a thread that looks after it. */
final class Boards implements CommandReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(Boards.class);

    private final Map<String, BoardRunner> runners = new LinkedHashMap<>();
    private final Map<String, Thread> threads = new LinkedHashMap<>();
    private final Reports reports;

    Boards(List<BoardRunner> all, Reports reports) {
        this.reports = reports;
        for (var runner : all) {
            if (runners.put(runner.node(), runner) != null) {
                throw new IllegalArgumentException("two boards are named " + runner.node());
            }
        }
    }

    void start() {
        runners.forEach((node, runner) -> threads.put(node,
                Thread.ofVirtual().name("runner-" + node).start(runner)));
    }

    /** Ends all boards at once and waits for them, at most this long altogether. */
    void stop(Duration limit) throws InterruptedException {
        runners.values().forEach(BoardRunner::stop);
        long end = System.nanoTime() + limit.toNanos();
        for (var thread : threads.entrySet()) {
            long left = Math.max(1, end - System.nanoTime());
            if (!thread.getValue().join(Duration.ofNanos(left))) {
                LOG.warn("{} was given up: it did not end in time", thread.getKey());
                thread.getValue().interrupt();
            }
        }
    }

    int count() {
        return runners.size();
    }

    @Override
    public void connected() {
        runners.values().forEach(BoardRunner::connected);
    }

    @Override
    public void assigned(Assignment assignment) {
        var runner = runners.get(assignment.node());
        if (runner == null) {
            LOG.atWarn().addKeyValue(LogKeys.NODE, assignment.node())
                    .log("Skipped an assignment of {}, which is no board of this agent",
                            assignment.node());
            return;
        }
        runner.assigned(assignment);
    }

    @Override
    public void asked(Action action) {
        var runner = runners.get(action.node());
        if (runner == null) {
            reports.offer(Ack.rejected(action.id(),
                    "no board '" + action.node() + "' on this agent"));
            return;
        }
        runner.asked(action);
    }
}
