package dev.hostless.controlplane.event;

import dev.hostless.controlplane.database.Wakeups;
import dev.hostless.controlplane.problem.Checks;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The events as a stream. */
@RestController
public final class EventController {

    /** Proxies close what is silent for a minute. */
    private static final Duration PING = Duration.ofSeconds(15);

    private final EventLog events;
    private final Wakeups wakeups;

    public EventController(EventLog events, Wakeups wakeups) {
        this.events = events;
        this.wakeups = wakeups;
    }

    @Operation(summary = "Events as they happen; Last-Event-ID resumes, 0 begins with the oldest")
    @GetMapping(path = "/api/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<FleetEvent>> events(
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
        var start = lastEventId == null
                ? events.newest()
                : Mono.just(Checks.eventId(lastEventId));
        var pings = Flux.interval(Duration.ZERO, PING)
                .map(_ -> ServerSentEvent.<FleetEvent>builder().comment("ping").build())
                // A slow reader needs no second ping.
                .onBackpressureLatest()
                .takeUntilOther(wakeups.stopping());
        return Flux.merge(pings, start.flatMapMany(this::from));
    }

    /**
     * Reads pages after each wake-up, one at a time: a slow reader holds its own place in the table
     * and costs no memory here.
     */
    private Flux<ServerSentEvent<FleetEvent>> from(long start) {
        var last = new AtomicLong(start);
        return wakeups.of(EventLog.TOPIC)
                .concatMap(_ -> page(last).repeatWhen(done -> done.takeWhile(count -> count > 0)),
                        1);
    }

    private Flux<ServerSentEvent<FleetEvent>> page(AtomicLong last) {
        return Flux.defer(() -> events.after(last.get()))
                .doOnNext(event -> last.set(event.id()))
                .map(event -> ServerSentEvent.builder(event)
                        .id(Long.toString(event.id()))
                        .event(event.type())
                        .build());
    }
}
