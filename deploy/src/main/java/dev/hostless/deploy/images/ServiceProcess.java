package dev.hostless.deploy.images;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A service that was started as a process of its own and writes to a log. */
final class ServiceProcess implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);

    private final String name;
    private final Process process;
    private final int port;
    private final Path log;

    private ServiceProcess(String name, Process process, int port, Path log) {
        this.name = name;
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** @param settings its whole environment */
    static ServiceProcess start(String name, List<String> command, Map<String, String> settings,
            Path log) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(log.toFile()).directory(log.toAbsolutePath().getParent().toFile());
        builder.environment().clear();
        builder.environment().putAll(settings);
        return new ServiceProcess(name, builder.start(),
                Integer.parseInt(settings.get("SERVER_PORT")), log);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    Path log() {
        return log;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Until its readiness says so. */
    void awaitReady(Duration limit) throws InterruptedException {
        await("is ready", limit, () -> Probe.isOk(Probe.ask(port, Image.READINESS)));
    }

    /** Until something is so; a call that fails is as good as "not yet". */
    void await(String what, Duration limit, Callable<Boolean> condition)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        Object last = "nothing";
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                throw failure("ended with " + process.exitValue() + " before it " + what, last);
            }
            try {
                if (condition.call()) {
                    return;
                }
            } catch (InterruptedException stop) {
                throw stop;
            } catch (Exception notYet) {
                last = notYet;
            }
            Thread.sleep(POLL);
        }
        throw failure("is not so within " + limit.toSeconds() + " s that it " + what, last);
    }

    private ImageFailure failure(String what, Object last) {
        return new ImageFailure("the " + name + " " + what + " (last: " + last + "); its log:\n"
                + text());
    }

    String text() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** Waits for its end; the answer is the exit code. */
    int awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw failure("did not end within " + limit.toSeconds() + " s", "nothing");
        }
        return process.exitValue();
    }

    /** Kills it when it still runs, with what it has started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
