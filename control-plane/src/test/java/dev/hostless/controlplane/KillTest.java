package dev.hostless.controlplane;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The service as a process of its own: killed, refused, ended. */
@Tag("slow")
class KillTest {

    private static final Pattern READY = Pattern.compile("Ready: (http://\\S+)");

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    private Process launch(String... settings) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), ControlPlane.class.getName(),
                "--hostless.data-directory=" + directory));
        command.addAll(List.of(settings));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    /** Waits until it says where it is, and goes on reading what it says. */
    private static String url(Process process) throws Exception {
        var url = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader output = process.inputReader()) {
                output.lines().forEach(line -> {
                    var ready = READY.matcher(line);
                    if (ready.find()) {
                        url.complete(ready.group(1));
                    }
                });
                url.completeExceptionally(new IOException("it ended before it was ready"));
            } catch (IOException failed) {
                url.completeExceptionally(failed);
            }
        });
        return url.get(120, TimeUnit.SECONDS);
    }

    private WebTestClient client(String url) throws IOException {
        return WebTestClient.bindToServer().baseUrl(url)
                .responseTimeout(Service.PATIENCE)
                .defaultHeader("Authorization",
                        "Bearer " + Files.readString(directory.resolve("token")).strip())
                .build();
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(directory.resolve("postgres/postmaster.pid")).getFirst());
    }

    /** A process that ended counts as alive until its new parent, process 1, took notice. */
    private static void expectGone(long process) throws Exception {
        var handle = ProcessHandle.of(process);
        if (handle.isPresent()) {
            handle.get().onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void endWhatWasStarted() throws InterruptedException {
        for (var process : started) {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aKilledServiceComesBackToTheSameStateAndEndsTheServerThatItLeft() throws Exception {
        var first = launch("--server.port=0");
        var module = new TinyModule().filler(8000).bytes();
        client(url(first)).post().uri("/api/v1/firmware?name=kept")
                .contentType(MediaType.APPLICATION_OCTET_STREAM).bodyValue(module)
                .exchange().expectStatus().isCreated();
        long orphan = postmaster();
        first.destroyForcibly().waitFor();
        assertThat(ProcessHandle.of(orphan)).isPresent();

        var second = launch("--server.port=0");
        client(url(second)).get().uri("/api/v1/firmware").exchange()
                .expectStatus().isOk()
                .expectBody().jsonPath("$.items[0].name").isEqualTo("kept");
        assertThat(postmaster()).isNotEqualTo(orphan);
        expectGone(orphan);

        var third = launch("--server.port=0");
        assertThat(new String(third.getInputStream().readAllBytes())).contains(
                "is in use by another control plane (process " + second.pid() + ")");
        assertThat(third.waitFor()).isEqualTo(1);

        long ours = postmaster();
        second.destroy();
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        expectGone(ours);
        assertThat(directory.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void aTakenPortIsToldInOneLine() throws Exception {
        try (var taken = new java.net.ServerSocket(
                0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            var process = launch("--server.port=" + taken.getLocalPort());
            var output = new String(process.getInputStream().readAllBytes());
            assertThat(output.lines()).singleElement().asString()
                    .contains("127.0.0.1:" + taken.getLocalPort())
                    .contains("--server.port=PORT");
            assertThat(process.waitFor()).isEqualTo(1);
        }
    }
}
