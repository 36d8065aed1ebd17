package dev.hostless.agent;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every family of metrics that an agent adds to those of its process. What is not here has no
 * meter, and docs/metrics.md is made of it.
 */
enum AgentMetric {
    BOARDS(Scope.BOARDS, Type.GAUGE, "boards", "Boards in a state.", "state"),

    VIRTUAL_SECONDS(Scope.NODES, Type.COUNTER, "virtual_seconds", "Board time that has passed."),

    CYCLES(Scope.NODES, Type.COUNTER, "cycles", "Cycles of the boards' clocks: guest (the program),"
            + " gc (the collector: of a heap in the node all but what it did while the program"
            + " waited, of a heap in the guest its stops) and idle.", "kind"),

    GC_CYCLES(Scope.NODES, Type.COUNTER, "gc_cycles", "Finished collections: heap (the heap had"
            + " grown) or forced (the program asked).", "cause"),

    GC_PAUSE(Scope.NODES, Type.HISTOGRAM, "gc_pause_seconds", "Board time for which a collector"
            + " stopped the world: sweep_termination or mark_termination.", "phase"),

    GC_PAUSE_HOST(Scope.BOARDS, Type.HISTOGRAM, "gc_pause_host_seconds",
            "The same stops by the clock of the host.", "phase"),

    GC_PAUSE_MAX(Scope.NODES, Type.GAUGE, Merging.MAX, "gc_pause_max_seconds",
            "Longest stop within the last one to two minutes of board time."),

    GC_CPU_FRACTION(Scope.NODES, Type.GAUGE, "gc_cpu_fraction",
            "Share of all cycles since the boots that went to the collector, 0 to 1."),

    GC_MUTATOR_UTILIZATION(Scope.NODES, Type.GAUGE, Merging.MIN, "gc_mutator_utilization",
            "Lowest share of any window of this length that stops left to the program, 0 to 1,"
                    + " within the last one to two minutes of board time.",
            "window"),

    HEAP_LIVE(Scope.NODES, Type.GAUGE, "heap_live_bytes", "Heap in use as the pacer counts it; of a"
            + " heap in the guest what the last collection left, in whole MiB."),

    HEAP_GOAL(Scope.NODES, Type.GAUGE, "heap_goal_bytes",
            "Heap at which the next collection, or the one under way, should be over."),

    HEAP_MARKED(Scope.NODES, Type.GAUGE, "heap_marked_bytes",
            "What the last collection found alive; of heaps in the node."),

    HEAP_LIMIT(Scope.NODES, Type.GAUGE, "heap_limit_bytes",
            "What the heap cannot or shall not exceed: the board's RAM or Go's memory limit."),

    HEAP_FRAGMENTATION(Scope.NODES, Type.GAUGE, "heap_fragmentation_bytes",
            "Bytes of spans that are in no object; of heaps in the node."),

    HEAP(Scope.NODES, Type.GAUGE, "heap_bytes", "Bytes of objects by the size of their class in"
            + " bytes, or large; of heaps in the node.", "class"),

    MEMORY(Scope.NODES, Type.GAUGE, "memory_bytes", "Linear memory of the guests."),

    RAM(Scope.NODES, Type.GAUGE, "ram_bytes", "RAM of the boards."),

    ALLOCATED_BYTES(Scope.NODES, Type.COUNTER, "alloc_bytes",
            "Bytes of all objects made; of heaps in the node."),

    ALLOCATED_OBJECTS(Scope.NODES, Type.COUNTER, "alloc_objects",
            "Objects made; of heaps in the node."),

    SCAN_WORK(Scope.NODES, Type.COUNTER, "scan_work_bytes", "Bytes of objects, stacks and globals"
            + " that marking looked at, when a collection ends; of heaps in the node."),

    GOROUTINES(Scope.NODES, Type.GAUGE, "goroutines",
            "Goroutines that have not ended, those of the runtime included; of heaps in the node."),

