package dev.hostless.devices.part;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SerialConsoleTest {
    private static void print(SerialConsole console, String text) {
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            console.transmitted(value & 0xff, 0);
        }
    }

    @Test
    void linesComeWithoutTheirEnds() {
        var console = new SerialConsole(100);
        print(console, "héllo\r\nworld\nun");
        assertThat(console.lines()).containsExactly("héllo", "world", "un");
        assertThat(console.dropped()).isZero();
    }

    @Test
    void theOldestCharactersAreDroppedAndCounted() {
        var console = new SerialConsole(4);
        print(console, "abcdefg");
        assertThat(console.text()).isEqualTo("defg");
        assertThat(console.received()).isEqualTo(7);
        assertThat(console.dropped()).isEqualTo(3);
    }

    @Test
    void aConsoleKeepsSomething() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SerialConsole(0));
    }
}
