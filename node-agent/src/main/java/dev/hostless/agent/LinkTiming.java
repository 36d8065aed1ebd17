package dev.hostless.agent;

import java.time.Duration;

/**
 * How patient the loops that talk to the control plane are.
 *
 * @param silence after which a command stream counts as dead
 * @param retryFirst delay after a first failure; it doubles with each further one
 * @param retryLongest the longest of these delays
 * @param batchGap least time between two report batches, so that small reports share one
 */
record LinkTiming(Duration silence, Duration retryFirst, Duration retryLongest,
        Duration batchGap) {

    /** As docs/protocol says; 100 ms between batches is what an operator calls at once. */
    static LinkTiming ofProtocol() {
        return new LinkTiming(Duration.ofSeconds(30), Duration.ofMillis(500),
                Duration.ofSeconds(15), Duration.ofMillis(100));
    }

    Backoff backoff() {
        return new Backoff(retryFirst, retryLongest);
    }
}
