package dev.hostless.board;

import dev.hostless.board.BoardSpec.GcTraceUse;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether the Go runtime prints its trace lines, and whether anybody but the board sees them.
 * GODEBUG stays what the user made of it; a gctrace setting of the user's own is left alone.
 *
 * @param printed the runtime prints them
 * @param shown they stay in the stream
 * @param environment what the guest sees
 */
record GcTraceSwitch(boolean printed, boolean shown, SortedMap<String, String> environment) {
    private static final String VARIABLE = "GODEBUG";
    private static final String SETTING = "gctrace";

    static GcTraceSwitch of(BoardSpec spec, boolean observed) {
        var debug = spec.environment().getOrDefault(VARIABLE, "");
        boolean on = false;
        boolean own = false;
        for (var setting : debug.split(",")) {
            if (setting.startsWith(SETTING + "=")) {
                own = true;
                on = !setting.equals(SETTING + "=0");
            }
        }
        if (own || !observed || spec.gcTrace() == GcTraceUse.OFF) {
            return new GcTraceSwitch(on, on, spec.environment());
        }
        var environment = new TreeMap<>(spec.environment());
        environment.put(VARIABLE, (debug.isEmpty() ? "" : debug + ",") + SETTING + "=1");
        return new GcTraceSwitch(true, spec.gcTrace() == GcTraceUse.SHOW,
                Collections.unmodifiableSortedMap(environment));
    }
}
