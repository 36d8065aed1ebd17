package dev.hostless.cli;

import dev.hostless.board.GoBuild;
import dev.hostless.board.GoToolchain;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What an interrupt waits in a collection, and what the recording of the worst case shows. */
class InterruptSweepTest {
    private static final String HELLO = "../deploy/firmware/hello/firmware.wasm";

    @TempDir
    private static Path directory;
    private static String polling = "";
    private static String deaf = "";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void build() throws IOException {
        assumeTrue(GoToolchain.release().startsWith("go1.26"), "no Go 1.26 here");
        var built = GoBuild.all(GoBuild.Way.HOSTED,
                Path.of("src/test/interrupt-programs").toAbsolutePath(), directory);
        polling = built.resolve("polling").toString();
        deaf = built.resolve("deaf").toString();
    }

    private int hostless(String... arguments) {
        out.reset();
        err.reset();
        return Hostless.execute(new Terminal(new ByteArrayInputStream(new byte[0]), out, err,
                true), arguments);
    }

    private int sweep(String... more) {
        var arguments = new ArrayList<>(List.of("run", polling, "--env", "GOGC=20"));
        arguments.addAll(List.of(more));
        return hostless(arguments.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static String file(String name) {
        return directory.resolve(name).toString();
    }

    private static JsonNode json(String name) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readString(directory.resolve(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stw", "incremental", "greentea"})
    void theWorstCaseOfEachCollectorIsSeenAgainInItsRecording(String collector)
            throws IOException {
        assertThat(sweep("--gc", collector, "--sweep-irq", "gpio0", "--over", "gc",
                "--sweep-points", "24", "--record", file("worst"), "--report", file("sweep")))
                .as(err()).isZero();
        var found = json("sweep");
        var worst = found.get("worst");
        long latency = worst.get("latencyCycles").asLong();
        assertThat(found.get("latency").get("all").get("count").asInt()).isEqualTo(24);
        assertThat(found.get("latency").get("all").get("maxCycles").asLong()).isEqualTo(latency);
        assertThat(found.get("points").size()).isEqualTo(24);
        assertThat(found.get("collector").asString()).isEqualTo(collector);
        assertThat(out()).contains("worst: raised at cycle " + worst.get("cycle"),
                "S world stopped", "coalesced 0, lost 0, not taken 0");
        // The program asks for interrupts, so between two questions one waits longest.
        assertThat(latency).isGreaterThan(10_000);

        assertThat(hostless("run", polling, "--replay", file("worst"), "--report", file("again")))
                .as(err()).isZero();
        assertThat(err()).contains("events are equal").doesNotContain("no end");
        var again = json("again").get("interrupts").get("lines");
        assertThat(again.size()).isEqualTo(1);
        var phase = again.get(0).get("phases").get(worst.get("phase").asString());
        assertThat(phase.get("maxCycles").asLong()).isEqualTo(latency);
    }

    @Test
    void twoSweepsAreEqual() throws IOException {
        for (var name : List.of("one", "two")) {
            assertThat(sweep("--sweep-irq", "5", "--over", "gc:1", "--sweep-step", "900000",
                    "--record", file("worst"), "--report", file(name))).as(err()).isZero();
        }
        assertThat(json("one")).isEqualTo(json("two"));
    }

    @Test
    void anInterruptThatNobodyAsksForIsNotTaken() throws IOException {
        assertThat(hostless("run", deaf, "--env", "GOGC=5", "--sweep-irq", "9", "--over", "gc",
                "--sweep-points", "3", "--report", file("none"))).as(err()).isEqualTo(1);
        assertThat(err()).contains("in no run did the guest take the interrupt");
        assertThat(json("none").get("notTaken").asInt()).isEqualTo(3);
        assertThat(json("none").has("worst")).isFalse();
    }

    @Test
    void whatCannotBeSweptIsSaid() {
        assertThat(hostless("run", HELLO, "--sweep-irq", "5", "--over", "gc")).isEqualTo(64);
        assertThat(err()).contains("wanted 'gc', but the run had 0 whole collections");
        assertThat(hostless("run", HELLO, "--sweep-irq", "5")).isEqualTo(64);
        assertThat(err()).contains("--over: wanted gc, gc:N or gc:all");
        assertThat(hostless("run", HELLO, "--sweep-irq", "uart9", "--over", "gc")).isEqualTo(64);
        assertThat(err()).contains("--sweep-irq: no line 'uart9'");
        assertThat(hostless("run", HELLO, "--over", "gc")).isEqualTo(64);
        assertThat(err()).contains("wanted --sweep-irq LINE with them");
        assertThat(hostless("run", HELLO, "--sweep-irq", "5", "--over", "gc", "--sweep-step",
                "0")).isEqualTo(64);
        assertThat(err()).contains("--sweep-step: wanted 1 cycle or more");
    }
}
