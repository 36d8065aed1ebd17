package dev.hostless.boardfile;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.CoreSpec;
import dev.hostless.board.CycleCosts;
import dev.hostless.board.FaultPlan;
import dev.hostless.board.HeapPolicy;
import dev.hostless.board.ProtectedRange;
import dev.hostless.board.RamPolicy;
import dev.hostless.board.files.VolumeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

class BoardFileTest {
    @TempDir
    private Path folder;

    private BoardFile read(String text) throws IOException {
        return BoardFile.read(Files.writeString(folder.resolve("board.yaml"), text));
    }

    private BoardSpec spec(String text) throws IOException {
        return read(text).spec();
    }

    @Test
    void aFileSaysWhatIsDifferentFromAPreset() throws IOException {
        var spec = spec("""
                preset: go-16m
                name: station-7
                clock: 168MHz
                console: 115_200
                """);
        assertThat(spec.preset()).isEqualTo("station-7");
        assertThat(spec.ramBytes()).isEqualTo(16 << 20);
        assertThat(spec.clockHz()).isEqualTo(168_000_000);
        assertThat(spec.consoleBaud()).isEqualTo(115_200);
        assertThat(spec.environment()).containsExactly(entry("GOMEMLIMIT", "12MiB"));
        assertThat(spec.seed()).isEqualTo(1);
    }

    @Test
    void withoutAPresetItIsTheStandardBoard() throws IOException {
        assertThat(spec("seed: 0x10").ramBytes()).isEqualTo(64 << 20);
        assertThat(spec("seed: 0x10").seed()).isEqualTo(16);
    }

