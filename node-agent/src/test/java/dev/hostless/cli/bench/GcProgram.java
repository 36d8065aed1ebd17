package dev.hostless.cli.bench;

import java.nio.file.Path;
import java.util.Locale;

/** A Go program of node-agent/src/bench-programs. Its rounds are about equally long. */
enum GcProgram {
    TREES, MAPS, CHANNELS, GRAPH, JSON, STRINGS, CACHE;

    static Path folder(Path home) {
        return home.resolve("node-agent/src/bench-programs");
    }

    /** As its folder is called. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
