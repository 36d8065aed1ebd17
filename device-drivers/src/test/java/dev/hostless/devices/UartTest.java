package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class UartTest {
    private static final int DR = 0x00;
    private static final int RSR = 0x04;
    private static final int FR = 0x18;
    private static final int IBRD = 0x24;
    private static final int LCR_H = 0x2c;
    private static final int CR = 0x30;
    private static final int IFLS = 0x34;
    private static final int IMSC = 0x38;
    private static final int RIS = 0x3c;
    private static final int MIS = 0x40;
    private static final int ICR = 0x44;

    private static final int BUSY = 1 << 3;
    private static final int RXFE = 1 << 4;
    private static final int TXFF = 1 << 5;
    private static final int RXFF = 1 << 6;
    private static final int TXFE = 1 << 7;
    private static final int RX = 1 << 4;
    private static final int TX = 1 << 5;
    private static final int RT = 1 << 6;
    private static final int FE = 1 << 7;
    private static final int PE = 1 << 8;
    private static final int BE = 1 << 9;
    private static final int OE = 1 << 10;

    /** 16 cycles a bit, 160 a character, at 1 MHz and 62,500 baud. */
    private static final int FRAME = 160;

    private final VirtualClock clock = new VirtualClock(1_000_000);
    private final List<String> sent = new ArrayList<>();
    private boolean asserted;
    private final Uart uart = new Uart("uart0", clock, level -> asserted = level,
            (value, tag) -> sent.add((char) value + "/" + tag + "@" + clock.now()));

    @BeforeEach
    void configure() {
        uart.configure(62_500);
    }

    private void write(String text) {
        text.chars().forEach(value -> uart.write32(DR, value));
    }

    private void feed(String text) {
        text.chars().forEach(uart::receive);
    }

    private void advance(long cycles) {
        clock.advanceTo(clock.now() + cycles);
    }

    @Test
    void charactersLeaveOneFrameAfterTheOther() {
        write("Hi");
        assertThat(uart.read32(FR)).isEqualTo(BUSY | RXFE);
        assertThat(uart.transmitDone()).isEqualTo(2 * FRAME);
        advance(1000);
        assertThat(sent).containsExactly("H/0@160", "i/0@320");
        assertThat(uart.read32(FR)).isEqualTo(RXFE | TXFE);
        assertThat(uart.transmitDone()).isEqualTo(clock.now());
    }

    @Test
    void theTagTravelsBesideTheCharacter() {
        uart.transmit('e', 1);
        uart.transmit('o', 0);
        advance(1000);
        assertThat(sent).containsExactly("e/1@160", "o/0@320");
    }

    @Test
    void theTransmitFifoHoldsSixteenBesideTheShiftRegister() {
        write("0123456789abcdefg");
        assertThat(uart.read32(FR) & TXFF).isNotZero();
        assertThat(uart.transmitFull()).isTrue();
        assertThat(uart.nextTransmitSpace()).isEqualTo(FRAME);
        assertThat(uart.transmit('x', 0)).isFalse();
        assertThat(uart.figures().refused()).isEqualTo(1);
        clock.advanceTo(uart.nextTransmitSpace());
        assertThat(uart.nextTransmitSpace()).isEqualTo(clock.now());
        assertThat(uart.transmit('h', 0)).isTrue();
        clock.advanceTo(uart.transmitDone());
        assertThat(sent).hasSize(18);
        assertThat(sent.getLast()).startsWith("h/0@" + 18 * FRAME);
    }

    @Test
    void theTransmitInterruptComesWhenTheFifoFallsToItsLevel() {
        uart.write32(IMSC, TX);
        write("0123456789");
        assertThat(asserted).isFalse();
        advance(FRAME);
        assertThat(asserted).as("8 of 16 left").isTrue();
        assertThat(uart.read32(MIS)).isEqualTo(TX);
        uart.write32(ICR, TX);
        assertThat(asserted).isFalse();
        write("abcd");
        advance(4 * FRAME);
        assertThat(asserted).isTrue();
        write("efghi");
        assertThat(asserted).as("filled beyond the level").isFalse();
    }

    @Test
    void withoutFifosThereIsOneCharacterAndATransmitInterruptForEach() {
        uart.write32(LCR_H, 3 << 5);
        uart.write32(IMSC, TX);
        write("a");
        assertThat(asserted).as("it went straight to the shift register").isTrue();
        write("b");
        assertThat(uart.read32(FR) & TXFF).isNotZero();
        assertThat(asserted).isFalse();
        advance(FRAME);
        assertThat(asserted).isTrue();
        feed("xy");
        advance(2 * FRAME);
        assertThat(uart.figures().overruns()).isEqualTo(1);
        assertThat(uart.read32(FR) & RXFF).isNotZero();
        assertThat(uart.read32(DR) & 0xff).isEqualTo('x');
    }

    @Test
    void receivedCharactersArriveAtTheSpeedOfTheWire() {
        feed("ok");
        assertThat(uart.receiveEmpty()).isTrue();
        advance(FRAME);
        assertThat(uart.read32(FR) & RXFE).isZero();
        assertThat(uart.read32(DR)).isEqualTo('o');
        assertThat(uart.take()).isEqualTo(Uart.NOTHING);
        assertThat(uart.read32(DR)).as("nothing reads as zero").isZero();
        advance(FRAME);
        assertThat(uart.take()).isEqualTo('k');
        assertThat(uart.figures().received()).isEqualTo(2);
    }

    @Test
    void theReceiveInterruptComesAtTheLevelAndGoesBelowIt() {
        uart.write32(IMSC, RX);
        uart.write32(IFLS, 1 << 3);
        feed("abcd");
        advance(3 * FRAME);
        assertThat(asserted).isFalse();
        advance(FRAME);
        assertThat(asserted).isTrue();
        uart.read32(DR);
        assertThat(asserted).isFalse();
        assertThat(uart.read32(RIS) & RX).isZero();
    }

    @Test
    void theTimeoutComesThirtyTwoBitsAfterTheLastCharacter() {
        uart.write32(IMSC, RT);
        feed("a");
        advance(FRAME + 32 * 16 - 1);
        assertThat(asserted).isFalse();
        advance(1);
        assertThat(asserted).isTrue();
        uart.read32(DR);
        assertThat(asserted).as("the FIFO is empty").isFalse();
        advance(10_000);
        assertThat(uart.read32(RIS)).isZero();
        assertThat(clock.pendingAlarms()).isZero();
    }

    @Test
    void aFullFifoOverrunsIsFlaggedAndCounted() {
        uart.write32(IMSC, OE);
        feed("0123456789abcdefXY");
        advance(18 * FRAME);
        assertThat(uart.figures().overruns()).isEqualTo(2);
        assertThat(asserted).isTrue();
        assertThat(uart.read32(RSR) & 8).isNotZero();
        assertThat(uart.read32(DR)).as("overrun shows in the data").isEqualTo('0' | 1 << 11);
        feed("g");
        advance(FRAME);
        assertThat(uart.read32(DR)).as("there was room for another").isEqualTo('1');
        uart.write32(ICR, OE);
        assertThat(asserted).isFalse();
        uart.write32(RSR, 0);
        assertThat(uart.read32(RSR)).isZero();
    }

    @Test
    void aSenderWithFlowControlNeverOverruns() {
        assertThat(uart.receiveSpace()).isEqualTo(16);
        feed("abc");
        assertThat(uart.receiveSpace()).isEqualTo(13);
        advance(2 * FRAME);
        assertThat(uart.receiveSpace()).isEqualTo(13);
        uart.take();
        assertThat(uart.receiveSpace()).isEqualTo(14);
    }

    @Test
    void noiseIsAFramingError() {
        uart.write32(IMSC, FE);
        uart.receive('q', LineError.FRAMING);
        advance(FRAME);
        assertThat(asserted).isTrue();
        assertThat(uart.read32(DR)).isEqualTo('q' | 1 << 8);
        assertThat(uart.read32(RSR)).isEqualTo(1);
    }

    @Test
    void parityErrorsAndBreaksAreFlaggedAndInterrupt() {
        uart.write32(IMSC, PE | BE);
        uart.receive('q', LineError.PARITY);
        uart.receive(0, LineError.BREAK);
        advance(FRAME);
        assertThat(asserted).isTrue();
        assertThat(uart.read32(MIS)).isEqualTo(PE);
        advance(FRAME);
        assertThat(uart.read32(MIS)).isEqualTo(PE | BE);
        assertThat(uart.read32(DR)).isEqualTo('q' | 1 << 9);
        assertThat(uart.read32(RSR)).isEqualTo(0b10);
        assertThat(uart.read32(DR)).isEqualTo(1 << 10);
        uart.write32(RSR, 0);
        assertThat(uart.read32(RSR)).isZero();
        uart.write32(ICR, PE | BE);
        assertThat(asserted).isFalse();
    }

    @Test
    void aCharacterThatKeptTheLinesTimeItselfIsHereAtOnce() {
        uart.arrive('k', Set.of());
        assertThat(uart.read32(DR)).isEqualTo('k');
        uart.arrive('k', Set.of(LineError.FRAMING, LineError.PARITY));
        assertThat(uart.read32(DR)).isEqualTo('k' | 0b11 << 8);
        uart.write32(CR, 0);
        uart.arrive('k', Set.of());
        assertThat(uart.figures().unheard()).isEqualTo(1);
    }

    @Test
    void anotherLineMayBeConnected() {
        var heard = new ArrayList<Integer>();
        uart.connect((value, _) -> heard.add(value));
        write("a");
        advance(FRAME);
        assertThat(heard).containsExactly((int) 'a');
        assertThat(sent).isEmpty();
        assertThat(uart.characterCycles()).isEqualTo(FRAME);
    }

    @Test
    void noiseHitsTheNextCharacterAndNoOther() {
        uart.disturb(1);
        uart.disturb(1 << 8);
        feed("bb");
        advance(2 * FRAME);
        assertThat(uart.read32(DR)).isEqualTo('c' | 1 << 8);
        assertThat(uart.read32(DR)).isEqualTo('b');
    }

    @Test
    void anOverrunThatIsForcedLosesTheNextCharacter() {
        uart.overrunNext();
        feed("ab");
        advance(2 * FRAME);
        assertThat(uart.figures().overruns()).isEqualTo(1);
        assertThat(uart.read32(RIS) & OE).isNotZero();
        assertThat(uart.read32(DR) & 0xff).isEqualTo('b');
        assertThat(uart.receiveEmpty()).isTrue();
    }

    @Test
    void aReceiverThatIsOffHearsNothing() {
        uart.write32(CR, 1 << 8 | 1);
        assertThat(uart.receiveSpace()).isZero();
        feed("a");
        advance(FRAME);
        assertThat(uart.figures().unheard()).isEqualTo(1);
        uart.write32(CR, 1 << 9 | 1);
        feed("bc");
        advance(FRAME / 2);
        uart.write32(CR, 0);
        advance(3 * FRAME);
        assertThat(uart.figures().unheard()).as("switched off while they came").isEqualTo(3);
    }

    @Test
    void withoutADivisorNothingMoves() {
        uart.write32(IBRD, 0);
        uart.write32(LCR_H, 3 << 5 | 1 << 4);
        write("a");
        feed("b");
        advance(1_000_000);
        assertThat(sent).isEmpty();
        assertThat(uart.transmitDone()).isEqualTo(Long.MAX_VALUE);
        assertThat(uart.figures().unheard()).isEqualTo(1);
        uart.write32(IBRD, 1);
        advance(FRAME);
        assertThat(sent).as("a divisor counts from the next write to LCR_H").isEmpty();
        uart.write32(LCR_H, 3 << 5 | 1 << 4);
        advance(FRAME);
        assertThat(sent).hasSize(1);
    }

    @Test
    void aFullFifoWithoutATransmitterNeverHasSpace() {
        uart.write32(CR, 0);
        write("0123456789abcdef");
        assertThat(uart.nextTransmitSpace()).isEqualTo(Long.MAX_VALUE);
        uart.write32(CR, 1 << 8 | 1);
        assertThat(uart.nextTransmitSpace()).isEqualTo(clock.now());
        advance(FRAME * 16);
        assertThat(sent).hasSize(16);
    }

    @Test
    void theFrameFollowsTheLineControl() {
        uart.write32(LCR_H, 2 << 5 | 1 << 4 | 1 << 3 | 1 << 1);
        uart.write32(DR, 0xff);
        advance(1000);
        assertThat(sent).as("start + 7 + parity + 2 stop bits").containsExactly("\u007f/0@176");
    }

    @Test
    void theRateIsTheNearestThatTheDivisorMakes() {
        var fast = new VirtualClock(16_000_000);
        var times = new ArrayList<Long>();
        var other = new Uart("uart1", fast, _ -> {}, (_, _) -> times.add(fast.now()));
        other.configure(115_200);
        assertThat(other.read32(IBRD)).isEqualTo(8);
        assertThat(other.read32(0x28)).isEqualTo(44);
        other.write32(DR, 'x');
        fast.advanceTo(10_000);
        assertThat(times).containsExactly(1390L);
        assertThatIllegalArgumentException().isThrownBy(() -> other.configure(2_000_000))
                .withMessageContaining("uart1 cannot make 2000000 baud from 16000000 Hz");
        assertThatIllegalArgumentException().isThrownBy(() -> other.configure(10));
        assertThatIllegalArgumentException().isThrownBy(() -> other.configure(0));
    }

    @Test
    void aResetLosesAndCountsWhatWasOnItsWay() {
        write("abc");
        feed("xy");
        uart.reset();
        advance(10_000);
        assertThat(sent).isEmpty();
        assertThat(uart.figures()).isEqualTo(new UartFigures(0, 0, 0, 2, 3));
        assertThat(uart.read32(CR)).isEqualTo(0x300);
        assertThat(uart.read32(IBRD)).isZero();
        assertThat(clock.pendingAlarms()).isZero();
        assertThat(asserted).isFalse();
    }

    @Test
    void theWireTakesABoundedNumberAhead() {
        for (int count = 0; count < Uart.WIRE_LIMIT; count++) {
            assertThat(uart.receive(count)).isTrue();
        }
        assertThat(uart.receive('x')).isFalse();
        var heard = new ArrayList<Integer>();
        while (heard.size() < Uart.WIRE_LIMIT) {
            advance(FRAME);
            heard.add(uart.take());
        }
        for (int count = 0; count < Uart.WIRE_LIMIT; count++) {
            assertThat(heard.get(count)).isEqualTo(count & 0xff);
        }
    }
}