    @Test
    void everythingElseIsRead() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        var file = read("""
                ram: 1MiB
                cores: 4
                quantum: 500
                epoch: 1970-01-02T00:00:00Z
                cycles: {division: 12, floating: 14}
                mpu:
                  - {start: 0, size: 4KiB, access: none}
                  - {start: 0x2000, size: 0x10B, access: read-only}
                heap: {collector: greentea, pages: buddy, madvise: reclaim}
                environment:
                  GOGC: off
                  EMPTY:
                volumes:
                  - {at: /data, folder: data}
                  - {at: /tmp, ramdisk: 64KiB}
                faults: [brown-out@1s, "bit-flip@every:10ms"]
                """.replace("0x10B", "16"));
        var spec = file.spec();
        assertThat(spec.epochSeconds()).isEqualTo(86_400);
        assertThat(spec.cores()).isEqualTo(new CoreSpec(4, 500));
        assertThat(spec.equipment().costs()).isEqualTo(new CycleCosts(1, 1, 1, 1, 12, 14));
        assertThat(spec.equipment().protection()).containsExactly(
                new ProtectedRange(0, 4_096, ProtectedRange.Access.NONE),
                new ProtectedRange(0x2000, 16, ProtectedRange.Access.READ_ONLY));
        assertThat(spec.heap().collector()).isEqualTo(HeapPolicy.Collector.GREENTEA);
        assertThat(spec.ram())
                .isEqualTo(new RamPolicy(RamPolicy.Pages.BUDDY, RamPolicy.Madvise.RECLAIM));
        assertThat(spec.environment()).contains(entry("GOGC", "off"), entry("EMPTY", ""));
        assertThat(spec.volumes()).containsExactly(
                new VolumeSpec.HostFolder(folder.resolve("data"), "/data"),
                new VolumeSpec.RamDisk("/tmp", 65_536));
        assertThat(file.faults()).isEqualTo(FaultPlan.parse("brown-out@1s")
                .and(FaultPlan.parse("bit-flip@every:10ms")));
        assertThat(file.digest()).matches("sha256:[0-9a-f]{64}");
    }

    /** Lines are parted by a bar; the message is what follows the file's name. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "speed: 3; 1:1: unknown key 'speed'; wanted name, preset, ram, clock",
        "ram: 1MiB|ram: 2MiB; 2:1: 'ram' stands here a second time, first at 1:1",
        "ram: much; 1:6: ram: wanted a size such as 65536, 512KiB or 16MiB, got 'much'",
        "ram: 1KiB; 1:6: ram: ramBytes: wanted 65536 to 2147418112, got 1024",
        "ram:; 1:5: ram: wanted a value, got nothing",
        "ram: [1]; 1:6: ram: wanted a value, got a list",
        "preset: pdp-11; 1:9: preset: no preset 'pdp-11'; presets are lm3s6965",
        "name: My Board; 1:7: name: preset: wanted 1 to 63 of [a-z0-9-], got 'My Board'",
        "clock: 1MHz|console: 115200; 1:8: consoleBaud: wanted 1/16 to 1/1048560 of the clock",
        "console: -1; 1:10: console: wanted 0 to 2147483647, got -1",
        "cores: 9; 1:8: cores: wanted 0 to 8, got 9", "cores: 0; 1:8: cores: wanted 1 to 8, got 0",
        "epoch: today; 1:8: epoch: wanted a time such as 2026-01-01T00:00:00Z",
        "cycles: {call: 0}; 1:16: call: wanted 1 to 100 cycles, got 0",
        "cycles: {jump: 2}; 1:10: unknown key 'jump'; wanted simple, control, call",
        "cycles: 3; 1:9: wanted keys and values, of simple, control, call",
        "mpu: {start: 0}; 1:6: mpu: wanted a list, got keys and values",
        "mpu:|  - {start: 0, size: 1}; 2:5: wanted a value of 'access', got none",
        "mpu:|  - {start: 0, size: 1, access: rw}; 2:33: access: wanted read-only, none, got 'rw'",
        "mpu:|- {start: 0, size: 9, access: none}|- {start: 8, size: 1, access: none}; "
                + "3:3: the protected range 0x8..0x8 overlaps 0x0..0x8",
        "ram: 64KiB|mpu: [{start: 0x10000, size: 1, access: none}]; "
                + "2:7: the protected range 0x10000..0x10000 is not in the RAM of 65536 bytes",
        "heap: {collector: rc}; 1:19: collector: wanted stw, incremental, greentea, got 'rc'",
        "environment: {A=B: 1}; 1:15: environment: wanted a name without '=', got 'A=B'",
        "environment: {A: [1]}; 1:18: environment A: wanted a value, got a list",
        "volumes: [{at: /a}]; 1:11: wanted one of folder and ramdisk, got none",
        "volumes: [{at: /a, folder: nowhere}]; 1:28: folder: no such folder: ",
        "volumes: [{at: a, ramdisk: 64KiB}]; 1:16: at: wanted an absolute path of the guest",
        "volumes: [{at: /a, ramdisk: 1}]; 1:29: ramdisk: /: wanted a RAM disk of 4096 to",
        "volumes:|- {at: /a, ramdisk: 8KiB}|- {at: /a, ramdisk: 8KiB}; "
                + "3:8: two volumes at /a, the other at 2:3",
        "faults: [meteor@1s]; 1:10: faults: no fault 'meteor'; faults are bit-flip",
        "faults: [brown-out@9999999999s]; 1:10: faults: wanted cycles or a time",
        "parts: [tmp102]; 1:9: parts: wanted keys and values, got 'tmp102'",
        "parts: [{device: i2c0}]; 1:9: wanted a value of 'part', got none",
        "parts: [{part: ds1307}]; 1:16: part: wanted tmp102, at24c32, w25q16, button, led",
        "parts: [{part: led, device: gpio0, adress: 3}]; "
                + "1:36: unknown key 'adress'; wanted part, name",
        "parts: [{part: led, device: i2c0, pin: 3}]; "
                + "1:29: device: wanted gpio0, on which such a part sits",
        "parts: [{part: led, device: gpio0, pin: 32}]; "
                + "1:9: pin of gpio0: wanted 0 to 31, got 32",
        "parts: [{part: tmp102, device: i2c0, address: 0x50, temperature: 20}]; "
                + "1:9: address of a TMP102: wanted 72 to 75, got 80",
        "parts: [{part: tmp102, device: i2c0, address: 0x48, temperature: hot}]; "
                + "1:66: temperature: wanted degrees Celsius such as 21.5",
        "parts: [{part: tmp102, device: i2c0, address: 0x48, "
                + "temperature: [{at: 1s, celsius: 2}]}]; "
                + "1:72: at: wanted 0 for the first temperature, got 1000000000ns",
        "parts:|- {part: at24c32, device: i2c0, address: 0x50}"
                + "|- {part: at24c32, device: i2c0, address: 0x50}; "
                + "3:3: two parts at i2c0 address 0x50, the other at 2:3",
        "parts:|- {part: led, device: gpio0, pin: 5}|- {part: button, device: gpio0, pin: 5}; "
                + "3:3: two parts at gpio0 pin 5, the other at 2:3",
        "parts:|- {part: led, name: a, device: gpio0, pin: 5}"
                + "|- {part: led, name: a, device: gpio0, pin: 6}"
                + "; 3:3: two parts are named a",
        "parts: [{part: at24c32, device: i2c0, address: 0x50, image: none.bin}]; "
                + "1:61: image: no such file: ",
        "parts:|- part: button|  device: gpio0|  pin: 1|"
                + "  presses: [{at: 2s, hold: 1s}, {at: 1s, hold: 1s}]"
                + "; 2:3: part button: wanted a moment after cycle 600000000, got cycle 200000000",
        "faults: ['i2c-nak:0x48@1s']; 1:10: faults: i2c-nak: wanted the address of a part on i2c0",
        "- ram; 1:1: wanted keys and values, of name, preset",
        "ram: &a 1MiB; 1:6: wanted no anchors and no aliases, got one",
        "ram: !!int 3; 1:6: wanted no tag, got tag:yaml.org,2002:int",
        "ram: 1MiB|---|ram: 2MiB; 2:1: wanted one document, here begins another",
        "{? [a] : 1}; 1:4: wanted a name for a key, got a list",
        "ram: {; no YAML: ", "ram: 'open; no YAML: ",
        "x: [[[[[[[[[[1]]]]]]]]]]; 1:12: wanted at most 8 levels, got more"})
    void mistakesAreSaidWithTheirPlace(String text, String message) {
        assertThatThrownBy(() -> read(text.replace('|', '\n')))
                .isInstanceOf(BoardFileProblem.class)
                .hasMessageStartingWith(folder.resolve("board.yaml") + ":")
                .hasMessageContaining(message);
    }

    @Test
    void anAliasBombIsRefusedAtItsFirstAnchor() {
        assertThatThrownBy(() -> read("""
                a: &a [x, x]
                b: &b [*a, *a]
                c: [*b, *b]
                """)).hasMessageContaining(":1:4: wanted no anchors");
    }

    @Test
    void filesThatCannotBeReadAreSaid() throws IOException {
        var large = Files.writeString(folder.resolve("large.yaml"),
                "#".repeat(BoardFile.BYTES_MAX + 1));
        assertThatThrownBy(() -> BoardFile.read(large))
                .hasMessage(large + ": wanted at most 65536 bytes, it has more");
        var binary = Files.write(folder.resolve("binary"), new byte[]{(byte) 0xff});
        assertThatThrownBy(() -> BoardFile.read(binary))
                .hasMessage(binary + ": wanted text in UTF-8, it is not");
        assertThatThrownBy(() -> BoardFile.read(folder))
                .hasMessage(folder + ": wanted a board file, it is a folder");
        assertThatThrownBy(() -> BoardFile.read(folder.resolve("none")))
                .hasMessage(folder.resolve("none") + ": no such file");
        assertThatThrownBy(() -> read("# nothing\n")).hasMessageContaining("got an empty file");
        assertThatThrownBy(() -> read("a: \u0007")).hasMessageContaining("no YAML: ");
    }
}
