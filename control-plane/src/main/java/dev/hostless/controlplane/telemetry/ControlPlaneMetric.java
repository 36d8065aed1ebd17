package dev.hostless.controlplane.telemetry;

import java.util.List;

/**
 * Every family of metrics that the control plane adds to those of its process. What is not here has
 * no meter, and docs/metrics.md is made of it.
 */
public enum ControlPlaneMetric {
    AGENTS(Type.GAUGE, "agents", "Agents that are reachable, or silent for three heartbeats"
            + " (unreachable).", "state"),

    NODES(Type.GAUGE, "nodes",
            "Nodes by what they are, and by their label fleet (default without one).", "state",
            "fleet"),

    FIRMWARE_INFO(Type.GAUGE, "firmware_info", "Always 1: the names of the firmware that was"
            + " uploaded last, for joining with the label firmware of boards.", "firmware",
            "name"),

    ACTIONS_OPEN(Type.GAUGE, "actions_open",
            "Actions that are pending (their agent is away) or sent, but not acknowledged.",
            "status"),

    COMMAND_STREAMS(Type.GAUGE, "command_streams", "Agents that listen for commands."),

    COMMANDS(Type.COUNTER, "commands", "Commands sent: assignment, action or ping.", "kind"),

    REPORTS(Type.COUNTER, "reports", "Reports of agents that were stored: heartbeat, state,"
            + " console, gc, telemetry, heap or ack.", "kind"),

    REPORTS_SKIPPED(Type.COUNTER, "reports_skipped", "Reports that were not: unreadable, or about"
            + " an unknown node.", "reason");

    /** What kind of value it has. */
    public enum Type {
        COUNTER, GAUGE
    }

    private final Type type;
    private final String label;
    private final String meaning;
    private final List<String> labels;

    ControlPlaneMetric(Type type, String label, String meaning, String... labels) {
        this.type = type;
        this.label = label;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    public Type type() {
        return type;
    }

    public String meaning() {
        return meaning;
    }

    public List<String> labels() {
        return labels;
    }

    /** As Prometheus names it, but for what counters append. */
    public String family() {
        return "hostless_" + label;
    }
}
