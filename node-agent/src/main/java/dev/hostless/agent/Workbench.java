package dev.hostless.agent;

import dev.hostless.board.BoardThreads;
import dev.hostless.board.Pace;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What all boards of an agent share.
 *
 * @param pace a new one for each boot, since a pace remembers when its board began
 * @param realPace board time is meant to follow host time
 * @param hostNanos a monotonic clock; no board sees it
 */
record Workbench(FirmwareSupply firmware, BoardThreads threads, Supplier<Pace> pace,
        boolean realPace, Reports reports, ActionMemory actions, LinkTiming timing,
        LongSupplier hostNanos, Traces traces) {
}
