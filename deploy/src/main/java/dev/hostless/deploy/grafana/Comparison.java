package dev.hostless.deploy.grafana;

import java.util.List;

/** The figures by which nodes, firmware or presets are compared, one for each value of a label. */
record Comparison(Level level, String label) {
    private static final String P99_PAUSE = "p99 pause";

    /** All figures, a line for each value of the label. */
    Panel table(String title, String description) {
        var panel = Panel.table(title, description,
                new Visual.Table(lines(), columns(), P99_PAUSE));
        return label.equals("firmware")
                ? panel.query(new Query(names(), "{{name}}", Query.Shape.TABLE))
                : panel;
    }

    private List<Visual.LabelColumn> lines() {
        return switch (label) {
            case "node" -> List.of(new Visual.LabelColumn("node", "Node",
                    List.of(Link.gcOfNodeInCell(), Link.pageOfNodeInCell())));
            case "firmware" -> List.of(
                    new Visual.LabelColumn("firmware", "Firmware",
                            List.of(Link.gcOfFirmwareInCell())),
                    new Visual.LabelColumn("name", "Name", List.of()));
            case "preset" -> List.of(new Visual.LabelColumn("preset", "Preset", List.of()));
            default -> throw new IllegalStateException("BUG: no column for the label " + label);
        };
    }

    /** The control plane knows the names of digests; only those of the choice are wanted. */
    private String names() {
        return "max by (firmware, name) (hostless_firmware_info and on (firmware) "
                + level.figure("boards").now() + ")";
    }

    private List<Visual.Column> columns() {
        var range = Figure.RANGE;
        var pause = level.figure("gc_pause_seconds");
        var cycles = level.figure("cycles_total");
        return List.of(
                column(P99_PAUSE, Unit.SECONDS, pause.quantileOverRange(0.99, label) + " >= 0",
                        Threshold.warnAndAlarm(0.001, 0.01)),
                column("Longest pause", Unit.SECONDS,
                        "max by (%s) (max_over_time(%s[%s]))".formatted(label,
                                level.figure("gc_pause_max_seconds").now(), range),
                        Threshold.warnAndAlarm(0.001, 0.01)),
                column("Collections", Unit.COUNT,
                        level.figure("gc_cycles_total").addedOverRange(label), List.of()),
                column("Collector's share", Unit.SHARE,
                        cycles.where("kind=\"gc\"").rateOverRange(label) + " / "
                                + cycles.where("kind=~\"guest|gc\"").rateOverRange(label),
                        Threshold.warnAndAlarm(0.25, 0.5)),
                column("Live / limit", Unit.SHARE,
                        level.pressure(label),
                        Threshold.warnAndAlarm(0.85, 0.95)),
                column("p99 latency", Unit.SECONDS,
                        level.figure("interrupt_latency_seconds").quantileOverRange(0.99, label)
                                + " >= 0",
                        List.of()),
                column("Ticks missed", Unit.COUNT,
                        level.figure("ticks_missed_total").addedOverRange(label),
                        Threshold.anyIsBad()),
                column("Interrupts lost", Unit.COUNT,
                        level.figure("interrupts_total").where("outcome=\"lost\"")
                                .addedOverRange(label),
                        Threshold.anyIsBad()),
                column("UART overruns", Unit.COUNT,
                        level.figure("uart_overruns_total").addedOverRange(label),
                        Threshold.anyIsBad()),
                column("Traps", Unit.COUNT, level.figure("traps_total").addedOverRange(label),
                        Threshold.anyIsBad()));
    }

    private static Visual.Column column(String title, Unit unit, String expr,
            List<Threshold> thresholds) {
        return new Visual.Column(title, expr, unit, thresholds);
    }

    private String legend() {
        return "{{" + label + "}}";
    }

    private Panel panel(Panel panel, String expr) {
        return panel.size(8, 8).series(legend(), expr);
    }

    Panel pauses() {
        return panel(
                Panel.lines("p99 pause by " + label, Unit.SECONDS,
                        "One in a hundred pauses was longer, in the board's time. Bad: above the"
                                + " deadline of what the boards control."),
                level.figure("gc_pause_seconds").quantile(0.99, label));
    }

    Panel latency() {
        return panel(
                Panel.lines("p99 interrupt latency by " + label, Unit.SECONDS,
                        "One in a hundred interrupts reached its handler later, in the board's"
                                + " time."),
                level.figure("interrupt_latency_seconds").quantile(0.99, label));
    }

    Panel live() {
        return panel(
                Panel.lines("Live heap over limit by " + label, Unit.SHARE,
                        "Live heap as a share of the memory limit, where it is kept in the node."
                                + " From 85 % on Go collects ever more often to stay below it.")
                        .range(0.0, 1.0).thresholds(Threshold.warnAndAlarm(0.85, 0.95)),
                level.pressure(label));
    }

    Panel collectorShare() {
        var cycles = level.figure("cycles_total");
        return panel(
                Panel.lines("Collector's share by " + label, Unit.SHARE,
                        "Cycles of the collector of all cycles that boards were awake. Above a"
                                + " quarter it takes what the program needs. 0 where the heap is in"
                                + " the guest: its collector is part of the program.")
                        .thresholds(Threshold.warnAndAlarm(0.25, 0.5)),
                cycles.where("kind=\"gc\"").rate(label) + " / "
                        + cycles.where("kind=~\"guest|gc\"").rate(label));
    }

    Panel missedTicks() {
        return panel(
                Panel.lines("Missed ticks by " + label, Unit.PER_SECOND,
                        "SysTick interrupts in a second that came while the one before was still"
                                + " waiting. Any is a board that was away for longer than a tick.")
                        .thresholds(Threshold.anyIsBad()),
                level.figure("ticks_missed_total").rate(label));
    }

    Panel lost() {
        return panel(
                Panel.lines("Lost interrupts by " + label, Unit.PER_SECOND,
                        "Interrupts in a second that were dropped and never taken. Any is bad.")
                        .thresholds(Threshold.anyIsBad()),
                level.figure("interrupts_total").where("outcome=\"lost\"").rate(label));
    }
}
