package dev.hostless.cli;

import dev.hostless.board.SampleModules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code run --record} writes, {@code run --replay} repeats. */
class RecordingTest {
    private static final String HELLO = "../deploy/firmware/hello/firmware.wasm";
    private static final String STATION = "../deploy/firmware/weather-station/firmware.wasm";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int hostless(String... arguments) {
        return with(new ByteArrayInputStream(new byte[0]), true, arguments);
    }

    private int with(InputStream in, boolean fixed, String... arguments) {
        out.reset();
        err.reset();
        return Hostless.execute(new Terminal(in, out, err, fixed), arguments);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private String hash(String report) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readString(Path.of(report)))
                .get("traceHash").asString();
    }

    /** Gives bytes at moments that nobody knows before. */
    private static final class SlowTyping extends InputStream {
        private final Random random = new Random(7);
        private final byte[] text;
        private final long endNanos;
        private int at;

        SlowTyping(String text) {
            this(text, 0);
        }

        /** @param endNanos how long the end of the input lets itself be waited for */
        SlowTyping(String text, long endNanos) {
            this.text = text.getBytes(StandardCharsets.UTF_8);
            this.endNanos = endNanos;
        }

        @Override
        public int read() {
            LockSupport.parkNanos(at < text.length ? random.nextInt(8_000_000) : endNanos);
            return at < text.length ? text[at++] : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int value = read();
            if (value < 0) {
                return -1;
            }
            bytes[offset] = (byte) value;
            return 1;
        }
    }

    private void record(String recording) {
        assertThat(hostless("run", "--preset", "go-16m", STATION, "--for", "300ms", "--irq",
                "gpio0@0.1s", "--seed", "7", "--record", recording, "--report", file("r.json")))
                .as(err()).isZero();
    }

    @Test
    void aRunIsRepeatedToTheHash() throws IOException {
        record(file("rec"));
        var said = out();
        assertThat(hostless("run", STATION, "--replay", file("rec"), "--report", file("again")))
                .isZero();
        assertThat(err()).containsPattern("--replay: [0-9]+ events are equal");
        assertThat(out()).isEqualTo(said);
        assertThat(hash(file("again"))).isEqualTo(hash(file("r.json")));
    }

    @Test
    void whatIsTypedIsRepeatedToTheHash() throws IOException {
        for (int round = 0; round < 3; round++) {
            assertThat(with(new SlowTyping("stats\nstats\nexit 5\n"), false, "run", STATION,
                    "--pace", "real", "--record", file("rec"), "--report", file("live")))
                    .isEqualTo(5);
            var said = out();
            assertThat(hostless("run", STATION, "--replay", file("rec"), "--report",
                    file("again"))).as(err()).isEqualTo(5);
            assertThat(out()).isEqualTo(said);
            assertThat(hash(file("again"))).isEqualTo(hash(file("live")));
        }
    }

    @Test
    void anotherFirmwareIsRefusedBeforeItStarts() {
        record(file("rec"));
        assertThat(hostless("run", HELLO, "--replay", file("rec"))).isEqualTo(65);
        assertThat(err()).contains("it was recorded with the firmware sha256:");
        assertThat(out()).isEmpty();
    }

    @Test
    void anotherBoardIsRefusedWithTheFieldThatDiffers() {
        record(file("rec"));
        assertThat(hostless("run", STATION, "--replay", file("rec"), "--preset", "go-16m",
                "--seed", "8")).isEqualTo(65);
        assertThat(err()).contains("another board: seed was 7 and now is 8");
        assertThat(hostless("run", STATION, "--replay", file("rec"), "--preset", "go-16m",
                "--seed", "7")).isZero();
    }

    private List<String> lines(String recording) throws IOException {
        return new ArrayList<>(Files.readAllLines(Path.of(recording)));
    }

    private int replay(List<String> lines) throws IOException {
        Files.write(Path.of(file("changed")), lines);
        return hostless("run", STATION, "--replay", file("changed"));
    }

    @Test
    void theFirstEventThatDiffersIsNamed() throws IOException {
        record(file("rec"));
        var lines = lines(file("rec"));
        lines.replaceAll(line -> line.contains("\"input\":\"interrupt\"")
                ? line.replace("\"cycle\":20000000", "\"cycle\":20000001")
                : line);
        assertThat(replay(lines)).isEqualTo(65);
        assertThat(err()).containsPattern("--replay: event [0-9]+ differs: expected "
                + "INTERRUPT_INPUT at cycle 20000000: line 3; got INTERRUPT_INPUT at cycle"
                + " 20000001: line 3");
    }

    @Test
    void aDamagedHashIsNoticed() throws IOException {
        assertThat(hostless("run", "--record", file("rec"), HELLO, "--", "x".repeat(1_500)))
                .isZero();
        var lines = lines(file("rec"));
        assertThat(lines).anyMatch(line -> line.startsWith("{\"events\":1024,"));
        lines.replaceAll(line -> line.startsWith("{\"events\":1024,")
                ? line.replaceAll("[0-9a-f]{64}", "0".repeat(64))
                : line);
        Files.write(Path.of(file("changed")), lines);
        assertThat(hostless("run", HELLO, "--replay", file("changed"))).isEqualTo(65);
        assertThat(err()).contains("the recording is damaged: its first 1024 events");
        assertThat(hostless("run", HELLO, "--replay", file("rec"))).isZero();
    }

    @Test
    void anotherVersionOfTheSemanticsIsRefused() throws IOException {
        record(file("rec"));
        var lines = lines(file("rec"));
        lines.set(0, lines.getFirst().replaceFirst("\"semantics\":[0-9]+", "\"semantics\":99"));
        assertThat(replay(lines)).isEqualTo(65);
        assertThat(err()).contains("recorded with version 99 of the engine's semantics");
        lines.set(0, lines.getFirst().replace("\"version\":1", "\"version\":2"));
        assertThat(replay(lines)).isEqualTo(65);
        assertThat(err()).contains("wanted a recording of version 1, got one of version 2");
    }

    @Test
    void whatIsNoRecordingIsRefusedWithTheLine() throws IOException {
        record(file("rec"));
        var lines = lines(file("rec"));
        lines.add(5, "{\"input\":\"interrupt\",\"cycle\":1,\"entry\":\"planned\",\"line\":32}");
        assertThat(replay(lines)).isEqualTo(65);
        assertThat(err()).contains("changed:6: line: wanted 0 to 31, got 32");
        lines.set(5, "nonsense");
        assertThat(replay(lines)).isEqualTo(65);
        assertThat(err()).contains("changed:6: wanted a JSON object, got 'nonsense'");
        assertThat(replay(List.of("{}"))).isEqualTo(65);
        assertThat(err()).contains("this is no recording");
        assertThat(hostless("run", STATION, "--replay", file("none"))).isEqualTo(65);
        assertThat(err()).contains("no such file");
    }

    @Test
    void aRecordingThatACrashCutOffCanBeReplayedUpToThere() throws IOException {
        record(file("rec"));
        var text = Files.readString(Path.of(file("rec")));
        Files.writeString(Path.of(file("cut")), text.substring(0, text.length() * 2 / 3));
        assertThat(hostless("run", STATION, "--replay", file("cut"))).as(err()).isZero();
        assertThat(err()).containsPattern(
                "events are equal; the recording has no end, it was cut off at cycle [0-9]+");
    }

    @Test
    void aReplayStopsWhereItIsTold() {
        record(file("rec"));
        assertThat(hostless("run", STATION, "--replay", file("rec"), "--until", "30000000"))
                .isZero();
        assertThat(err()).contains("stopped at cycle 30000", "events are equal");
    }

    @Test
    void aForkGoesItsOwnWayFromItsCycleOn() throws IOException {
        record(file("rec"));
        assertThat(hostless("run", STATION, "--replay", file("rec"), "--fork", "30000000",
                "--irq", "5@40000000", "--until", "80000000", "--record", file("fork"),
                "--report", file("fork.json"))).as(err()).isZero();
        assertThat(out()).contains("irq: line 3", "irq: line 5");
        assertThat(err()).contains("events are equal");
        assertThat(hash(file("fork.json"))).isNotEqualTo(hash(file("r.json")));
        assertThat(hostless("run", STATION, "--replay", file("fork"), "--report",
                file("again"))).as(err()).isZero();
        assertThat(hash(file("again"))).isEqualTo(hash(file("fork.json")));
    }

    @Test
    void aForkTakesLiveInputFromItsCycleOn() throws IOException {
        assertThat(with(new SlowTyping("stats\n", 20_000_000_000L), false, "run", STATION,
                "--pace", "real", "--for", "200ms", "--record", file("rec"))).isZero();
        // Some of what was typed may stand in the first line.
        assertThat(with(new SlowTyping("\nexit 6\n"), false, "run", STATION, "--replay",
                file("rec"), "--fork", "1000000", "--for", "60s", "--record", file("fork"),
                "--report", file("fork.json"))).as(err()).isEqualTo(6);
        assertThat(hostless("run", STATION, "--replay", file("fork"), "--report",
                file("again"))).as(err()).isEqualTo(6);
        assertThat(hash(file("again"))).isEqualTo(hash(file("fork.json")));
    }

    @Test
    void wrongCombinationsAreNamed() {
        record(file("rec"));
        assertThat(hostless("run", STATION, "--fork", "3")).isEqualTo(64);
        assertThat(err()).contains("--fork: wanted --replay FILE with it");
        assertThat(hostless("run", STATION, "--replay", file("rec"), "--irq", "3@5"))
                .isEqualTo(64);
        assertThat(err()).contains("want --fork CYCLE");
        assertThat(hostless("run", STATION, "--replay", file("rec"), "--fork", "999999999"))
                .isEqualTo(64);
        assertThat(err()).contains("where the recording ends, got 999999999");
        assertThat(hostless("run", STATION, "--replay", file("rec"), "--fork", "50", "--irq",
                "3@49")).isEqualTo(64);
        assertThat(err()).contains("--irq: wanted cycle 50 or later");
        assertThat(hostless("run", STATION, "--replay", file("rec"), "--record", file("rec")))
                .isEqualTo(64);
        assertThat(err()).contains("wanted two files");
        assertThat(hostless("run", STATION, "--record", directory.toString())).isEqualTo(64);
        assertThat(err()).contains("--record: " + directory + " cannot be written");
    }

    @Test
    void aFileThatHasChangedIsTheFirstEventThatDiffers() throws IOException {
        var data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("a"), "one");
        var reader = Files.write(directory.resolve("reader.wasm"),
                SampleModules.opens("data/a")).toString();
        assertThat(hostless("run", reader, "--volume", data + ":/data", "--record", file("rec")))
                .as(err()).isZero();
        assertThat(hostless("run", reader, "--replay", file("rec"))).as(err()).isZero();
        Files.writeString(data.resolve("a"), "two");
        assertThat(hostless("run", reader, "--replay", file("rec"))).isEqualTo(65);
        assertThat(err()).contains("expected FILE_ENTERED at cycle", "/data/a sha256:");
    }
}
