package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class I2cTest {
    private static final int CR1 = 0x00;
    private static final int CR2 = 0x04;
    private static final int DR = 0x10;
    private static final int SR1 = 0x14;
    private static final int SR2 = 0x18;
    private static final int CCR = 0x1c;

    private static final int PE = 1;
    private static final int START = 1 << 8;
    private static final int STOP = 1 << 9;
    private static final int ACK = 1 << 10;
    private static final int POS = 1 << 11;
    private static final int SWRST = 1 << 15;
    private static final int SB = 1;
    private static final int ADDR = 1 << 1;
    private static final int BTF = 1 << 2;
    private static final int RXNE = 1 << 6;
    private static final int TXE = 1 << 7;
    private static final int BERR = 1 << 8;
    private static final int AF = 1 << 10;
    /** Cycles of a bit: CCR is 5. */
    private static final int BIT = 10;
    private static final int BYTE = 9 * BIT;

    /** Answers reads with 1, 2, 3 and so on, and refuses a byte of 0xff. */
    private static final class Recorder implements I2cPart {
        private final List<String> heard = new ArrayList<>();
        private int next = 1;
        private long stretch;

        @Override
        public int address() {
            return 0x48;
        }

        @Override
        public boolean start(boolean read) {
            heard.add(read ? "read" : "write");
            return true;
        }

        @Override
        public boolean write(int value) {
            heard.add("0x" + Integer.toHexString(value));
            return value != 0xff;
        }

        @Override
        public int read() {
            return next++;
        }

        @Override
        public void stop() {
            heard.add("stop");
        }

        @Override
        public long stretchCycles() {
            return stretch;
        }
    }

    private final VirtualClock clock = new VirtualClock(1_000_000);
    private boolean asserted;
    private final I2c bus = new I2c("i2c0", clock, level -> asserted = level);
    private final Recorder part = new Recorder();

    I2cTest() {
        bus.attach(part);
        bus.write32(CCR, 5);
        bus.write32(CR1, PE | ACK);
        part.heard.clear();
    }

    private void advance(long cycles) {
        clock.advanceTo(clock.now() + cycles);
    }

    private void control(int more) {
        bus.write32(CR1, bus.read32(CR1) | more);
    }

    private void start() {
        control(START);
        advance(BIT);
        assertThat(bus.read32(SR1) & SB).isEqualTo(SB);
    }

    /** The address, acknowledged; ADDR still stands. */
    private void address(boolean read) {
        start();
        bus.write32(DR, 0x48 << 1 | (read ? 1 : 0));
        advance(BYTE);
        assertThat(bus.read32(SR1) & ADDR).isEqualTo(ADDR);
    }

    private void clearAddress() {
        bus.read32(SR1);
        bus.read32(SR2);
    }

    @Test
    void aStartTakesABitAndTheAddressAByte() {
        control(START);
        advance(BIT - 1);
        assertThat(bus.read32(SR1)).isZero();
        advance(1);
        assertThat(bus.read32(SR1)).isEqualTo(SB);
        assertThat(bus.read32(SR2)).isEqualTo(0b11);
        assertThat(bus.read32(CR1) & START).isZero();
        bus.write32(DR, 0x90);
        assertThat(bus.read32(SR1)).isZero();
        advance(BYTE - 1);
        assertThat(bus.read32(SR1)).isZero();
        advance(1);
        assertThat(bus.read32(SR1)).isEqualTo(ADDR | TXE);
        assertThat(bus.read32(SR2)).as("master, busy, transmitter").isEqualTo(0b111);
        assertThat(bus.read32(SR1)).as("reading both clears ADDR").isEqualTo(TXE);
    }

    @Test
    void writtenBytesReachThePart() {
        address(false);
        clearAddress();
        bus.write32(DR, 0x11);
        assertThat(bus.read32(SR1)).as("it moved on at once").isEqualTo(TXE);
        bus.write32(DR, 0x22);
        assertThat(bus.read32(SR1)).isZero();
        advance(BYTE);
        assertThat(bus.read32(SR1)).isEqualTo(TXE);
        advance(BYTE);
        assertThat(bus.read32(SR1)).isEqualTo(TXE | BTF);
        control(STOP);
        advance(BIT);
        assertThat(bus.read32(CR1) & STOP).isZero();
        assertThat(bus.read32(SR1)).isZero();
        assertThat(bus.read32(SR2)).isZero();
        assertThat(part.heard).containsExactly("write", "0x11", "0x22", "stop");
    }

    @Test
    void theBusWaitsForAByteAndGoesOn() {
        address(false);
        clearAddress();
        bus.write32(DR, 0x11);
        advance(1000);
        assertThat(bus.read32(SR1)).isEqualTo(TXE | BTF);
        bus.write32(DR, 0x22);
        assertThat(bus.read32(SR1)).isEqualTo(TXE);
        advance(BYTE);
        assertThat(part.heard).containsExactly("write", "0x11", "0x22");
    }

    @Test
    void anAddressThatNobodyHasIsNotAcknowledged() {
        bus.write32(CR2, 1 << 8);
        start();
        bus.write32(DR, 0x20);
        advance(BYTE);
        assertThat(bus.read32(SR1)).isEqualTo(AF);
        assertThat(asserted).isTrue();
        assertThat(bus.read32(SR2)).as("the bus is still held").isEqualTo(0b11);
        bus.write32(SR1, 0);
        assertThat(asserted).isFalse();
        control(STOP);
        advance(BIT);
        assertThat(bus.read32(SR2)).isZero();
        assertThat(bus.refusals()).isEqualTo(1);
    }

    @Test
    void aByteMayBeRefused() {
        address(false);
        clearAddress();
        bus.write32(DR, 0xff);
        bus.write32(DR, 0x33);
        advance(BYTE);
        assertThat(bus.read32(SR1) & AF).isEqualTo(AF);
        advance(1000);
        assertThat(part.heard).as("nothing follows").containsExactly("write", "0xff");
        control(STOP);
        advance(BIT);
        assertThat(bus.read32(SR2)).isZero();
    }

    @Test
    void aReadIsAcknowledgedUntilFirmwareSaysNo() {
        address(true);
        assertThat(bus.read32(SR1) & TXE).isZero();
        clearAddress();
        advance(BYTE);
        assertThat(bus.read32(SR1)).isEqualTo(RXNE);
        assertThat(bus.read32(DR)).isEqualTo(1);
        advance(BYTE);
        assertThat(bus.read32(DR)).isEqualTo(2);
        bus.write32(CR1, PE | STOP); // No ACK: the byte on its way is the last one.
        advance(BYTE);
        assertThat(bus.read32(SR1)).isEqualTo(RXNE);
        assertThat(bus.read32(DR)).isEqualTo(3);
        advance(BIT);
        assertThat(bus.read32(SR2)).isZero();
        advance(1000);
        assertThat(part.next).as("no more bytes were clocked").isEqualTo(4);
        assertThat(part.heard).containsExactly("read", "stop");
    }

    @Test
    void aSingleByteIsReadWithTheStopAskedEarly() {
        bus.write32(CR1, PE);
        address(true);
        control(STOP); // Before ADDR is cleared, as the manual's single-byte reception may.
        clearAddress();
        advance(BYTE);
        assertThat(bus.read32(SR1)).isEqualTo(RXNE);
        advance(BIT);
        assertThat(bus.read32(SR2)).isZero();
        assertThat(bus.read32(DR)).isEqualTo(1);
    }

    @Test
    void twoBytesAreReadWithPosition() {
        bus.write32(CR1, PE | ACK | POS);
        address(true);
        clearAddress();
        bus.write32(CR1, PE | POS);
        advance(2 * BYTE);
        assertThat(bus.read32(SR1)).as("one in DR, one behind it").isEqualTo(RXNE | BTF);
        control(STOP);
        assertThat(bus.read32(DR)).isEqualTo(1);
        assertThat(bus.read32(SR1)).isEqualTo(RXNE);
        assertThat(bus.read32(DR)).isEqualTo(2);
        advance(BIT);
        assertThat(bus.read32(SR2)).isZero();
        assertThat(part.next).isEqualTo(3);
    }

    @Test
    void theMasterHoldsTheClockWhileNobodyReads() {
        address(true);
        clearAddress();
        advance(10_000);
        assertThat(bus.read32(SR1)).isEqualTo(RXNE | BTF);
        assertThat(part.next).as("two bytes only").isEqualTo(3);
        assertThat(bus.read32(DR)).isEqualTo(1);
        assertThat(bus.read32(SR1)).isEqualTo(RXNE);
        advance(BYTE);
        assertThat(bus.read32(SR1)).isEqualTo(RXNE | BTF);
    }

    @Test
    void aRepeatedStartTurnsTheDirection() {
        address(false);
        clearAddress();
        bus.write32(DR, 0x05);
        advance(BYTE);
        address(true);
        clearAddress();
        advance(BYTE);
        assertThat(bus.read32(DR)).isEqualTo(1);
        assertThat(part.heard).as("no stop between").containsExactly("write", "0x5", "read");
    }

    @Test
    void aPartMayHoldTheClock() {
        part.stretch = 500;
        address(false);
        clearAddress();
        bus.write32(DR, 1);
        assertThat(bus.read32(SR1)).as("it waits in DR").isZero();
        advance(499 + BYTE);
        assertThat(part.heard).containsExactly("write");
        advance(1);
        assertThat(part.heard).containsExactly("write", "0x1");
        control(STOP);
        advance(500 + BIT - 1);
        assertThat(bus.read32(SR2) & 2).isNotZero();
        advance(1);
        assertThat(bus.read32(SR2)).isZero();
    }

    @Test
    void eventsAndBuffersInterrupt() {
        bus.write32(CR2, 1 << 9);
        start();
        assertThat(asserted).isTrue();
        bus.write32(DR, 0x90);
        assertThat(asserted).isFalse();
        advance(BYTE);
        assertThat(asserted).isTrue();
        clearAddress();
        assertThat(asserted).as("TxE is no event without ITBUFEN").isFalse();
        bus.write32(CR2, 1 << 9 | 1 << 10);
        assertThat(asserted).isTrue();
    }

    @Test
    void fastModeIsCounted() {
        bus.write32(CR1, 0);
        bus.write32(CCR, 1 << 15 | 4);
        bus.write32(CR1, PE);
        control(START);
        advance(11);
        assertThat(bus.read32(SR1)).isZero();
        advance(1);
        assertThat(bus.read32(SR1)).isEqualTo(SB);
        bus.write32(CR1, 0);
        bus.write32(CCR, 1 << 15 | 1 << 14 | 4);
        bus.write32(CR1, PE | START);
        advance(99);
        assertThat(bus.read32(SR1)).isZero();
        advance(1);
        assertThat(bus.read32(SR1)).isEqualTo(SB);
    }

    @Test
    void withoutAClockNothingMoves() {
        bus.write32(CCR, 0);
        control(START);
        advance(100_000);
        assertThat(bus.read32(SR1)).isZero();
        bus.write32(CCR, 5);
        advance(BIT);
        assertThat(bus.read32(SR1)).isEqualTo(SB);
    }

    @Test
    void noiseIsABusError() {
        bus.disturb();
        assertThat(bus.read32(SR1)).as("the bus is free").isZero();
        bus.write32(CR2, 1 << 8);
        start();
        bus.disturb();
        assertThat(bus.read32(SR1)).isEqualTo(SB | BERR);
        assertThat(asserted).isTrue();
        bus.write32(SR1, ~BERR);
        assertThat(bus.read32(SR1)).isEqualTo(SB);
    }

    @Test
    void switchingOffFreesTheBus() {
        address(false);
        bus.write32(CR1, 0);
        assertThat(bus.read32(SR1)).isZero();
        assertThat(bus.read32(SR2)).isZero();
        assertThat(part.heard).containsExactly("write", "stop");
        bus.write32(CR1, SWRST);
        assertThat(bus.read32(CCR)).isZero();
        assertThat(clock.pendingAlarms()).isZero();
    }

    @Test
    void addressesAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> bus.attach(new Recorder()))
                .withMessage("two parts on i2c0 have the address 0x48");
    }
}
