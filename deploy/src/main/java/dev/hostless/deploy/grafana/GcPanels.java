package dev.hostless.deploy.grafana;

import java.util.List;

/** What Go's memory and collector do, at either {@link Level}. */
final class GcPanels {
    private static final String HOSTED = "No figures: only boards whose heap is kept in the node"
            + " (programs built by hostless go) report this";

    private final Level level;
    private final String total;

    GcPanels(Level level) {
        this.level = level;
        this.total = level.addsUp() ? " Added up over the boards of the choice." : "";
    }

    List<Panel> memory() {
        return List.of(heap(), heapAfterCycle(), pressure(), allocatedBytes(), allocatedObjects(),
                fragmentation(), classes(), goroutines());
    }

    List<Panel> collector() {
        return List.of(pauses(), pauseHeatmap(), longestPause(), cycles(), shareOfCycles(),
                utilization(), scanWork(),
                level.addsUp() ? hostPauses() : shareOfCollector());
    }

    private Panel heap() {
        var panel = Panel.lines("Heap", Unit.BYTES,
                "Live objects and garbage not yet swept (live) grow until the collector's goal and"
                        + " fall after each cycle: the sawtooth. Bad: the goal reaches the limit,"
                        + " or live stays near it. The limit is known where the heap is kept in the"
                        + " node; elsewhere live and goal are whole MiB." + total)
                .size(12, 9).series("Live", level.figure("heap_live_bytes").sum())
                .series("Goal", level.figure("heap_goal_bytes").sum())
                .series("Limit", level.figure("heap_limit_bytes").sum())
                .series("RAM", level.figure("ram_bytes").sum()).look("Live", "blue", false)
                .look("Goal", "orange", true).look("Limit", "red", true)
                .look("RAM", "text", true);
        return level.addsUp() ? panel : panel.link(Link.pageOfNodeOfSection());
    }

    private Panel heapAfterCycle() {
        return Panel.steps("Heap after a cycle", Unit.BYTES,
                "What the last cycle found alive. A level that rises for hours is a leak: the"
                        + " program keeps what it no longer needs." + total)
                .size(6, 9).series("Marked", level.figure("heap_marked_bytes").sum());
    }

    private Panel pressure() {
        return Panel.lines("Limit pressure", Unit.SHARE,
                "Live heap as a share of the memory limit. From 85 % on Go collects ever more"
                        + " often to stay below it; at 100 % a board soon runs out of memory.")
                .size(6, 9).range(0.0, 1.0).thresholds(Threshold.warnAndAlarm(0.85, 0.95))
                .series("{{" + level.part() + "}}",
                        level.pressure(level.part()))
                .whenEmpty(HOSTED);
    }

    private Panel allocatedBytes() {
        return Panel.lines("Allocation rate", Unit.BYTES_PER_SECOND,
                "Bytes allocated in a second. It drives how often the collector runs; a rise"
                        + " after new firmware means more garbage." + total)
                .size(6, 8).series("Allocated", level.figure("alloc_bytes_total").rate())
                .whenEmpty(HOSTED);
    }

    private Panel allocatedObjects() {
        return Panel.lines("Objects allocated", Unit.PER_SECOND,
                "Objects allocated in a second. Many small ones cost more than their bytes tell:"
                        + " each is marked and swept by itself." + total)
                .size(6, 8).series("Objects", level.figure("alloc_objects_total").rate())
                .whenEmpty(HOSTED);
    }

    private Panel fragmentation() {
        return Panel.lines("Fragmentation", Unit.BYTES,
                "Memory in the heap's spans that holds no object: the rest of spans in use. Bad:"
                        + " it grows while live does not, until no span is found for a large"
                        + " object." + total)
                .size(6, 8).series("Unused in spans",
                        level.figure("heap_fragmentation_bytes").sum())
                .whenEmpty(HOSTED);
    }

    private Panel classes() {
        return Panel.heatmap("Heap by size class", Unit.BYTES,
                "Bytes in objects of each size class, darker holds more; large objects have the"
                        + " topmost row. A row that darkens steadily shows which size leaks.")
                .size(12, 9).series("{{class}}", classesInOrder()).whenEmpty(HOSTED);
    }

    /** Grafana sorts rows by their numbers, if all of them have one: the topmost is no number. */
    private String classesInOrder() {
        return "label_replace(" + level.figure("heap_bytes").sum("class")
                + ", \"class\", \"+Inf\", \"class\", \"large\")";
    }

