package dev.hostless.controlplane.node;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A machine as the control plane sees it.
 *
 * @param state what was last reported, or Unreachable, Lost or Unknown where a report says nothing
 * @param actual the last report; null before the first
 * @param inSync whether the node reported the revision that is wanted of it
 * @param lastSeen when its agent last reported anything
 */
public record Node(
        String name, String agent, Map<String, String> labels, String preset, long ramBytes,
        long clockHz, NodeState state, Desired desired, @Nullable Actual actual, boolean inSync,
        Instant lastSeen) {

    /**
     * What is wanted.
     *
     * @param firmware a digest; null: off
     */
    public record Desired(
            long revision, @Nullable String firmware, List<String> arguments,
            Map<String, String> environment, long seed) {
    }

    /** What the agent last reported. */
    public record Actual(
            @Nullable Long revision, @Nullable String firmware, NodeState state,
            @Nullable Long cycle, @Nullable Long virtualNanos, @Nullable Integer boots,
            @Nullable String traceHash, @Nullable Integer exitCode, @Nullable String detail,
            Instant reportedAt) {
    }
}
