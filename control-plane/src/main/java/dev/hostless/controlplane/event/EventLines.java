package dev.hostless.controlplane.event;

import dev.hostless.controlplane.trace.Traces;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;

/**
 * Events as lines of the log, one each, when they have become true. What happens to single nodes
 * happens thousands of times in a rollout, so it is told at DEBUG; the rest at INFO.
 */
final class EventLines {

    private static final Logger log = LoggerFactory.getLogger(EventLines.class);

    /** What a line is found by, and how a structured log names it. */
    private static final Map<String, String> KEYS = Map.of(
            "node", "hostless.node", "agent", "hostless.agent", "firmware", "hostless.firmware",
            "digest", "hostless.firmware", "revision", "hostless.revision",
            "state", "hostless.state", "action", "hostless.action");

    private final Traces traces;

    EventLines(Traces traces) {
        this.traces = traces;
    }

    /** Within a transaction the lines wait for its commit; a rollback leaves none. */
    Mono<Void> onceCommitted(List<NewEvent> events) {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .doOnNext(transaction -> transaction
                        .registerSynchronization(new TransactionSynchronization() {
                            @Override
                            public Mono<Void> afterCommit() {
                                return Mono.fromRunnable(
                                        () -> events.forEach(EventLines.this::tell));
                            }
                        }))
                .then()
                .onErrorResume(
                        NoTransactionException.class,
                        _ -> Mono.fromRunnable(() -> events.forEach(this::tell)));
    }

    private void tell(NewEvent event) {
        boolean ofOneNode = event.type().startsWith("node.") || event.type().startsWith("action.");
        var line = log.atLevel(ofOneNode ? Level.DEBUG : Level.INFO)
                .addKeyValue("event.action", event.type());
        var facts = new LinkedHashMap<String, Object>();
        event.body().forEach((name, value) -> {
            if (value != null) {
                facts.put(name, value instanceof String text ? oneLine(text) : value);
            }
        });
        for (var fact : facts.entrySet()) {
            var key = KEYS.get(fact.getKey());
            line = key == null ? line : line.addKeyValue(key, fact.getValue());
        }
        var ready = line;
        traces.at(event.trace(), event.type(), tags(facts),
                () -> ready.log("{} {}", event.type(), facts));
    }

    private static Map<String, String> tags(Map<String, Object> facts) {
        var tags = new LinkedHashMap<String, String>();
        facts.forEach((name, value) -> {
            if (KEYS.containsKey(name)) {
                tags.put(KEYS.get(name), value.toString());
            }
        });
        return tags;
    }

    /** A board chooses the words of its trap: it must not be able to forge a line. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", "\ufffd");
    }
}
