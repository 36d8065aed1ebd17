package dev.hostless.controlplane.event;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An event before it is stored.
 *
 * @param trace the place in a trace of the request that caused it, if that is known
 */
public record NewEvent(
        String type, Map<String, ? extends @Nullable Object> body, @Nullable String trace) {

    public NewEvent(String type, Map<String, ? extends @Nullable Object> body) {
        this(type, body, null);
    }
}
