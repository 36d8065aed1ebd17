package dev.hostless.controlplane.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that outlived the control plane that started it, because that was killed, or
 * that is slow to stop. We stop it rather than adopt it: its settings are those of another start.
 */
final class OrphanedPostmaster {

    private static final Logger log = LoggerFactory.getLogger(OrphanedPostmaster.class);

    private static final int FAST_SECONDS = 30;
    private static final int IMMEDIATE_SECONDS = 10;

    private OrphanedPostmaster() {
    }

    /** Stops the server on a data directory, if one runs, and removes what it left. */
    static void stop(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var lines = Files.readAllLines(pidFile);
        long pid;
        try {
            pid = lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().strip());
        } catch (NumberFormatException torn) {
            pid = 0;
        }
        var process = pid <= 0 ? null : ProcessHandle.of(pid).orElse(null);
        if (process != null && process.isAlive() && isPostmasterOf(process, data)) {
            log.info("Stopping PostgreSQL {} in {}", pid, data);
            // PostgreSQL's own words: INT is fast shutdown, QUIT is immediate, with recovery at
            // the next start.
            if (!ends(process, "INT", FAST_SECONDS) && !ends(process, "QUIT", IMMEDIATE_SECONDS)) {
                throw new IOException("PostgreSQL process " + pid + " in " + data
                        + " does not stop; end it by hand");
            }
        }
        // The process number may be another program's by now; PostgreSQL would refuse to start.
        Files.deleteIfExists(pidFile);
    }

    private static boolean isPostmasterOf(ProcessHandle process, Path data) {
        var workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            // A postmaster works in its data directory.
            if (Files.exists(workingDirectory)) {
                return Files.isSameFile(workingDirectory, data);
            }
        } catch (IOException unreadable) {
            log.debug("cannot read {}", workingDirectory, unreadable);
        }
        var command = process.info().commandLine().orElse("");
        return command.contains("postgres") && command.contains(data.toString());
    }

    private static boolean ends(ProcessHandle process, String signal, int seconds)
            throws IOException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException failed) {
            throw new IOException("waiting for PostgreSQL " + process.pid(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL stops", stopped);
        }
    }
}
