package dev.hostless.agent;

import dev.hostless.board.BoardSnapshot;
import dev.hostless.board.GcFigures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the boards of this agent did, by firmware and preset. Boards come and go, so the counters
 * grow by what happened between two snapshots of the same boot.
 */
final class BoardMeters {

    /** More firmware than this in the life of a process shares the label "other". */
    static final int FIRMWARE_MAX = 100;

    private final MeterRegistry registry;
    private final Set<String> firmware = ConcurrentHashMap.newKeySet();

    BoardMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Adds what happened since the snapshot before.
     *
     * @param firmware its name for people
     */
    void count(String firmware, String preset, BoardSnapshot before, BoardSnapshot now) {
        var tags = Tags.of("firmware", label(firmware), "preset", preset);
        add("hostless.virtual.seconds", tags,
                (now.virtualNanos() - before.virtualNanos()) / 1e9);
        add("hostless.cycles", tags.and("kind", "guest"),
                now.guestCycles() - before.guestCycles());
        add("hostless.cycles", tags.and("kind", "idle"), now.idleCycles() - before.idleCycles());
        add("hostless.gc.cycles", tags, collections(now) - collections(before));
        add("hostless.uart.bytes", tags.and("direction", "out"),
                now.uart().transmittedBytes() - before.uart().transmittedBytes());
        add("hostless.uart.bytes", tags.and("direction", "in"),
                now.uart().receivedBytes() - before.uart().receivedBytes());
        add("hostless.uart.overruns", tags,
                now.uart().overruns() - before.uart().overruns());
        add("hostless.interrupts", tags.and("outcome", "delivered"),
                now.interrupts().delivered() - before.interrupts().delivered());
        add("hostless.interrupts", tags.and("outcome", "coalesced"),
                now.interrupts().coalesced() - before.interrupts().coalesced());
        add("hostless.interrupts", tags.and("outcome", "lost"),
                now.interrupts().lost() - before.interrupts().lost());
        add("hostless.ticks", tags, now.ticks().count() - before.ticks().count());
        add("hostless.ticks.missed", tags, now.ticks().missed() - before.ticks().missed());
    }

    private void add(String name, Tags tags, double amount) {
        registry.counter(name, tags).increment(Math.max(0, amount));
    }

    private String label(String name) {
        if (firmware.contains(name) || firmware.size() < FIRMWARE_MAX && firmware.add(name)) {
            return name;
        }
        return "other";
    }

    private static long collections(BoardSnapshot snapshot) {
        return switch (snapshot.gc()) {
            case GcFigures.NotObserved _ -> 0;
            case GcFigures.Observed seen -> seen.cycles();
        };
    }
}
