package dev.hostless.agent;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Traces are collected when they have somewhere to go. Without an endpoint nothing of them is set
 * up: a start and each request cost what they cost without.
 */
final class TracesSwitch implements EnvironmentPostProcessor, Ordered {

    static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

    private static final String EXCLUDE = "spring.autoconfigure.exclude";
    private static final String TRACING = "org.springframework.boot.micrometer.tracing.";
    private static final String OPEN_TELEMETRY = "org.springframework.boot.opentelemetry.";
    private static final List<String> UNUSED = List.of(
            TRACING + "autoconfigure.MicrometerTracingAutoConfiguration",
            TRACING + "autoconfigure.NoopTracerAutoConfiguration",
            TRACING + "autoconfigure.prometheus.PrometheusExemplarsAutoConfiguration",
            TRACING + "opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
            TRACING + "opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration",
            OPEN_TELEMETRY + "autoconfigure.OpenTelemetrySdkAutoConfiguration",
            OPEN_TELEMETRY + "autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration",
            OPEN_TELEMETRY + "autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration");

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        var endpoint = environment.getProperty(ENDPOINT, "").strip();
        var settings = new HashMap<String, Object>();
        if (endpoint.isEmpty()) {
            settings.put(EXCLUDE, Stream
                    .concat(Stream.of(environment.getProperty(EXCLUDE, "")), UNUSED.stream())
                    .filter(name -> !name.isEmpty()).distinct().collect(Collectors.joining(",")));
            settings.put("management.tracing.export.enabled", false);
            environment.getPropertySources()
                    .addFirst(new MapPropertySource("hostless: no traces", settings));
            return;
        }
        check(endpoint);
        // A trace follows a request from thread to thread; a fleet has few requests, so all count.
        settings.put("spring.reactor.context-propagation", "auto");
        settings.put("management.tracing.sampling.probability", 1.0);
        environment.getPropertySources()
                .addLast(new MapPropertySource("hostless: traces", settings));
    }

    private static void check(String endpoint) {
        var address = addressOf(endpoint);
        if (address == null || address.getHost() == null
                || !List.of("http", "https").contains(String.valueOf(address.getScheme()))) {
            throw new IllegalArgumentException(ENDPOINT + ": wanted an address such as"
                    + " http://collector:4318/v1/traces, got '" + endpoint + "'");
        }
    }

    private static @Nullable URI addressOf(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException wrong) {
            return null;
        }
    }

    /** After the files and the environment variables of OpenTelemetry were read. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
