package dev.hostless.deploy.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Two firmware side by side, A to the left and B to the right. */
final class FirmwareComparison {
    static final String UID = "hostless-firmware-ab";

    private static final String CHOSEN = "fleet=~\"$fleet\",preset=~\"$preset\"";
    private static final String AT_WORK = "state=~\"Running|Waiting\"";

    private FirmwareComparison() {
    }

    /** One of the two: the variable that chooses it, and what it is called. */
    private record Side(String name, String variable) {
        Figure figure(String family) {
            return new Figure("hostless_" + family, CHOSEN + ",firmware=\"$" + variable + "\"");
        }

        /** Numbers of boards differ; what one board does can be compared. */
        String perBoard(String sum) {
            return sum + " / scalar(" + figure("boards").where(AT_WORK).sum() + " > 0)";
        }

        Panel dress(Panel panel) {
            return new Panel(name + ": " + panel.title(), panel.description(), panel.visual(),
                    panel.unit(), panel.scale(), 12, 8, panel.queries(), panel.links(),
                    "No figures: no board of the choice runs firmware " + name
                            + " in this time range; choose another one above");
        }
    }

    static Dashboard dashboard() {
        return new Dashboard(UID, "Hostless: firmware A/B",
                "Two firmware side by side: what does the new one do to heap, pauses, interrupts"
                        + " and ticks? Figures that depend on how many boards there are, are for"
                        + " one board.",
                List.of(Variable.datasource(), Choices.fleet(),
                        new Variable.Labels("preset", "Preset",
                                "Kinds of boards; compare on one kind where you can.",
                                "hostless_boards{fleet=~\"$fleet\"}", "preset",
                                Variable.Choice.ALL),
                        Choices.firmware("a", "Firmware A", "The first 12 digits of its digest.",
                                ""),
                        Choices.firmware("b", "Firmware B", "Any but A.", "$a"),
                        Variable.api()),
                List.of(Annotation.whereAboveZero("Traps",
                        Level.A_AND_B.figure("traps_total").added("firmware"),
                        "Trap in {{firmware}}", "red")),
                List.of(Row.of("A and B in figures", List.of(table())),
                        Row.of("Pauses", pairs(FirmwareComparison::pauses,
                                FirmwareComparison::pauseHeatmap,
                                FirmwareComparison::utilization)),
                        Row.of("Memory", pairs(FirmwareComparison::heap,
                                FirmwareComparison::allocated, FirmwareComparison::cycles,
                                FirmwareComparison::kinds)),
                        Row.of("Bare metal", pairs(FirmwareComparison::latency,
                                FirmwareComparison::trouble, FirmwareComparison::states))));
    }

    private static Panel table() {
        return new Comparison(Level.A_AND_B, "firmware").table("A and B",
                "A line for each of the two, over the whole time range. The smaller value is the"
                        + " better one in every column.")
                .size(24, 5)
                .whenEmpty("No figures: no board of the choice runs firmware A or B");
    }

    @SafeVarargs
    private static List<Panel> pairs(Function<Side, Panel>... figures) {
        var a = new Side("A", "a");
        var b = new Side("B", "b");
        var panels = new ArrayList<Panel>();
        for (var figure : figures) {
            panels.add(a.dress(figure.apply(a)));
            panels.add(b.dress(figure.apply(b)));
        }
        return panels;
    }

    private static Panel pauses(Side side) {
        var pause = side.figure("gc_pause_seconds");
        return Panel.logarithmic("pauses", Unit.SECONDS,
                "How long the program stood still for the collector, in the board's time. Bad: p99"
                        + " above the deadline of what the boards control.")
                .series("p50", pause.quantile(0.5)).series("p99", pause.quantile(0.99))
                .series("Longest, of the last minutes",
                        side.figure("gc_pause_max_seconds").max());
    }

    private static Panel pauseHeatmap(Side side) {
        return Panel.heatmap("pauses, all of them", Unit.SECONDS,
                "How many pauses were how long, in the board's time; darker is more. The side whose"
                        + " cells lie lower is the better one.")
                .query(Query.buckets(side.figure("gc_pause_seconds").buckets()));
    }

    private static Panel utilization(Side side) {
        return Panel.lines("mutator utilisation", Unit.SHARE,
                "Of the worst window of this length, the share that was left to the program. Near 1"
                        + " is good; 0 means that a pause took the whole window.")
                .range(0.0, 1.0)
                .series("{{window}}", side.figure("gc_mutator_utilization").min("window"));
    }

    private static Panel heap(Side side) {
        return Panel.lines("heap of a board", Unit.BYTES,
                "Mean of the boards: live heap, the collector's goal, and what was alive after the"
                        + " last cycle. Bad: a level after cycles that rises, which is a leak.")
                .series("Live", side.perBoard(side.figure("heap_live_bytes").sum()))
                .series("Goal", side.perBoard(side.figure("heap_goal_bytes").sum()))
                .series("After a cycle", side.perBoard(side.figure("heap_marked_bytes").sum()))
                .look("Live", "blue", false).look("Goal", "orange", true)
                .look("After a cycle", "green", false);
    }

    private static Panel allocated(Side side) {
        return Panel.lines("allocation rate of a board", Unit.BYTES_PER_SECOND,
                "Mean of the boards. More garbage means more collections. 0 where the heap is in"
                        + " the guest, whose allocations cannot be seen.")
                .series("Allocated", side.perBoard(side.figure("alloc_bytes_total").rate()));
    }

    private static Panel cycles(Side side) {
        return Panel.bars("collections of a board", Unit.PER_SECOND,
                "Collections in a second, mean of the boards, by what began them.")
                .series("{{cause}}",
                        side.perBoard(side.figure("gc_cycles_total").rate("cause")));
    }

    private static Panel kinds(Side side) {
        return Panel.shares("where the processor's cycles go",
                "Cycles in the program, in the collector, and asleep. Bad: no sleep left on a board"
                        + " with deadlines.")
                .series("{{kind}}", side.figure("cycles_total").rate("kind"));
    }

    private static Panel latency(Side side) {
        return Panel.logarithmic("interrupt latency", Unit.SECONDS,
                "One in a hundred interrupts reached its handler later, in the board's time, by"
                        + " what the collector did when the device asked.")
                .series("p99 {{phase}}",
                        side.figure("interrupt_latency_seconds").quantile(0.99, "phase"));
    }

    private static Panel trouble(Side side) {
        return Panel.lines("what went wrong on a board", Unit.PER_SECOND,
                "Missed ticks, lost interrupts, UART overruns and traps in a second, mean of the"
                        + " boards. Any is bad.")
                .thresholds(Threshold.anyIsBad())
                .series("Missed ticks", side.perBoard(side.figure("ticks_missed_total").rate()))
                .series("Lost interrupts", side.perBoard(side.figure("interrupts_total")
                        .where("outcome=\"lost\"").rate()))
                .series("UART overruns",
                        side.perBoard(side.figure("uart_overruns_total").rate()))
                .series("Traps", side.perBoard(side.figure("traps_total").rate()));
    }

    private static Panel states(Side side) {
        return Panel.stacked("boards by state", Unit.COUNT,
                "How many boards have it, by state. Trapped, Faulted and Refused are bad.")
                .series("{{state}}", side.figure("boards").sum("state"));
    }
}
