package dev.hostless.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Two boards on one cable, as {@code run --peer} joins them. */
class PeerTest {
    private static final String BRIDGE = "../deploy/firmware/uart-bridge/firmware.wasm";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int type(String text, String... arguments) {
        out.reset();
        err.reset();
        return Hostless.execute(new Terminal(new ByteArrayInputStream(
                text.getBytes(StandardCharsets.UTF_8)), out, err, true), arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatOneBoardSendsTheOtherSendsBackAndARecordingNeedsNoPeer() {
        var recording = directory.resolve("run.jsonl").toString();
        assertThat(type("there\nand back\n", "run", BRIDGE, "--peer", BRIDGE, "--peer-args",
                "-echo -linger 0", "--record", recording)).isZero();
        assertThat(out()).isEqualTo("there\nand back\n");
        assertThat(err()).contains("sent 15, received 15, overruns 0, framing errors 0",
                "peer: there\npeer: and back\n", "the peer was waiting at cycle ");
        assertThat(type("", "run", BRIDGE, "--replay", recording)).isZero();
        assertThat(out()).isEqualTo("there\nand back\n");
        assertThat(err()).contains("events are equal");
    }

    @Test
    void aPeerOfAnotherSpeedIsNotUnderstood() {
        assertThat(type("x", "run", BRIDGE, "--peer", BRIDGE, "--peer-args",
                "-echo -linger 0 -baud 9600")).isZero();
        assertThat(err()).contains("framing errors 1");
    }

    @Test
    void howAPeerEndedIsTold() {
        assertThat(type("x", "run", BRIDGE, "--peer", BRIDGE, "--peer-args", "-baud 7")).isZero();
        assertThat(err()).contains("the peer halted with 1");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(type("", "run", BRIDGE, "--peer-args", "-echo")).isEqualTo(64);
        assertThat(err()).contains("--peer-args: wanted --peer FIRMWARE with it, got none");
        assertThat(type("", "run", BRIDGE, "--peer", "nothing.wasm")).isEqualTo(64);
        assertThat(err()).contains("nothing.wasm");
        assertThat(type("", "run", BRIDGE, "--peer", BRIDGE, "--sweep-irq", "5", "--over", "gc"))
                .isEqualTo(64);
        assertThat(err()).contains("--sweep-irq: wanted neither");
    }
}
