package dev.hostless.agent;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what an agent does because somebody asked the control plane for it. Commands bring the
 * place in the trace along; where none is collected they do not, and nothing is done here.
 */
final class Traces {

    private final @Nullable Tracer tracer;
    private final @Nullable Propagator propagator;

    Traces(@Nullable Tracer tracer, @Nullable Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    /** What is done within a span. */
    interface Work {

        void run() throws InterruptedException;
    }

    /**
     * Does the work as a span; what is logged meanwhile names the trace.
     *
     * @param place a W3C traceparent, or null
     */
    void at(@Nullable String place, String name, Map<String, String> tags, Work work)
            throws InterruptedException {
        if (place == null || tracer == null || propagator == null) {
            work.run();
            return;
        }
        var builder = propagator.extract(Map.of("traceparent", place), Map::get).name(name)
                .kind(Span.Kind.CONSUMER);
        tags.forEach(builder::tag);
        var span = builder.start();
        try (var _ = tracer.withSpan(span)) {
            work.run();
        } catch (RuntimeException failed) {
            span.error(failed);
            throw failed;
        } finally {
            span.end();
        }
    }
}
