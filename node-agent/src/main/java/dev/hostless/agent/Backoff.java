package dev.hostless.agent;

import java.time.Duration;

/**
 * Delays that double from a first to a longest one. Not thread safe: each loop has its own. No
 * jitter is added, because each agent's delays begin at a moment of its own.
 */
final class Backoff {

    private final Duration first;
    private final Duration longest;
    private Duration next;

    Backoff(Duration first, Duration longest) {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "backoff from " + first + " to " + longest + ": wanted 0 < first <= longest");
        }
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** How long to wait now; the next answer is twice as long. */
    Duration next() {
        var delay = next;
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return delay;
    }

    void reset() {
        next = first;
    }
}
