package dev.hostless.board;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LinesTest {
    @Test
    void aLineIsNamedByItsDeviceOrByItsNumber() {
        assertThat(Lines.parse("uart0")).isZero();
        assertThat(Lines.parse("gpio0")).isEqualTo(3);
        assertThat(Lines.parse("dma0")).isEqualTo(10);
        assertThat(Lines.parse("31")).isEqualTo(31);
    }

    @Test
    void anUnknownLineIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Lines.parse("uart7"))
                .hasMessage("no line 'uart7' on this board; lines are dma0, gpio0, i2c0, rtc,"
                        + " spi0, timer0, timer1, trng, uart0, uart1, watchdog and 0..31");
        assertThatThrownBy(() -> Lines.parse("32")).hasMessageContaining("no line '32'");
        assertThatThrownBy(() -> Lines.parse("-1")).hasMessageContaining("no line '-1'");
    }
}
