package dev.hostless.deploy.grafana;

import java.util.List;

/** What bare metal cares for: interrupts, ticks and bytes on the wire, at either {@link Level}. */
final class MetalPanels {
    private static final String NO_INTERRUPTS = "No interrupt was taken by a board of the choice in"
            + " this time range";

    private final Level level;

    MetalPanels(Level level) {
        this.level = level;
    }

    List<Panel> panels() {
        return List.of(latency(), latencyHeatmap(), ticks(), troubled(), delivered(), overruns(),
                uart(), traps(), resets());
    }

    private Panel latency() {
        return Panel.logarithmic("Interrupt latency by GC phase", Unit.SECONDS,
                "From the moment at which a device asks until its handler runs, in the board's"
                        + " time, by what the collector did then: one in a hundred is later than"
                        + " p99. Bad: the collector's phases far above off. Unobserved are boards"
                        + " whose collector cannot be seen.")
                .size(12, 9)
                .series("p50 {{phase}}",
                        level.figure("interrupt_latency_seconds").quantile(0.5, "phase"))
                .series("p99 {{phase}}",
                        level.figure("interrupt_latency_seconds").quantile(0.99, "phase"))
                .whenEmpty(NO_INTERRUPTS);
    }

    private Panel latencyHeatmap() {
        return Panel.heatmap("Interrupt latency", Unit.SECONDS,
                "How many interrupts were how late, in the board's time; darker is more. Cells"
                        + " above the main band waited for something, mostly for the collector.")
                .size(12, 9)
                .query(Query.buckets(level.figure("interrupt_latency_seconds").buckets()))
                .whenEmpty(NO_INTERRUPTS);
    }

    private Panel ticks() {
        return Panel.lines("Missed ticks", Unit.SHARE,
                "SysTick interrupts that came while the one before was still waiting, as a share of"
                        + " all ticks. Any is a board that was away for longer than a tick.")
                .size(6, 8).thresholds(Threshold.anyIsBad())
                .series("Missed", level.figure("ticks_missed_total").rate() + " / ("
                        + level.figure("ticks_total").rate() + " > 0)")
                .whenEmpty("No board of the choice has a SysTick that runs");
    }

    private Panel troubled() {
        return Panel.lines("Interrupts lost or coalesced", Unit.PER_SECOND,
                "Lost: dropped by a fault, never taken. Coalesced: asked for again while still"
                        + " waiting, so that the handler ran once for both. Lost ones are bad;"
                        + " coalesced ones are bad where each counts.")
                .size(6, 8).series("{{outcome}} {{line}}",
                        level.figure("interrupts_total").where("outcome=~\"lost|coalesced\"")
                                .rate("outcome", "line"));
    }

    private Panel delivered() {
        return Panel.lines("Interrupts taken", Unit.PER_SECOND,
                "Interrupts whose handler ran, by line. A line that falls silent, or one that fires"
                        + " far more often than its device can, is broken.")
                .size(6, 8).series("{{line}}", level.figure("interrupts_total")
                        .where("outcome=\"delivered\"").rate("line"));
    }

    private Panel overruns() {
        return Panel.lines("UART overruns", Unit.PER_SECOND,
                "Bytes that arrived while the receiver was still full, and were lost. Any is bad:"
                        + " the program reads too slowly, or stood still for too long.")
                .size(6, 8).thresholds(Threshold.anyIsBad())
                .series("Overruns", level.figure("uart_overruns_total").rate());
    }

    private Panel uart() {
        return Panel.lines("UART", Unit.BYTES_PER_SECOND,
                "Bytes on the serial lines. Silence of a board that used to talk is the first sign"
                        + " of one that hangs.")
                .size(6, 8)
                .series("{{direction}}", level.figure("uart_bytes_total").rate("direction"));
    }

    private Panel resets() {
        return Panel.bars("Resets", Unit.COUNT,
                "Resets after power-on between two points, by cause. A watchdog that bites or"
                        + " a brown-out is a fault of the firmware or of its supply.")
                .size(6, 8)
                .series("{{cause}}", level.figure("resets_total").added("cause"));
    }

    private Panel traps() {
        return Panel.bars("Traps", Unit.COUNT,
                "Programs that ended with a trap between two points: an index out of"
                        + " bounds, memory that is exhausted, a division by zero. Any is a bug.")
                .size(6, 8).thresholds(Threshold.anyIsBad())
                .series("Traps", level.figure("traps_total").added());
    }
}
