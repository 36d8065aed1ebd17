package dev.hostless.controlplane.event;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** An event before it is stored. */
public record NewEvent(String type, Map<String, ? extends @Nullable Object> body) {
}
