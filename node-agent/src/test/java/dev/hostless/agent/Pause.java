package dev.hostless.agent;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The one place where tests wait. */
final class Pause {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Pause() {
    }

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    /** Waits until a condition holds, and fails with what it saw last when it does not. */
    static void until(String what, BooleanSupplier condition, Supplier<Object> seen) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited " + LIMIT + " until " + what + "; saw "
                        + seen.get());
            }
            millis(10);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        until(what, condition, () -> "nothing");
    }
}
