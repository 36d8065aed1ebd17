package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DmaTest {
    private static final int ISR = 0x00;
    private static final int IFCR = 0x04;
    private static final int CCR = 0x08;
    private static final int CNDTR = 0x0c;
    private static final int CPAR = 0x10;
    private static final int CMAR = 0x14;

    private static final int EN = 1;
    private static final int TCIE = 1 << 1;
    private static final int HTIE = 1 << 2;
    private static final int TEIE = 1 << 3;
    private static final int FROM_MEMORY = 1 << 4;
    private static final int CIRC = 1 << 5;
    private static final int MINC = 1 << 7;
    private static final int GIF = 1;
    private static final int TCIF = 1 << 1;
    private static final int HTIF = 1 << 2;
    private static final int TEIF = 1 << 3;

    private static final int UART = 0x4000_0000;
    private static final int UART_DMACR = 0x48;

    private final VirtualClock clock = new VirtualClock(1_000_000);
    private final byte[] bytes = new byte[64];
    private final StringBuilder sent = new StringBuilder();
    private final Uart uart = new Uart("uart0", clock, _ -> {},
            (value, _) -> sent.append((char) value));
    private boolean asserted;
    private final Dma dma = new Dma("dma0", clock, level -> asserted = level, new DmaMemory() {
        @Override
        public int load(int address) {
            return address < 0 || address >= bytes.length ? OUTSIDE : bytes[address] & 0xff;
        }

        @Override
        public boolean store(int address, int value) {
            if (address < 0 || address >= bytes.length) {
                return false;
            }
            bytes[address] = (byte) value;
            return true;
        }
    });

    DmaTest() {
        dma.connect(UART, uart);
        uart.configure(10_000); // A character takes 1000 cycles.
    }

    private void advance(long cycles) {
        clock.advanceTo(clock.now() + cycles);
    }

    private void channel(int address, int count, int control) {
        dma.write32(CPAR, UART);
        dma.write32(CMAR, address);
        dma.write32(CNDTR, count);
        dma.write32(CCR, control | EN);
    }

    private void fill(int address, String text) {
        var ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, bytes, address, ascii.length);
    }

    @Test
    void memoryIsSentAsTheUartTakesIt() {
        fill(10, "The quick brown fox jumps over");
        uart.write32(UART_DMACR, 2);
        channel(10, 30, FROM_MEMORY | MINC | TCIE);
        advance(200);
        assertThat(dma.read32(CNDTR)).as("the FIFO and the shift register").isEqualTo(13);
        assertThat(asserted).isFalse();
        advance(14_000);
        assertThat(dma.read32(ISR)).isEqualTo(GIF | HTIF | TCIF);
        assertThat(asserted).isTrue();
        assertThat(dma.read32(CNDTR)).isZero();
        advance(20_000);
        assertThat(sent.toString()).isEqualTo("The quick brown fox jumps over");
        dma.write32(IFCR, 1);
        assertThat(asserted).isFalse();
        assertThat(dma.read32(ISR)).isZero();
        assertThat(dma.transferred()).isEqualTo(30);
    }

    @Test
    void whatArrivesGoesToMemory() {
        uart.write32(UART_DMACR, 1);
        channel(0, 4, MINC | HTIE);
        for (char value : "abcdef".toCharArray()) {
            uart.receive(value);
        }
        advance(1_500);
        assertThat(asserted).isFalse();
        advance(1_000);
        assertThat(asserted).as("half of it").isTrue();
        assertThat(dma.read32(ISR)).isEqualTo(GIF | HTIF);
        dma.write32(IFCR, HTIF);
        assertThat(asserted).isFalse();
        advance(10_000);
        assertThat(new String(bytes, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("abcd\0");
        assertThat(dma.read32(ISR)).isEqualTo(GIF | TCIF);
        assertThat(uart.read32(0)).as("the rest waits").isEqualTo('e');
    }

    @Test
    void aTransferTakesSixCycles() {
        uart.write32(UART_DMACR, 2);
        channel(0, 2, FROM_MEMORY);
        advance(5);
        assertThat(dma.read32(CNDTR)).isEqualTo(2);
        advance(1);
        assertThat(dma.read32(CNDTR)).isEqualTo(1);
        advance(6);
        assertThat(dma.read32(CNDTR)).isZero();
    }

    @Test
    void aCircularChannelBeginsAgain() {
        uart.write32(UART_DMACR, 1);
        channel(0, 2, MINC | CIRC);
        for (char value : "abc".toCharArray()) {
            uart.receive(value);
        }
        advance(5_000);
        assertThat(new String(bytes, 0, 2, StandardCharsets.US_ASCII)).isEqualTo("cb");
        assertThat(dma.read32(CNDTR)).isEqualTo(1);
    }

    @Test
    void withoutMemoryIncrementOneAddressTakesAll() {
        uart.write32(UART_DMACR, 1);
        channel(7, 2, 0);
        uart.receive('x');
        uart.receive('y');
        advance(5_000);
        assertThat(bytes[7]).isEqualTo((byte) 'y');
        assertThat(bytes[8]).isZero();
    }

    @Test
    void memoryThatIsNotThereIsATransferError() {
        uart.write32(UART_DMACR, 2);
        channel(62, 5, FROM_MEMORY | MINC | TEIE);
        advance(100);
        assertThat(dma.read32(ISR)).isEqualTo(GIF | TEIF);
        assertThat(asserted).isTrue();
        assertThat(dma.read32(CCR) & EN).isZero();
        assertThat(dma.read32(CNDTR)).isEqualTo(3);
        uart.write32(UART_DMACR, 1);
        dma.write32(IFCR, TEIF);
        channel(-1, 5, MINC | TEIE);
        uart.receive('x');
        advance(5_000);
        assertThat(dma.read32(ISR)).isEqualTo(GIF | TEIF);
    }

    @Test
    void aRegisterWithoutAPortIsATransferError() {
        dma.write32(CPAR, 0x4003_0000);
        dma.write32(CNDTR, 1);
        dma.write32(CCR, EN);
        assertThat(dma.read32(ISR)).isEqualTo(GIF | TEIF);
        assertThat(dma.read32(CCR) & EN).isZero();
    }

    @Test
    void theSettingsAreFixedWhileTheChannelIsOn() {
        channel(5, 3, MINC);
        dma.write32(CNDTR, 9);
        dma.write32(CMAR, 1);
        dma.write32(CPAR, 2);
        assertThat(dma.read32(CNDTR)).isEqualTo(3);
        assertThat(dma.read32(CMAR)).isEqualTo(5);
        assertThat(dma.read32(CPAR)).isEqualTo(UART);
        dma.write32(CCR, 0);
        dma.write32(CNDTR, 9);
        assertThat(dma.read32(CNDTR)).isEqualTo(9);
    }

    @Test
    void withoutRequestsNothingMoves() {
        channel(0, 4, MINC);
        uart.receive('x');
        advance(5_000);
        assertThat(dma.read32(CNDTR)).as("RXDMAE is clear").isEqualTo(4);
        uart.write32(UART_DMACR, 1);
        advance(10);
        assertThat(dma.read32(CNDTR)).isEqualTo(3);
        assertThat(bytes[0]).isEqualTo((byte) 'x');
    }

    @Test
    void errorsMayStopTheRequests() {
        uart.write32(UART_DMACR, 1 | 4);
        channel(0, 4, MINC);
        uart.receive('x', LineError.FRAMING);
        advance(5_000);
        assertThat(dma.read32(CNDTR)).isEqualTo(4);
        uart.write32(0x44, -1);
        advance(10);
        assertThat(dma.read32(CNDTR)).isEqualTo(3);
    }
}
