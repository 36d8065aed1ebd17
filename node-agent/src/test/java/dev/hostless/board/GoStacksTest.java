package dev.hostless.board;

import dev.hostless.engine.Engine;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.Imports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What is read from a stock Go program's memory is what Go's own collector sees there. */
class GoStacksTest {
    private static final Path SOURCES = Path.of("src/test/go-stacks").toAbsolutePath();
    private static final Path PORT = Path.of("../go-gc/port").toAbsolutePath().normalize();
    private static final Map<String, String> FOR_BOARDS = Map.of("GOOS", "wasip1", "GOARCH",
            "wasm", "CGO_ENABLED", "0", "GOWORK", "off", "GOFLAGS", "");

    private static final int ROUNDS = 3_000;
    private static final String ON_SYSTEM_STACK = "captured on the system stack";

    @TempDir
    private static Path built;

    private static final StackProbe probe = new StackProbe();

    @BeforeAll
    static void run() throws IOException {
        assumeThat(GoToolchain.release()).as("Go on this machine").startsWith("go1.26");
        var module = build("truth");
        var console = new ConsoleWasi(probe::idle);
        int code = 0;
        try {
            new Engine(Firmware.OPTIONS).load(Files.readAllBytes(module))
                    .instantiate(Imports.of(probe, console), GuestOptions.defaults())
                    .call("_start");
        } catch (GuestExit exit) {
            code = exit.code();
        }
        assertThat(code).as(console.output()).isZero();
    }

    private static Path build(String program) throws IOException {
        var runtime = Path.of(GoToolchain.run(SOURCES, Map.of(), "go", "env", "GOROOT").out()
                .strip()).resolve("src/runtime");
        var overlay = built.resolve("overlay.json");
        Files.writeString(overlay, "{\"Replace\": {\"%s\": \"%s\", \"%s\": \"%s\"}}".formatted(
                runtime.resolve("hosted_descriptor.go"), PORT.resolve("hosted_descriptor.go"),
                runtime.resolve("hosted_probe.go"), SOURCES.resolve("overlay/hosted_probe.go")));
        var module = built.resolve(program + ".wasm");
        var build = GoToolchain.run(SOURCES, FOR_BOARDS, "go", "build", "-overlay",
                overlay.toString(), "-o", module.toString(), "./" + program);
        assertThat(build.exitCode()).as(build.err()).isZero();
        return module;
    }

    @Test
    void everyObjectThatGoKeepsIsReachedAndNoOther() {
        assertThat(probe.looks()).hasSizeGreaterThan(10);
        int kept = 0;
        int dropped = 0;
        for (var look : probe.looks()) {
            for (var object : look.objects().entrySet()) {
                if (!object.getKey().name().endsWith(ON_SYSTEM_STACK)) {
                    assertThat(object.getValue()).as(object.getKey().toString())
                            .isEqualTo(object.getKey().keptByGo());
                    kept += object.getValue() ? 1 : 0;
                    dropped += object.getValue() ? 0 : 1;
                }
            }
        }
        assertThat(kept).isGreaterThan(400);
        assertThat(dropped).isGreaterThan(200);
    }

    /** All objects that there are in Go's heap, not only those that the program tells of. */
    @Test
    void whateverGoKeepsIsReachedAndLittleElse() {
        for (var look : probe.looks()) {
            var missed = new TreeSet<>(look.kept());
            missed.retainAll(look.existed());
            missed.removeAll(look.reached());
            assertThat(missed).allMatch(look::isTinyBlock).hasSizeLessThan(2);
            assertThat(look.kept()).hasSizeGreaterThan(200);
            // The test follows pointers in small objects without their masks, and some objects
            // become garbage before Go collects.
            var more = new TreeSet<>(look.reached());
            more.retainAll(look.existed());
            more.removeAll(look.kept());
            assertThat(more).hasSizeLessThan(30);
        }
    }

    @Test
    void masksOfTypesAreThoseThatGoUses() {
        assertThat(probe.masks()).hasSizeGreaterThan(300);
        assertThat(probe.masks()).anyMatch(mask -> mask.bytes() > 1_000_000);
        for (var mask : probe.masks()) {
            assertThat(mask.ours()).as(mask.toString()).isEqualTo(mask.theirs());
        }
    }

    /** Some bytes of a real program's structures are overwritten, then everything is read. */
    @Test
    void aGuestThatForgesItsStructuresEndsInProblemsOnly() {
        long seed = Long.getLong("seed", 41L);
        System.out.println("GoStacksTest -Dseed=" + seed);
        var random = new Random(seed);
        var types = probe.masks().stream().mapToInt(mask -> (int) mask.type()).toArray();
        var forgery = new ForgedGuest(probe.looks().getFirst().memory(), types, random);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            refused += forgery.isRefused() ? 1 : 0;
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - 1);
    }

    /** Else both could be wrong in the same way. */
    @Test
    void whatTheProgramStillUsesIsReachedAndWhatItDoesNotIsNot() {
        for (var look : probe.looks()) {
            look.objects().forEach((object, reached) -> {
                if (object.name().endsWith(" live") || object.name().endsWith(" dead")) {
                    assertThat(reached).as(object.name())
                            .isEqualTo(object.name().endsWith(" live"));
                }
            });
        }
    }

    /** There Go does not collect, so it cannot be asked. */
    @Test
    void whatAClosureOnTheSystemStackNeedsOfItsCallersFrameIsReached() {
        var reached = probe.looks().stream().flatMap(look -> look.objects().entrySet().stream())
                .filter(object -> object.getKey().name().endsWith(ON_SYSTEM_STACK))
                .map(Map.Entry::getValue).toList();
        assertThat(reached).containsExactly(true, true);
    }
}