    private Panel goroutines() {
        return Panel.lines("Goroutines", Unit.COUNT,
                "Goroutines that exist. Each has a stack that the collector scans; a steady rise"
                        + " is a leak of goroutines." + total)
                .size(6, 8).series("Goroutines", level.figure("goroutines").sum())
                .whenEmpty(HOSTED);
    }

    private Panel pauses() {
        var pause = level.figure("gc_pause_seconds");
        return Panel.logarithmic("Pauses by phase", Unit.SECONDS,
                "How long the program stood still for the collector, in the board's time, by the"
                        + " phase that stopped it: half of the pauses are shorter than p50, one in"
                        + " a hundred is longer than p99. Bad: p99 above the deadline of what the"
                        + " board controls.")
                .size(12, 9).series("p50 {{phase}}", pause.quantile(0.5, "phase"))
                .series("p99 {{phase}}", pause.quantile(0.99, "phase"))
                .series("Longest, of the last minutes", level.figure("gc_pause_max_seconds").max());
    }

    private Panel pauseHeatmap() {
        return Panel.heatmap("Pauses", Unit.SECONDS,
                "How many pauses were how long, in the board's time; darker is more. A second band"
                        + " above the first, or cells far above, are the pauses that hurt.")
                .size(12, 9).query(Query.buckets(level.figure("gc_pause_seconds").buckets()));
    }

    private Panel longestPause() {
        return Panel.lines("Longest pause as a share of the tick", Unit.SHARE,
                "The longest pause of the last minutes over the period of SysTick. From 100 % on"
                        + " the board stood still for a whole tick, which it then missed.")
                .size(6, 8).thresholds(Threshold.warnAndAlarm(0.5, 1))
                .series("{{" + level.part() + "}}",
                        "max by (" + level.part() + ") ("
                                + level.figure("gc_pause_max_seconds").now() + " / "
                                + level.figure("tick_period_seconds").now() + ")")
                .whenEmpty("No board of the choice has both a pause and a SysTick that runs");
    }

    private Panel cycles() {
        return Panel.bars("Cycles by cause", Unit.PER_SECOND,
                "Collections in a second, by what began them: the heap reached its goal, or it"
                        + " was forced, by the program or because two minutes had passed. Bad: many"
                        + " that are forced, or many more than the allocation rate explains.")
                .size(6, 8).series("{{cause}}", level.figure("gc_cycles_total").rate("cause"));
    }

    private Panel shareOfCycles() {
        return Panel.shares("Where the processor's cycles go",
                "Cycles of the boards' processors in the program, in the collector, and asleep."
                        + " Bad: the collector's share near the program's, or no sleep left on a"
                        + " board with deadlines.")
                .size(6, 8).series("{{kind}}", level.figure("cycles_total").rate("kind"));
    }

    private Panel utilization() {
        return Panel.lines("Mutator utilisation", Unit.SHARE,
                "Of the worst window of this length, the share that was left to the program"
                        + " (minimum mutator utilisation). 0 in the window of 10 ms means that a"
                        + " pause took all of 10 ms; near 1 is good.")
                .size(6, 8).range(0.0, 1.0)
                .series("{{window}}", level.figure("gc_mutator_utilization").min("window"));
    }

    private Panel scanWork() {
        return Panel.lines("Scan work", Unit.BYTES_PER_SECOND,
                "Bytes of objects, stacks and globals that marking looked through in a second: the"
                        + " collector's work. It grows with live pointers, not with garbage."
                        + total)
                .size(6, 8).series("Scanned", level.figure("scan_work_bytes_total").rate())
                .whenEmpty(HOSTED);
    }

    private Panel shareOfCollector() {
        return Panel.lines("Collector's share since the start", Unit.SHARE,
                "Cycles of the collector of all cycles since the board's start. Go aims at no more"
                        + " than a quarter while a cycle runs; above that in the long run, the"
                        + " goal is too near to the live heap.")
                .size(6, 8).thresholds(Threshold.warnAndAlarm(0.25, 0.5))
                .series("Collector", level.figure("gc_cpu_fraction").max());
    }

    private Panel hostPauses() {
        return Panel.logarithmic("Pauses in the host's time", Unit.SECONDS,
                "What the same pauses cost the machine that simulates the boards. It says nothing"
                        + " about the firmware; a rise means that the agent is short of processor.")
                .size(6, 8)
                .series("p50", level.figure("gc_pause_host_seconds").quantile(0.5))
                .series("p99", level.figure("gc_pause_host_seconds").quantile(0.99));
    }
}
