package dev.hostless.devices.part;

import dev.hostless.devices.Uart;
import dev.hostless.devices.clock.VirtualClock;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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

    /** Two boards of different clocks, stepped in either order, hear the same at the same time. */
    @Test
    void boardsHearEachOtherWhateverTheOrderOfTheirSteps() {
        assertThat(bridge(true)).isEqualTo(bridge(false)).isEqualTo("hello/6250000 WORLD/6250000");
    }

    private static String bridge(boolean firstLeads) {
        var fast = new VirtualClock(16_000_000);
        var slow = new VirtualClock(1_000_000);
        var first = uart("uart1", fast, 9_600);
        var second = uart("uart1", slow, 9_600);
        var one = new UartWireEnd(fast, first);
        var other = new UartWireEnd(slow, second);
        "hello".chars().forEach(value -> first.write32(DR, value));
        "WORLD".chars().forEach(value -> second.write32(DR, value));
        var heardByFirst = new StringBuilder();
        var heardBySecond = new StringBuilder();
        long lastFirst = 0;
        long lastSecond = 0;
        for (long nanos = 50_000; nanos < 12_000_000; nanos += 50_000) {
            if (firstLeads) {
                fast.advanceTo(fast.cycles(nanos));
            }
            slow.advanceTo(slow.cycles(nanos));
            if (!firstLeads) {
                fast.advanceTo(fast.cycles(nanos));
            }
            var fromFirst = one.take();
            one.deliver(other.take());
            other.deliver(fromFirst);
            var new1 = heard(first);
            var new2 = heard(second);
            lastFirst = new1.isEmpty() ? lastFirst : nanos;
            lastSecond = new2.isEmpty() ? lastSecond : nanos;
            heardByFirst.append(new1);
            heardBySecond.append(new2);
        }
        return heardBySecond + "/" + lastSecond + " " + heardByFirst + "/" + lastFirst;
    }

    @Test
    void whatComesTooLateIsABug() {
        var clock = new VirtualClock(1_000_000);
        var end = new UartWireEnd(clock, uart("uart1", clock, 9_600));
        clock.advanceTo(1_001);
        assertThatIllegalStateException()
                .isThrownBy(() -> end.deliver(List.of(new UartWireEnd.Sent(0, 'a', 1))))
                .withMessageContaining("BUG: a character of nanosecond 0 is delivered at 1001000");
    }

    @Test
    void theWireTakesABoundedNumber() {
        var clock = new VirtualClock(1_000_000);
        var end = new UartWireEnd(clock, uart("uart1", clock, 9_600));
        for (int count = 0; count <= UartWireEnd.LIMIT; count++) {
            end.transmitted('x', 0);
        }
        assertThat(end.take()).hasSize(UartWireEnd.LIMIT);
        assertThat(end.dropped()).isEqualTo(1);
    }
}
