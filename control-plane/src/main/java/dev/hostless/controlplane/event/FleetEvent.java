package dev.hostless.controlplane.event;

import java.time.Instant;

import tools.jackson.databind.JsonNode;

/**
 * Something that happened.
 *
 * @param id grows; events are streamed in its order
 * @param type for instance {@code node.state}; docs/api.md lists them
 */
public record FleetEvent(long id, String type, Instant at, JsonNode body) {
}
