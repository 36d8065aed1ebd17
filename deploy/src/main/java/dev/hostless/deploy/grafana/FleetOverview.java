package dev.hostless.deploy.grafana;

import java.util.List;

/** How a fleet stands: states, the nodes that stand out, and firmware and presets side by side. */
final class FleetOverview {
    static final String UID = "hostless-fleet";

    private static final String TROUBLE = "state=~\"Trapped|Faulted|Refused\"";
    private static final String NO_NODES = "No figures of single nodes: none matches the variables"
            + " above, or hostless.agent.node-series is 0";
    private static final Figure NODES = new Figure("hostless_nodes", "fleet=~\"$fleet\"");

    private FleetOverview() {
    }

    static Dashboard dashboard() {
        return new Dashboard(UID, "Hostless: fleet",
                "How a fleet stands: boards by state, pauses by node and which nodes stand out, and"
                        + " the same figures by firmware and by preset.",
                Choices.boards(),
                List.of(Annotation.whereAboveZero("Traps",
                        Level.BOARDS.figure("traps_total").added("firmware"),
                        "Trap in {{firmware}}", "red")),
                List.of(Row.of("States", states()), Row.of("Nodes", nodes()),
                        Row.of("By firmware", by("firmware")),
                        Row.of("By preset", by("preset"))));
    }

    private static List<Panel> states() {
        var boards = Level.BOARDS.figure("boards");
        return List.of(
                Panel.stat("Nodes", Unit.COUNT, "Nodes that the control plane knows in the chosen"
                        + " fleets, whatever their state.").series("Nodes", NODES.sum()),
                Panel.stat("Nodes out of reach", Unit.COUNT,
                        "Nodes whose agent is silent, or that are lost with it. Any is a host or a"
                                + " network that needs a look.")
                        .thresholds(Threshold.anyIsBad()).series("Out of reach",
                                NODES.where("state=~\"Unreachable|Lost\"").sum() + " or vector(0)"),
                Panel.stat("Boards at work", Unit.COUNT,
                        "Boards of the choice that run a program or wait for an event.").series(
                                "Boards", boards.where("state=~\"Running|Waiting\"").sum()),
                Panel.stat("Boards in trouble", Unit.COUNT,
                        "Boards that trapped, hit a bug of Hostless, or refused their firmware. Any"
                                + " needs a look; the node's own page says why.")
                        .thresholds(Threshold.anyIsBad())
                        .series("Boards", boards.where(TROUBLE).sum()),
                Panel.stat("p99 pause", Unit.SECONDS,
                        "Of the pauses in the whole time range, in the board's time, one in a"
                                + " hundred was longer.")
                        .thresholds(Threshold.warnAndAlarm(0.001, 0.01))
                        .query(Query.now("p99", Level.BOARDS.figure("gc_pause_seconds")
                                .quantileOverRange(0.99))),
                Panel.stat("Traps", Unit.COUNT,
                        "Programs that ended with a trap in the time range. Any is a bug.")
                        .thresholds(Threshold.anyIsBad()).query(Query.now("Traps",
                                Level.BOARDS.figure("traps_total").addedOverRange())),
                Panel.stacked("Boards by state", Unit.COUNT,
                        "Boards of the choice, as their agents report them. Trapped, Faulted and"
                                + " Refused are bad; Halted is a program that has ended.")
                        .size(8, 8).series("{{state}}", boards.sum("state")),
                Panel.stacked("Nodes by state", Unit.COUNT,
                        "Nodes of the chosen fleets, as the control plane sees them. It differs"
                                + " from the boards where an agent is out of reach.")
                        .size(8, 8).series("{{state}}", NODES.sum("state")),
                Panel.timeline("Trouble by firmware",
                        "Whether any board of a firmware is trapped, faulted or has refused it.",
                        new Visual.State(0, "well", "green"),
                        new Visual.State(1, "in trouble", "red")).series("{{firmware}}",
                                boards.where(TROUBLE).sum("firmware") + " > bool 0"));
    }

    private static List<Panel> nodes() {
        var pause = Level.NODES_OF_CHOICE.figure("gc_pause_seconds");
        var p99 = "(" + pause.quantile(0.99, "node") + " >= 0)";
        return List.of(
                Panel.gauges("Longest p99 pauses by node", Unit.SECONDS,
                        "The ten nodes with the longest p99 pause over the whole time range, in the"
                                + " board's time.")
                        .size(8, 10).thresholds(Threshold.warnAndAlarm(0.001, 0.01))
                        .query(Query.now("{{node}}",
                                "topk(10, " + pause.quantileOverRange(0.99, "node") + " >= 0)"))
                        .link(Link.gcOfNodeInSeries()).whenEmpty(NO_NODES),
                Panel.lines("p99 pause by node", Unit.SECONDS,
                        "One in a hundred pauses of a node was longer, in the board's time; the ten"
                                + " longest at each moment.")
                        .size(8, 10).series("{{node}}", "topk(10, " + p99 + ")")
                        .link(Link.gcOfNodeInSeries()).link(Link.pageOfNodeInSeries())
                        .whenEmpty(NO_NODES),
                Panel.lines("Outliers", Unit.TIMES,
                        "A node's p99 pause over that of the middle node of the choice, the ten"
                                + " largest. Above 2 a node stands out: look at what differs, its"
                                + " firmware, its input or its faults.")
                        .size(8, 10).thresholds(Threshold.warnAndAlarm(2, 5))
                        .series("{{node}}", "topk(10, %s / scalar(quantile(0.5, %s)))"
                                .formatted(p99, p99))
                        .link(Link.gcOfNodeInSeries()).whenEmpty(NO_NODES),
                new Comparison(Level.NODES_OF_CHOICE, "node").table("Nodes",
                        "All nodes of the choice for which agents keep figures, over the whole"
                                + " time range. Click a node for its garbage collector.")
                        .size(24, 10).whenEmpty(NO_NODES));
    }

    private static List<Panel> by(String label) {
        var comparison = new Comparison(Level.BOARDS, label);
        return List.of(
                comparison.table("Figures by " + label,
                        "A line for each " + label + " of the choice, over the whole time range.")
                        .size(24, 7),
                comparison.pauses(), comparison.latency(), comparison.live(),
                comparison.collectorShare(), comparison.missedTicks(), comparison.lost());
    }
}
