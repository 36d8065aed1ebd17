package dev.hostless.controlplane.trace;

import io.micrometer.observation.ObservationView;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.propagation.Propagator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Joins what happens later, on other threads and in other processes, to the request that caused it.
 * Its place in its trace is a text, W3C's {@code traceparent}: it is stored and sent as such. Where
 * no traces are collected there is no such text, and nothing is done.
 */
public final class Traces {

    private final @Nullable Tracer tracer;
    private final @Nullable Propagator propagator;

    public Traces(@Nullable Tracer tracer, @Nullable Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    /** The place of the request that a Reactor context belongs to. */
    public static @Nullable String placeOf(ContextView context) {
        var request = context.<@Nullable ObservationView>getOrDefault(
                ObservationThreadLocalAccessor.KEY, null);
        if (request == null) {
            return null;
        }
        TracingContext tracing = request.getContextView().get(TracingContext.class);
        if (tracing == null || tracing.getSpan() == null || tracing.getSpan().isNoop()) {
            return null;
        }
        var span = tracing.getSpan().context();
        return "00-" + span.traceId() + "-" + span.spanId()
                + (Boolean.TRUE.equals(span.sampled()) ? "-01" : "-00");
    }

    /**
     * What agents and monitoring do all the time is no story; what a request made an agent do has
     * spans of its own.
     */
    public static boolean isWorthExporting(FinishedSpan span) {
        var path = span.getTags().getOrDefault("uri", "");
        return !path.startsWith("/agent/") && !path.startsWith("/actuator/");
    }

    /** Does something short as a span of its own at this place; logs then name the trace. */
    public void at(@Nullable String place, String name, Map<String, String> tags, Runnable work) {
        if (place == null || tracer == null || propagator == null) {
            work.run();
            return;
        }
        var builder = propagator.extract(Map.of("traceparent", place), Map::get).name(name);
        tags.forEach(builder::tag);
        var span = builder.start();
        try (var _ = tracer.withSpan(span)) {
            work.run();
        } finally {
            span.end();
        }
    }
}
