package dev.hostless.deploy.grafana;

import java.util.List;

/**
 * The process of a service.
 *
 * @param label what tells processes apart
 * @param variable chooses values of that label
 */
record JvmPanels(String label, String variable) {

    private Figure figure(String family) {
        return new Figure(family, label + "=~\"$" + variable + "\"");
    }

    private String legend() {
        return "{{" + label + "}}";
    }

    List<Panel> panels() {
        return List.of(
                panel(Panel.lines("JVM heap", Unit.BYTES,
                        "Java heap in use, and the most that it may be. Bad: use after the"
                                + " collector's work stays near the most.")
                        .series(legend() + " in use", figure("jvm_memory_used_bytes")
                                .where("area=\"heap\"").sum(label))
                        .series(legend() + " most", figure("jvm_memory_max_bytes")
                                .where("area=\"heap\"").sum(label))),
                panel(Panel.lines("JVM heap after its collector", Unit.SHARE,
                        "What is left of the Java heap's long-lived part after a collection, of the"
                                + " most. Above 90 % the process is about to run out of memory.")
                        .range(0.0, 1.0).thresholds(Threshold.warnAndAlarm(0.75, 0.9))
                        .series(legend(), figure("jvm_memory_usage_after_gc").max(label))),
                panel(Panel.lines("JVM collector's share of time", Unit.SHARE,
                        "Time that the JVM's own collector took, of the last minutes. Above 10 %"
                                + " the process needs a larger heap.")
                        .thresholds(Threshold.warnAndAlarm(0.1, 0.25))
                        .series(legend(), figure("jvm_gc_overhead").max(label))),
                panel(Panel.lines("Processor", Unit.SHARE,
                        "Share of the machine's processors that the process uses. An agent near 1"
                                + " simulates slower than real time.")
                        .range(0.0, 1.0).thresholds(Threshold.warnAndAlarm(0.8, 0.95))
                        .series(legend(), figure("process_cpu_usage").max(label))),
                panel(Panel.lines("Threads", Unit.COUNT,
                        "Live threads of the JVM. A board that rests holds none; a steady rise is a"
                                + " leak.")
                        .series(legend(), figure("jvm_threads_live_threads").max(label))),
                panel(Panel.bars("Log lines that warn", Unit.COUNT,
                        "Lines of level warn and error between two points. Errors need a look"
                                + " at the log.")
                        .series(legend() + " {{level}}",
                                figure("logback_events_total").where("level=~\"warn|error\"")
                                        .added(label, "level"))));
    }

    private static Panel panel(Panel panel) {
        return panel.size(8, 7).whenEmpty("No figures: Prometheus does not reach this service");
    }
}
