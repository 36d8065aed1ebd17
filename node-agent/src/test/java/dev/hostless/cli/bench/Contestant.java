package dev.hostless.cli.bench;

import dev.hostless.board.HeapPolicy.Collector;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a program's heap is, and what runs the program. */
enum Contestant {
    /** Built for this machine, with one thread for Go code. */
    NATIVE(Build.NATIVE, null),
    /** The wasip1 module in Node.js. */
    V8(Build.WASIP1, null),
    /** The same module on a board. */
    WASIP1(Build.WASIP1, null),
    /** The bare-metal port with Go's own heap. */
    GUEST(Build.GUEST, null),
    /** A hosted heap, stopped to be marked. */
    STW(Build.HOSTED, Collector.STW),
    /** A hosted heap, marked beside the program. */
    INCREMENTAL(Build.HOSTED, Collector.INCREMENTAL),
    /** The same, small objects span by span. */
    GREENTEA(Build.HOSTED, Collector.GREENTEA);

    private final Build build;
    private final Optional<Collector> collector;

    Contestant(Build build, @Nullable Collector collector) {
        this.build = build;
        this.collector = Optional.ofNullable(collector);
    }

    Build build() {
        return build;
    }

    /** There is none where the guest's runtime collects. */
    Optional<Collector> collector() {
        return collector;
    }

    boolean isOurs() {
        return this != NATIVE && this != V8;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
