package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions;
import java.util.List;

/**
 * What all functions of a program are compiled with.
 *
 * @param probes by function index: the probe's number plus one, or 0; empty if there are none
 */
record Unit(ModuleImage image, EngineOptions options, List<Integer> probes) {
    boolean metered() {
        return options.metered();
    }

    int probe(int function) {
        return probes.isEmpty() ? 0 : probes.get(function);
    }

    /** Whether a global lives in a cell outside the instance. */
    boolean isCell(int global) {
        return global < image.importedGlobals && image.globals.get(global).mutable();
    }

    static String globalField(int global) {
        return "g" + global;
    }

    static String importMethod(int function) {
        return "i" + function;
    }
}
