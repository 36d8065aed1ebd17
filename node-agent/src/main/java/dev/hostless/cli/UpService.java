package dev.hostless.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process of {@code up}. When it dies it is started again, after a delay that doubles with each
 * death in a row.
 */
final class UpService {

    private static final Duration RESTART_FIRST = Duration.ofSeconds(1);
    private static final Duration RESTART_LONGEST = Duration.ofSeconds(30);
    /** Who has lived so long was not killed by its start. */
    private static final Duration LONG_LIFE = Duration.ofMinutes(1);

    private final String name;
    private final List<String> command;
    private final Path directory;
    private final UpLog log;
    private final Consumer<String> tell;
    private Duration delay = RESTART_FIRST;
    private boolean keptAlive;
    private boolean stopping;
    private @Nullable Process process;

    /**
     * @param command that starts the process
     * @param directory in which it runs
     * @param tell takes a line for the operator
     */
    UpService(String name, List<String> command, Path directory, UpLog log,
            Consumer<String> tell) {
        this.name = name;
        this.command = shielded(command);
        this.directory = directory;
        this.log = log;
        this.tell = tell;
    }

    /**
     * Terminals and supervisors signal all processes at once, but services have to stop in order:
     * what a shell ignores stays ignored in the program that takes its place. {@link UpChild}
     * ends when its standard input does.
     */
    private static List<String> shielded(List<String> command) {
        var all = new ArrayList<>(
                List.of("/bin/sh", "-c", "trap '' INT TERM HUP; exec \"$0\" \"$@\""));
        all.addAll(command);
        return all;
    }

    UpLog log() {
        return log;
    }

    synchronized void start() {
        if (stopping) {
            return;
        }
        try {
            var builder = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectErrorStream(true);
            // Settings of the services come from up alone: what it is asked for is what runs.
            builder.environment().keySet().removeIf(UpService::isServiceSetting);
            var started = builder.start();
            process = started;
            long since = System.nanoTime();
            Thread.ofVirtual().name(name + "-log")
                    .start(() -> log.copy(started.getInputStream()));
            Thread.ofVirtual().name(name + "-watch").start(() -> watch(started, since));
        } catch (IOException e) {
            throw new UpFailure("cannot start the " + name + ": " + e.getMessage(), e);
        }
    }

    private static boolean isServiceSetting(String variable) {
        return variable.startsWith("SPRING_") || variable.startsWith("SERVER_")
                || variable.startsWith("MANAGEMENT_")
                || variable.startsWith("HOSTLESS_") && !variable.equals("HOSTLESS_HOME");
    }

    private void watch(Process watched, long sinceNanos) {
        try {
            int code = watched.waitFor();
            var wait = delayAfterDeath(sinceNanos);
            if (wait == null) {
                return;
            }
            tell.accept("the %s died with exit code %d; starting it again in %d s (log: %s)"
                    .formatted(name, code, wait.toSeconds(), log.file()));
            Thread.sleep(wait);
            start();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (UpFailure failure) {
            tell.accept(String.valueOf(failure.getMessage()));
        }
    }

    private synchronized @Nullable Duration delayAfterDeath(long sinceNanos) {
        if (stopping || !keptAlive) {
            return null;
        }
        if (System.nanoTime() - sinceNanos > LONG_LIFE.toNanos()) {
            delay = RESTART_FIRST;
        }
        var wait = delay;
        delay = longer(delay);
        return wait;
    }

    private static Duration longer(Duration delay) {
        var doubled = delay.multipliedBy(2);
        return doubled.compareTo(RESTART_LONGEST) > 0 ? RESTART_LONGEST : doubled;
    }

    /** From now on it is started again when it dies; before that its death is up's failure. */
    synchronized void keepAlive() {
        keptAlive = true;
    }

    /** From now on it is not started again: all services are about to stop. */
    synchronized void letDie() {
        stopping = true;
    }

    /** Whether it runs right now. */
    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Asks the process to end, and kills it when it has not within the limit. */
    void stop(Duration limit) {
        Process ending;
        synchronized (this) {
            stopping = true;
            ending = process;
        }
        if (ending == null || !ending.isAlive()) {
            return;
        }
        try {
            ending.getOutputStream().close();
            if (!ending.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                tell.accept("the " + name + " did not stop within " + limit.toSeconds()
                        + " s and is killed");
                ending.destroyForcibly().waitFor();
            }
        } catch (IOException brokenPipe) {
            ending.destroyForcibly();
        } catch (InterruptedException hurry) {
            ending.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
