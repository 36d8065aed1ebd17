package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SpiTest {
    private static final int CR1 = 0x00;
    private static final int CR2 = 0x04;
    private static final int SR = 0x08;
    private static final int DR = 0x0c;

    private static final int MSTR = 1 << 2;
    private static final int SPE = 1 << 6;
    private static final int LSBFIRST = 1 << 7;
    private static final int SSI = 1 << 8;
    private static final int SSM = 1 << 9;
    private static final int ON = MSTR | SPE | SSI | SSM;
    private static final int SSOE = 1 << 2;
    private static final int ERRIE = 1 << 5;
    private static final int RXNEIE = 1 << 6;
    private static final int TXEIE = 1 << 7;
    private static final int RXNE = 1;
    private static final int TXE = 1 << 1;
    private static final int MODF = 1 << 5;
    private static final int OVR = 1 << 6;
    private static final int BSY = 1 << 7;

    /** Answers with what it was sent in the frame before. */
    private static final class Echo implements SpiPart {
        private final List<String> heard = new ArrayList<>();
        private int last = 0xa5;

        @Override
        public void select() {
            heard.add("select");
        }

        @Override
        public int exchange(int value) {
            heard.add("0x" + Integer.toHexString(value));
            int answer = last;
            last = value;
            return answer;
        }

        @Override
        public void deselect() {
            heard.add("deselect");
        }
    }

    private final VirtualClock clock = new VirtualClock(1_000_000);
    private boolean asserted;
    private final Spi spi = new Spi("spi0", clock, level -> asserted = level);
    private final Gpio gpio = new Gpio("gpio0", _ -> {});
    private final Echo echo = new Echo();

    private void advance(long cycles) {
        clock.advanceTo(clock.now() + cycles);
    }

    /** Frames of 16 cycles, and the part selected by SSOE. */
    private void selectBySlaveSelect() {
        spi.attach(echo);
        spi.write32(CR2, SSOE);
        spi.write32(CR1, MSTR | SPE);
    }

    @Test
    void aFrameTakesEightBitsOfTheDividedClock() {
        selectBySlaveSelect();
        spi.write32(CR1, MSTR | SPE | 2 << 3);
        spi.write32(DR, 0x42);
        assertThat(spi.read32(SR)).isEqualTo(BSY | TXE);
        advance(63);
        assertThat(spi.read32(SR)).isEqualTo(BSY | TXE);
        advance(1);
        assertThat(spi.read32(SR)).isEqualTo(RXNE | TXE);
        assertThat(spi.read32(DR)).isEqualTo(0xa5);
        assertThat(spi.read32(SR)).isEqualTo(TXE);
        assertThat(echo.heard).containsExactly("select", "0x42");
    }

    @Test
    void theNextFrameWaitsInTheDataRegister() {
        selectBySlaveSelect();
        spi.write32(DR, 1);
        spi.write32(DR, 2);
        assertThat(spi.read32(SR)).isEqualTo(BSY);
        advance(16);
        assertThat(spi.read32(SR)).isEqualTo(BSY | TXE | RXNE);
        assertThat(spi.read32(DR)).isEqualTo(0xa5);
        advance(16);
        assertThat(spi.read32(DR)).isEqualTo(1);
        assertThat(spi.frames()).isEqualTo(2);
    }

    @Test
    void whatIsNotReadIsOverrun() {
        selectBySlaveSelect();
        spi.write32(CR2, SSOE | ERRIE);
        spi.write32(DR, 1);
        spi.write32(DR, 2);
        advance(32);
        assertThat(asserted).isTrue();
        assertThat(spi.read32(SR) & OVR).isNotZero();
        assertThat(spi.read32(DR)).as("the older frame").isEqualTo(0xa5);
        assertThat(spi.read32(SR) & OVR).isNotZero();
        assertThat(spi.read32(SR) & OVR).as("cleared by reading DR and then SR").isZero();
        assertThat(asserted).isFalse();
        assertThat(spi.overruns()).isEqualTo(1);
    }

    @Test
    void interruptsFollowTheirFlags() {
        selectBySlaveSelect();
        spi.write32(CR2, SSOE | TXEIE);
        assertThat(asserted).as("the register is empty").isTrue();
        spi.write32(CR2, SSOE | RXNEIE);
        assertThat(asserted).isFalse();
        spi.write32(DR, 1);
        advance(16);
        assertThat(asserted).isTrue();
        spi.read32(DR);
        assertThat(asserted).isFalse();
    }

    @Test
    void aPinSelectsAPart() {
        spi.attach(echo, gpio.pin(4));
        spi.write32(CR1, ON);
        spi.write32(DR, 0x11);
        advance(16);
        assertThat(spi.read32(DR)).as("nobody answers").isEqualTo(0xff);
        gpio.write32(0x0c, 1 << 4);
        gpio.write32(0x08, 1 << 4);
        assertThat(echo.heard).isEmpty();
        gpio.write32(0x0c, 0);
        spi.write32(DR, 0x22);
        advance(16);
        assertThat(spi.read32(DR)).isEqualTo(0xa5);
        gpio.write32(0x0c, 1 << 4);
        assertThat(echo.heard).containsExactly("select", "0x22", "deselect");
    }

    @Test
    void aPartThatIsDeselectedWithinAFrameDoesNotHearIt() {
        spi.attach(echo, gpio.pin(4));
        gpio.write32(0x08, 1 << 4);
        spi.write32(CR1, ON);
        spi.write32(DR, 0x22);
        advance(8);
        gpio.write32(0x0c, 1 << 4);
        advance(8);
        assertThat(spi.read32(DR)).isEqualTo(0xff);
        assertThat(echo.heard).containsExactly("select", "deselect");
    }

    @Test
    void switchingOffEndsTheCommandOnSlaveSelect() {
        selectBySlaveSelect();
        spi.write32(CR1, MSTR);
        assertThat(echo.heard).containsExactly("select", "deselect");
    }

    @Test
    void theLowestBitMayGoFirst() {
        selectBySlaveSelect();
        spi.write32(CR1, MSTR | SPE | LSBFIRST);
        spi.write32(DR, 0x01);
        advance(16);
        assertThat(spi.read32(DR)).isEqualTo(0xa5);
        assertThat(echo.heard).containsExactly("select", "0x80");
    }

    @Test
    void softwareSlaveSelectThatIsLowIsAModeFault() {
        spi.write32(CR1, MSTR | SPE | SSM);
        assertThat(spi.read32(CR1)).isEqualTo(SSM);
        spi.write32(CR2, ERRIE);
        assertThat(spi.read32(SR) & MODF).isNotZero();
        assertThat(asserted).isTrue();
        spi.write32(CR1, ON);
        assertThat(spi.read32(SR) & MODF).as("cleared by reading SR, writing CR1").isZero();
        assertThat(spi.read32(CR1)).isEqualTo(ON);
    }

    @Test
    void withoutMasterOrEnableNothingIsSent() {
        spi.write32(CR1, MSTR | SSM | SSI);
        spi.write32(DR, 7);
        advance(1000);
        assertThat(spi.read32(SR)).as("it waits").isZero();
        spi.write32(CR1, ON);
        advance(16);
        assertThat(spi.read32(SR)).isEqualTo(TXE | RXNE);
    }

    @Test
    void aResetDropsTheFrameOnItsWay() {
        selectBySlaveSelect();
        spi.write32(DR, 7);
        spi.reset();
        advance(100);
        assertThat(spi.read32(SR)).isEqualTo(TXE);
        assertThat(echo.heard).containsExactly("select", "deselect");
    }
}
