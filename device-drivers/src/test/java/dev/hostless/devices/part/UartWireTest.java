package dev.hostless.devices.part;

import dev.hostless.devices.Uart;
import dev.hostless.devices.clock.VirtualClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UartWireTest {
    private static final int DR = 0x00;
    private static final int FR = 0x18;
    private static final int RXFE = 1 << 4;
    private static final int FE = 1 << 8;

    private static Uart uart(String name, VirtualClock clock, int baud) {
        var uart = new Uart(name, clock, _ -> {}, (_, _) -> {});
        uart.configure(baud);
        return uart;
    }

    private static String heard(Uart uart) {
        var text = new StringBuilder();
        while ((uart.read32(FR) & RXFE) == 0) {
            int word = uart.read32(DR);
            text.append((char) (word & 0xff)).append((word & FE) != 0 ? "!" : "");
        }
        return text.toString();
    }

    @Test
    void bothDirectionsArriveWhenTheyHaveLeft() {
        var clock = new VirtualClock(1_000_000);
        var first = uart("uart0", clock, 10_000);
        var second = uart("uart1", clock, 10_000);
        UartWire.connect(first, second);
        "ab".chars().forEach(value -> first.write32(DR, value));
        second.write32(DR, 'x');
        clock.advanceTo(999);
        assertThat(heard(second)).isEmpty();
        clock.advanceTo(1_000);
        assertThat(heard(second)).isEqualTo("a");
        assertThat(heard(first)).isEqualTo("x");
        clock.advanceTo(2_000);
        assertThat(heard(second)).isEqualTo("b");
    }

    @Test
    void anotherSpeedIsAFramingError() {
        var clock = new VirtualClock(1_000_000);
        var first = uart("uart0", clock, 10_000);
        var second = uart("uart1", clock, 9_400);
        UartWire.connect(first, second);
        first.write32(DR, 'a');
        clock.advanceTo(2_000);
        assertThat(heard(second)).isEqualTo("a!");
        second.configure(9_700);
        first.write32(DR, 'b');
        clock.advanceTo(4_000);
        assertThat(heard(second)).as("three parts in a hundred are fine").isEqualTo("b");
    }
}
