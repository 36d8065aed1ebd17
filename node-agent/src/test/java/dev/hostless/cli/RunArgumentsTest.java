package dev.hostless.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RunArgumentsTest {
    private static RunArguments divide(String line) {
        var terminal = new Terminal(new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(), new ByteArrayOutputStream(), true);
        return RunArguments.divide(new RunCommand(terminal).options(), List.of(line.split(" ")));
    }

    @Test
    void optionsStandBeforeAndBehindTheFirmware() {
        var divided = divide("--seed 3 a.wasm --for 1s --gctrace");
        assertThat(divided.own()).containsExactly("--seed", "3", "a.wasm", "--for", "1s",
                "--gctrace");
        assertThat(divided.guest()).isEmpty();
    }

    @Test
    void fromTheFirstUnknownArgumentOnEverythingIsTheGuests() {
        var divided = divide("a.wasm --seed=3 -rounds 5 --seed 4 -- x");
        assertThat(divided.own()).containsExactly("a.wasm", "--seed=3");
        assertThat(divided.guest()).containsExactly("-rounds", "5", "--seed", "4", "--", "x");
    }

    @Test
    void behindTwoDashesEverythingIsTheGuests() {
        var divided = divide("a.wasm -- --seed 4");
        assertThat(divided.own()).containsExactly("a.wasm");
        assertThat(divided.guest()).containsExactly("--seed", "4");
    }

    @Test
    void withExecEverythingBehindTheFirmwareIsTheGuests() {
        var divided = divide("--exec --preset go-64m strings.test --seed 4 -test.v");
        assertThat(divided.own()).containsExactly("--exec", "--preset", "go-64m", "strings.test");
        assertThat(divided.guest()).containsExactly("--seed", "4", "-test.v");
    }

    @Test
    void aFirmwareAfterTheOptionsIsNotTheirValue() {
        var divided = divide("--gctrace a.wasm b");
        assertThat(divided.own()).containsExactly("--gctrace", "a.wasm");
        assertThat(divided.guest()).containsExactly("b");
    }

    @Test
    void anUnknownOptionBeforeTheFirmwareIsAMistake() {
        assertThatThrownBy(() -> divide("--sed 3 a.wasm"))
                .hasMessage("unknown option '--sed' before FIRMWARE");
    }
}
