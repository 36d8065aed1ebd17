package dev.hostless.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes are real: a service here is a small Java program that tells its process id. */
class UpServiceTest {

    @TempDir
    private Path directory;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<UpService> started = new ArrayList<>();

    @AfterEach
    void stopAll() {
        started.forEach(service -> service.stop(Duration.ofSeconds(10)));
    }

    /** Writes its process id and the fact that it was told to stop. */
    static final class Service {

        private Service() {
        }

        public static void main(String[] arguments) throws Exception {
            var directory = Path.of(arguments[0]);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Files.writeString(directory.resolve("stopped"), "yes");
                } catch (IOException e) {
                    System.err.println(e);
                }
            }));
            System.out.println("hello from the service");
            Files.writeString(directory.resolve("pid"),
                    Long.toString(ProcessHandle.current().pid()));
            Thread.sleep(Duration.ofMinutes(2));
        }
    }

    @Test
    void aServiceThatDiesIsStartedAgain() throws IOException {
        var service = service();
        service.start();
        service.keepAlive();
        long first = pid();
        Files.delete(directory.resolve("pid"));
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        assertThat(pid()).isNotEqualTo(first);
        assertThat(told).hasSize(1).first().asString()
                .startsWith("the service died with exit code 137; starting it again in 1 s");
    }

    @Test
    void aServiceThatDiesBeforeItWasReadyIsNotStartedAgain() throws IOException {
        var service = service();
        service.start();
        ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
        until(() -> !service.isAlive());
        pause(1_500);
        assertThat(service.isAlive()).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void stoppingLetsTheServiceFinish() throws IOException {
        var service = service();
        service.start();
        service.keepAlive();
        long pid = pid();
        service.stop(Duration.ofSeconds(10));
        assertThat(directory.resolve("stopped")).hasContent("yes");
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(service.log().tail(1)).containsExactly("hello from the service");
        assertThat(told).isEmpty();
    }

    @Test
    void signalsToAllProcessesDoNotReachTheService() throws Exception {
        var service = service();
        service.start();
        long pid = pid();
        for (var signal : List.of("-INT", "-TERM", "-HUP")) {
            var kill = List.of("/bin/sh", "-c", "kill " + signal + " " + pid);
            assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
        }
        pause(500);
        assertThat(service.isAlive()).isTrue();
    }

    @Test
    void aServiceEndsWhenTheOtherEndOfItsInputIsGone() throws Exception {
        var command = command();
        var process = new ProcessBuilder(command).start();
        long pid = pid();
        assertThat(process.pid()).isEqualTo(pid);
        process.getOutputStream().close();
        until(() -> !process.isAlive());
        assertThat(directory.resolve("stopped")).hasContent("yes");
    }

    private UpService service() {
        var service = new UpService("service", command(), directory,
                new UpLog(directory.resolve("service.log"), 1 << 20, 1), told::add);
        started.add(service);
        return service;
    }

    private List<String> command() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), UpChild.class.getName(),
                Service.class.getName(), directory.toString());
    }

    private long pid() throws IOException {
        var file = directory.resolve("pid");
        until(() -> Files.exists(file) && file.toFile().length() > 0);
        return Long.parseLong(Files.readString(file));
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("waited for a minute").isNegative();
            pause(20);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
