package dev.hostless.deploy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what other processes do; the one place of these tests that sleeps. */
final class Waiting {
    private static final Duration POLL = Duration.ofMillis(250);

    private Waiting() {
    }

    /**
     * Returns when it is so.
     *
     * @param seen what to tell when it has not become so in time
     */
    static void until(String what, Duration limit, Callable<Boolean> good, Supplier<?> seen)
            throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!good.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("wanted within " + limit.toSeconds() + " s: " + what
                        + "; got " + seen.get());
            }
            Thread.sleep(POLL);
        }
    }

    /**
     * Asks a process to end and waits for it.
     *
     * @param seen what to tell when it has to be killed
     */
    static void stop(Process process, Duration limit, Supplier<?> seen) {
        process.destroy();
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IllegalStateException(process + " did not stop: " + seen.get());
    }
}
