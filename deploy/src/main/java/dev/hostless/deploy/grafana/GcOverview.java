package dev.hostless.deploy.grafana;

import java.util.List;

/** Go's garbage collector on boards: all that are chosen together, and single nodes beside them. */
final class GcOverview {
    static final String UID = "hostless-gc";

    private GcOverview() {
    }

    static Dashboard dashboard() {
        var boards = new GcPanels(Level.BOARDS);
        var node = new GcPanels(Level.NODE);
        return new Dashboard(UID, "Hostless: GC overview",
                "What Go's garbage collector does to boards: heap, pauses, interrupts and ticks."
                        + " The choices Fleet, Firmware and Preset set whose figures are added up;"
                        + " each chosen node has a section of its own.",
                Choices.boardsAndNodes(), marks(),
                List.of(Row.of("At a glance: all boards of the choice", glance()),
                        Row.of("Node $node: memory", node.memory()).repeatedFor("node"),
                        Row.folded("Node $node: collector", node.collector()).repeatedFor("node"),
                        Row.folded("Node $node: bare metal", new MetalPanels(Level.NODE).panels())
                                .repeatedFor("node"),
                        Row.of("All boards of the choice: memory", boards.memory()),
                        Row.of("All boards of the choice: collector", boards.collector()),
                        Row.of("All boards of the choice: bare metal",
                                new MetalPanels(Level.BOARDS).panels())));
    }

    private static List<Panel> glance() {
        var cycles = Level.BOARDS.figure("cycles_total");
        var pause = Level.BOARDS.figure("gc_pause_seconds");
        return List.of(Panel.stat("Boards at work", Unit.COUNT,
                "Boards of the choice that run a program or wait for an event.").series("Boards",
                        Level.BOARDS.figure("boards").where("state=~\"Running|Waiting\"").sum()),
                Panel.stat("p99 pause", Unit.SECONDS,
                        "Of the pauses in the whole time range, in the board's time, one in a"
                                + " hundred was longer.")
                        .thresholds(Threshold.warnAndAlarm(0.001, 0.01))
                        .query(Query.now("p99", pause.quantileOverRange(0.99))),
                Panel.stat("Longest pause", Unit.SECONDS,
                        "The longest pause of any board, of the last minutes of its time.")
                        .thresholds(Threshold.warnAndAlarm(0.001, 0.01)).series("Longest",
                                Level.BOARDS.figure("gc_pause_max_seconds").max()),
                Panel.stat("Collector's share", Unit.SHARE,
                        "Cycles of the collector of all cycles that the boards were awake. Above a"
                                + " quarter the collector takes what the program needs. 0 where the"
                                + " heap is in the guest: its collector is part of the program.")
                        .thresholds(Threshold.warnAndAlarm(0.25, 0.5)).series("Collector",
                                cycles.where("kind=\"gc\"").rate() + " / "
                                        + cycles.where("kind=~\"guest|gc\"").rate()),
                Panel.stat("Collections", Unit.PER_SECOND,
                        "Collections in a second, all boards of the choice together.")
                        .series("Collections", Level.BOARDS.figure("gc_cycles_total").rate()),
                Panel.stat("Ticks missed", Unit.COUNT,
                        "SysTick interrupts missed in the time range. Any is a board that was away"
                                + " for longer than a tick.")
                        .thresholds(Threshold.anyIsBad()).query(Query.now("Missed",
                                Level.BOARDS.figure("ticks_missed_total").addedOverRange())));
    }

    private static List<Annotation> marks() {
        var cycles = Level.NODE.figure("gc_cycles_total");
        return List.of(
                Annotation.whereAboveZero("GC cycles",
                        cycles.where("cause!=\"forced\"").added("node", "cause"),
                        "GC on {{node}}", "orange"),
                Annotation.whereAboveZero("Forced GC cycles",
                        cycles.where("cause=\"forced\"").added("node", "cause"),
                        "Forced GC on {{node}}", "purple"),
                Annotation.whereAboveZero("Resets",
                        Level.NODE.figure("resets_total").added("node", "cause"),
                        "Reset of {{node}}: {{cause}}", "red"));
    }
}
