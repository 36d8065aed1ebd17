package dev.hostless.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class CliTest {
    private static final String HELLO = "../deploy/firmware/hello/firmware.wasm";
    private static final String STATION = "../deploy/firmware/weather-station/firmware.wasm";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int hostless(String... arguments) {
        return withInput("", arguments);
    }

    private int withInput(String input, String... arguments) {
        return Hostless.execute(new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err, true),
                arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private JsonNode report(Path file) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readString(file));
    }

    @Test
    void aProgramRunsAndItsOutputIsStandardOutput() {
        assertThat(hostless("run", HELLO, "--", "one", "two")).isZero();
        assertThat(out()).contains("one", "two");
        assertThat(err()).isEmpty();
    }

    @Test
    void theGuestsExitCodeIsTheCommands() {
        assertThat(withInput("exit 42\n", "run", STATION)).isEqualTo(42);
    }

    @Test
    void aReachedEndIsNoFailureAndStandsInTheReport() throws IOException {
        var file = directory.resolve("report.json");
        assertThat(hostless("run", "--preset", "go-16m", STATION, "--for", "1s", "--irq",
                "gpio0@0.5s", "--report", file.toString(), "--seed", "7")).isZero();
        assertThat(out()).contains("irq: line 3");
        assertThat(err()).contains("stopped at cycle 200000000");
        var report = report(file);
        assertThat(report.get("state").asString()).isIn("Running", "Waiting");
        assertThat(report.has("exitCode")).isFalse();
        assertThat(report.get("seed").asLong()).isEqualTo(7);
        assertThat(report.get("board").get("preset").asString()).isEqualTo("go-16m");
        assertThat(report.get("cycles").get("total").asLong()).isEqualTo(200_000_000);
        assertThat(report.get("cycles").get("guest").asLong()
                + report.get("cycles").get("idle").asLong()).isEqualTo(200_000_000);
        assertThat(report.get("virtualNanos").asLong()).isEqualTo(1_000_000_000);
        assertThat(report.get("traceHash").asString()).matches("[0-9a-f]{64}");
        assertThat(report.get("digest").asString()).matches("sha256:[0-9a-f]{64}");
        assertThat(report.get("interrupts").get("delivered").asLong()).isEqualTo(1);
        assertThat(report.get("gc").get("observed").asBoolean()).isTrue();
        assertThat(report.get("uart").get("transmittedBytes").asLong()).isPositive();
    }

    @Test
    void aBoardFileIsTheBoardAndOptionsWinOverIt() throws IOException {
        var file = Files.writeString(directory.resolve("board.yaml"), """
                name: mine
                preset: go-16m
                clock: 100MHz
                seed: 7
                environment: {A: file, B: file}
                faults: [brown-out@40ms]
                """);
        var json = directory.resolve("report.json");
        assertThat(hostless("run", "--board", file.toString(), "--seed", "8", "--env", "B=line",
                STATION, "--for", "60ms", "--report", json.toString())).isZero();
        var report = report(json);
        assertThat(report.at("/board/preset").asString()).isEqualTo("mine");
        assertThat(report.at("/board/clockHz").asLong()).isEqualTo(100_000_000);
        assertThat(report.at("/board/ramBytes").asLong()).isEqualTo(16 << 20);
        assertThat(report.at("/board/environment/A").asString()).isEqualTo("file");
        assertThat(report.at("/board/environment/B").asString()).isEqualTo("line");
        assertThat(report.at("/seed").asLong()).isEqualTo(8);
        assertThat(report.at("/resets/brown-out").asInt()).isEqualTo(1);
        assertThat(report.at("/boardFile/path").asString()).isEqualTo(file.toString());
        assertThat(report.at("/boardFile/digest").asString()).startsWith("sha256:");
    }

    @Test
    void partsAndFaultsAreRecordedAndReplayed() throws IOException {
        var recording = directory.resolve("run.jsonl").toString();
        var first = directory.resolve("first.json");
        var again = directory.resolve("again.json");
        assertThat(hostless("run", "--board", "../deploy/boards/weather-station.yaml", "--fault",
                "brown-out@40ms", "--fault", "bit-flip:0x10,1@50ms", "--fault",
                "spurious-irq:9@every:20ms", STATION, "--for", "200ms", "--record", recording,
                "--report", first.toString())).isZero();
        assertThat(hostless("run", "--replay", recording, STATION, "--report", again.toString()))
                .isZero();
        assertThat(report(again).get("traceHash")).isEqualTo(report(first).get("traceHash"));
        assertThat(report(again).get("faults")).isEqualTo(report(first).get("faults"));
        mistake("--fault, --uart-in and --peer want --fork", "run", "--replay", recording, STATION,
                "--fault",
                "brown-out@1s");
    }

    @Test
    void aGuardedBoardRunsWhatTouchesNothingForbidden() {
        assertThat(hostless("run", "--board", "../deploy/boards/guarded-c.yaml",
                "../deploy/firmware/c-tick/firmware.wasm", "--for", "1s")).isZero();
        assertThat(out()).isNotEmpty();
    }

    @Test
    void aMistakeInABoardFileIsSaidWithItsPlace() throws IOException {
        var file = Files.writeString(directory.resolve("board.yaml"), "name: x\nspeed: 3\n");
        mistake("board.yaml:2:1: unknown key 'speed'", "run", HELLO, "--board", file.toString());
        mistake("--board and --preset: wanted one of them", "run", HELLO, "--board",
                file.toString(), "--preset", "go-16m");
    }

    @Test
    void faultsAreSaidAndCounted() throws IOException {
        var file = directory.resolve("report.json");
        assertThat(hostless("run", "--fault", "brown-out@40ms", "--fault",
                "spurious-irq:gpio0@every:10ms", STATION, "--for", "100ms", "--report",
                file.toString())).isZero();
        assertThat(err()).contains("the board was reset (brown-out), the guest starts anew at");
        assertThat(report(file).at("/resets/brown-out").asInt()).isEqualTo(1);
        assertThat(report(file).at("/faults/spurious-irq").asInt()).isBetween(1, 40);
    }

    @Test
    void theUartReceivesTheNamedFile() throws IOException {
        var file = Files.writeString(directory.resolve("in"), "exit 3\n");
        assertThat(withInput("exit 4\n", "run", STATION, "--uart-in", file.toString()))
                .isEqualTo(3);
    }

    @Test
    void equalCommandsHaveEqualHashes() throws IOException {
        var one = directory.resolve("one.json");
        var two = directory.resolve("two.json");
        hostless("run", HELLO, "--report", one.toString());
        hostless("run", "--report", two.toString(), HELLO);
        assertThat(report(one).get("traceHash")).isEqualTo(report(two).get("traceHash"));
    }

    @Test
    void keptCodeChangesNothingThatAGuestSees() throws IOException {
        var code = directory.resolve("code");
        var hashes = new java.util.HashSet<String>();
        for (var cache : List.of(List.of("--no-cache"), List.of("--cache", code.toString()),
                List.of("--cache", code.toString()))) {
            var file = directory.resolve("report.json");
            var arguments = new ArrayList<>(List.of("run", HELLO, "--report", file.toString()));
            arguments.addAll(cache);
            assertThat(hostless(arguments.toArray(String[]::new))).isZero();
            hashes.add(report(file).get("traceHash").asString());
        }
        assertThat(hashes).hasSize(1);
        assertThat(err()).isEmpty();
        try (var files = Files.list(code)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void codeOfOthersIsNotRun() throws IOException {
        var code = Files.createDirectory(directory.resolve("code"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assertThat(hostless("run", HELLO, "--cache", code.toString())).isZero();
        assertThat(out()).contains("hello");
        assertThat(err()).contains("no code is kept: " + code
                + ": wanted mode rwx------, found rwxr-xr-x");
        try (var files = Files.list(code)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void gcTraceLinesAreShownOnRequestOnly() {
        hostless("run", "../deploy/firmware/gc-torture/firmware.wasm", "--gctrace", "-rounds",
                "1");
        assertThat(err()).contains("gc 1 @");
    }

    @Test
    void standardOutputThatNobodyReadsEndsTheRun() {
        assertThat(intoAClosedPipe("run", STATION)).isEqualTo(ExitCode.BROKEN_PIPE);
    }

    @Test
    void aCommandWhoseOutputNobodyReadsEndsWithoutAComplaint() {
        assertThat(intoAClosedPipe("--help")).isEqualTo(ExitCode.BROKEN_PIPE);
        assertThat(intoAClosedPipe("run", "--help")).isEqualTo(ExitCode.BROKEN_PIPE);
        assertThat(intoAClosedPipe("inspect", "--json", HELLO)).isEqualTo(ExitCode.BROKEN_PIPE);
        assertThat(err()).isEmpty();
    }

    private int intoAClosedPipe(String... arguments) {
        var closed = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        return Hostless.execute(new Terminal(new ByteArrayInputStream(new byte[0]), closed, err,
                true), arguments);
    }

    @Test
    void eachMistakeIsOneClearLine() throws IOException {
        mistake("no such file", "run", "missing.wasm");
        mistake("no fault 'meteor'", "run", HELLO, "--fault", "meteor@1s");
        mistake("--fault: wanted KIND[:DETAIL]@TIME", "run", HELLO, "--fault", "brown-out");
        mistake("wanted one of them", "run", HELLO, "--cache", "code", "--no-cache");
        mistake("it is a directory", "run", directory.toString());
        mistake("not a WebAssembly module", "run",
                Files.writeString(directory.resolve("text.wasm"), "hello").toString());
        mistake("truncated", "run", Files.write(directory.resolve("half.wasm"),
                Arrays.copyOf(Files.readAllBytes(Path.of(HELLO)), 100_000)).toString());
        mistake("presets are lm3s6965, ", "run", "--preset", "z80", HELLO);
        mistake("wanted a size such as", "run", "--ram", "many", HELLO);
        mistake("wanted cycles or a time such as", "run", "--for", "soon", HELLO);
        mistake("wanted LINE@TIME such as", "run", "--irq", "3", HELLO);
        mistake("no line 'uart9' on this board", "run", "--irq", "uart9@1s", HELLO);
        mistake("wanted NAME=VALUE", "run", "--env", "GOGC", HELLO);
        mistake("wanted max or real", "run", "--pace", "warp", HELLO);
        mistake("--heap: wanted auto, guest, hosted, got 'none'", "run", "--heap", "none", HELLO);
        mistake("go-8m has 64 KiB", "run", "--preset", "go-8m", "--ram", "64KiB", HELLO);
        mistake("unknown option '--bogus'", "run", "--bogus", HELLO);
        mistake("FIRMWARE", "run");
        mistake("unknown command 'fly'", "fly");
    }

    private void mistake(String message, String... arguments) {
        err.reset();
        assertThat(hostless(arguments)).as(message).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains(message).startsWith("hostless: ");
        assertThat(err().lines()).hasSize(1);
    }

    @Test
    void everyCommandHasHelp() {
        assertThat(hostless("--help")).isZero();
        assertThat(out()).contains("run", "inspect");
        assertThat(hostless("run", "--help")).isZero();
        assertThat(out()).contains("--preset", "exit codes");
        assertThat(hostless("inspect", "--help")).isZero();
        assertThat(out()).contains("--json");
    }

    @Test
    void inspectSaysWhatAFirmwareNeedsAndWhereItFits() {
        assertThat(hostless("inspect", HELLO)).isZero();
        assertThat(out()).contains("Go, WASI preview 1", "wasi_snapshot_preview1.fd_write",
                "_start (func)");
        assertThat(out().lines()).anyMatch(line -> line.strip().matches("go-64m +yes"))
                .anyMatch(line -> line.strip().matches("rp2040 +no: it needs \\d+ KiB.*"));
    }

    @Test
    void inspectAsksABoardFileToo() {
        var file = "../deploy/boards/guarded-c.yaml";
        assertThat(hostless("inspect", "--board", file, HELLO)).isEqualTo(1);
        assertThat(out()).contains("board file   " + file + ", sha256:", ": no: it needs");
        out.reset();
        assertThat(hostless("inspect", "--json", "--board", file,
                "../deploy/firmware/c-tick/firmware.wasm")).isZero();
        assertThat(out()).contains("\"fits\" : true", "sha256:");
    }

    @Test
    void inspectShowsOneFunction() {
        assertThat(hostless("inspect", "--function", "main.main", HELLO)).isZero();
        assertThat(out()).startsWith("(func $main.main (;").contains("loop (;@2;)", "br_table",
                "(;$fmt.").endsWith(")\n");
        out.reset();
        assertThat(hostless("inspect", "--function", "0", HELLO)).isZero();
        assertThat(out()).startsWith("(import func $");
    }

    @Test
    void anUnknownFunctionIsAnsweredWithTheNearestNames() {
        assertThat(hostless("inspect", "--function", "main.mian", HELLO)).isEqualTo(64);
        assertThat(err()).contains("no function 'main.mian'; nearest: main.main");
        err.reset();
        assertThat(hostless("inspect", "--function", "fmt.Fprin", HELLO)).isEqualTo(64);
        assertThat(err()).contains("nearest: fmt.Fprint");
        assertThat(hostless("inspect", "--json", "--function", "f", HELLO)).isEqualTo(64);
    }

    @Test
    void aTrapLeavesACoreDump() throws IOException {
        byte[] trapping = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 5, 3, 1,
            0, 1, 7, 10, 1, 6, '_', 's', 't', 'a', 'r', 't', 0, 0, 10, 5, 1, 3, 0, 0, 0x0b};
        var module = Files.write(directory.resolve("trap.wasm"), trapping);
        var core = directory.resolve("core.wasm");
        assertThat(hostless("run", "--core", core.toString(), module.toString())).isEqualTo(134);
        assertThat(err()).contains("unreachable", "in _start (func 0");
        assertThat(Files.readString(core, StandardCharsets.ISO_8859_1))
                .startsWith("\0asm").contains("corestack", "sha256:");
        assertThat(hostless("run", "--core", directory.toString(), module.toString()))
                .isEqualTo(134);
        assertThat(err()).contains("--core: " + directory + " cannot be written");
    }

    @Test
    void inspectAnswersJson() {
        assertThat(hostless("inspect", "--json", HELLO)).isZero();
        var json = JsonMapper.builder().build().readTree(out());
        assertThat(json.get("nameSection").asBoolean()).isTrue();
        assertThat(json.get("memory").get("minimumBytes").asLong() % 65_536).isZero();
        assertThat(json.get("presets").size()).isGreaterThan(5);
    }
}