    INTERRUPTS(Scope.NODES, Type.COUNTER, "interrupts", "Interrupts by line: delivered, coalesced"
            + " (the line was pending already) or lost (taken back before the guest took it).",
            "line", "outcome"),

    INTERRUPT_LATENCY(Scope.NODES, Type.HISTOGRAM, "interrupt_latency_seconds",
            "Board time from the raise of an interrupt to its delivery, by what the collector did"
                    + " at the raise: off, marking, sweeping, stopped, or unobserved.",
            "phase"),

    TICKS(Scope.NODES, Type.COUNTER, "ticks", "Ticks of SysTick that fell due."),

    TICKS_MISSED(Scope.NODES, Type.COUNTER, "ticks_missed",
            "Ticks that fell due before the one before was handled."),

    TICK_PERIOD(Scope.NODES, Type.GAUGE, Merging.MIN, "tick_period_seconds",
            "Shortest time from one tick to the next; absent where there are none."),

    UART_BYTES(Scope.NODES, Type.COUNTER, "uart_bytes", "Bytes that uart0 sent (out) and got (in).",
            "direction"),

    UART_OVERRUNS(Scope.NODES, Type.COUNTER, "uart_overruns",
            "Bytes that uart0 lost because nobody had read the ones before."),

    TRAPS(Scope.NODES, Type.COUNTER, "traps", "Boots that ended in a trap."),

    RESETS(Scope.NODES, Type.COUNTER, "resets", "Resets after power-on.", "cause"),

    TELEMETRY_DROPPED(Scope.AGENT, Type.COUNTER, "telemetry_dropped",
            "Reports that never reached the control plane."),

    REPORTS_WAITING(Scope.AGENT, Type.GAUGE, "reports_waiting",
            "Reports that wait to be sent to the control plane."),

    CODE_CACHE(Scope.AGENT, Type.COUNTER, "code_cache",
            "What happened in the cache of generated code: hit, miss, damaged, written, evicted,"
                    + " failure.",
            "event");

    /** The labels of all figures of boards. */
    static final List<String> BOARD_LABELS = List.of("fleet", "firmware", "preset");
    /** Before them in a family of single nodes. */
    static final String NODE = "node";

    /** Of what it tells. */
    enum Scope {
        /** The process. */
        AGENT,
        /** Boards with the same labels, together. */
        BOARDS,
        /** As {@link #BOARDS}, and in a family of its own each node. */
        NODES
    }

    enum Type {
        COUNTER, GAUGE, HISTOGRAM
    }

    /** What becomes of the values of several boards. */
    enum Merging {
        SUM, MAX, MIN
    }

    private final Scope scope;
    private final Type type;
    private final Merging merging;
    private final String label;
    private final String meaning;
    private final List<String> labels;

    AgentMetric(Scope scope, Type type, String label, String meaning, String... labels) {
        this(scope, type, Merging.SUM, label, meaning, labels);
    }

    AgentMetric(Scope scope, Type type, Merging merging, String label, String meaning,
            String... labels) {
        this.scope = scope;
        this.type = type;
        this.merging = merging;
        this.label = label;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    Scope scope() {
        return scope;
    }

    Type type() {
        return type;
    }

    Merging merging() {
        return merging;
    }

    String meaning() {
        return meaning;
    }

    /** Those that this metric has beside the ones of its scope. */
    List<String> labels() {
        return labels;
    }

    /** As Prometheus names it, but for what counters and histograms append. */
    String family() {
        return "hostless_" + label;
    }

    /** The same for single nodes. */
    String nodeFamily() {
        return "hostless_node_" + label;
    }

    @Nullable
    Unit unit() {
        return Stream.of(Unit.SECONDS, Unit.BYTES)
                .filter(unit -> label.endsWith("_" + unit)).findFirst().orElse(null);
    }

    MetricMetadata metadata(String family) {
        return new MetricMetadata(family, meaning, unit());
    }
}
