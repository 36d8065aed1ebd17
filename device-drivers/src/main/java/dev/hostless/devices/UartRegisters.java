package dev.hostless.devices;

import dev.hostless.devices.register.Access;
import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.Field;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;
import dev.hostless.devices.register.RegisterLayout;
import java.util.List;

import static dev.hostless.devices.register.Access.R;
import static dev.hostless.devices.register.Access.RW;
import static dev.hostless.devices.register.Access.W;

/** The register table of {@link Uart}, and what its fields mean; section numbers are DDI 0183's. */
final class UartRegisters {
    static final int IBRD = 0x24;
    static final int FBRD = 0x28;
    static final int LCR_H = 0x2c;
    static final int CR = 0x30;

    static final RegisterLayout<Uart> LAYOUT = new RegisterLayout<>("uart", 0x1000,
            new Fidelity("Serial port",
                    "Arm PrimeCell UART (PL011) Technical Reference Manual r1p4, DDI 0183F, 3.3",
                    List.of("FIFOs of 16 characters and their levels, baud rate and frame timing",
                            "receive, transmit and receive timeout interrupts; overrun",
                            "framing, parity and break errors as the far end sends them",
                            "DMA requests, one character each"),
                    List.of("no modem lines, no hardware flow control, no infrared, no loopback",
                            "sending a break (BRK); parity costs a bit's time, and its kind (EPS,"
                                    + " SPS) is stored only: errors come from the far end",
                            "noise has no flag on a PL011: it shows as a framing or parity error",
                            "no identification registers")));
    private static final Register<Uart> DATA = LAYOUT.at(0x00, "UARTDR", 0)
            .onRead(uart -> Math.max(uart.take(), 0))
            .onWrite((uart, word) -> uart.transmit(word, 0)).means("Data (3.3.1).");
    private static final Register<Uart> STATUS = LAYOUT.at(0x04, "UARTRSR", 0)
            .onWrite((uart, _) -> uart.clearStatus())
            .means("Receive status of the character last read (3.3.2); a write clears it.");
    private static final Register<Uart> FLAGS = LAYOUT.at(0x18, "UARTFR", 0x90)
            .onRead(Uart::flags).means("Flags (3.3.3).");
    private static final Field INTEGER_DIVISOR = LAYOUT.at(IBRD, "UARTIBRD", 0)
            .means("Integer baud rate divisor (3.3.5).")
            .bits(0, 16, "BAUD_DIVINT", RW).means("Whole part; 0 stops the bit clock.");
    private static final Field FRACTION = LAYOUT.at(FBRD, "UARTFBRD", 0)
            .means("Fractional baud rate divisor (3.3.6).")
            .bits(0, 6, "BAUD_DIVFRAC", RW).means("64ths.");
    private static final Register<Uart> LINE_CONTROL = LAYOUT.at(LCR_H, "UARTLCR_H", 0)
            .onWrite((uart, _) -> uart.latchFrame())
            .means("Line control (3.3.7); a write makes the divisor count.")
            .unmodelled(0, 1, "BRK").unmodelled(2, 1, "EPS").unmodelled(7, 1, "SPS");
    private static final Field PARITY = LINE_CONTROL.flag(1, "PEN", RW)
            .means("A parity bit is sent and expected.");
    private static final Field TWO_STOP_BITS = LINE_CONTROL.flag(3, "STP2", RW)
            .means("Two stop bits instead of one.");
    private static final Field FIFOS = LINE_CONTROL.flag(4, "FEN", RW)
            .means("FIFOs of 16; cleared, one character each, and what was queued is gone.");
    private static final Field WORD_LENGTH = LINE_CONTROL.bits(5, 2, "WLEN", RW)
            .means("5 + this many data bits.");
    private static final Register<Uart> CONTROL = LAYOUT.at(CR, "UARTCR", 0x300)
            .onWrite((uart, _) -> uart.controlChanged()).means("Control (3.3.8).")
            .unmodelled(1, 1, "SIREN").unmodelled(2, 1, "SIRLP").unmodelled(7, 1, "LBE")
            .unmodelled(10, 1, "DTR").unmodelled(11, 1, "RTS").unmodelled(12, 1, "Out1")
            .unmodelled(13, 1, "Out2").unmodelled(14, 1, "RTSEn").unmodelled(15, 1, "CTSEn");
    private static final Field UART_ENABLE = CONTROL.flag(0, "UARTEN", RW)
            .means("The UART is on.");
    private static final Field TRANSMIT_ENABLE = CONTROL.flag(8, "TXE", RW)
            .means("The transmitter is on.");
    private static final Field RECEIVE_ENABLE = CONTROL.flag(9, "RXE", RW)
            .means("The receiver is on.");
    private static final Register<Uart> LEVELS = LAYOUT.at(0x34, "UARTIFLS", 0x12)
            .means("FIFO levels (3.3.9): 0 to 4 are 2, 4, 8, 12 and 14 of 16 characters.");
    private static final Field TRANSMIT_SELECT = LEVELS.bits(0, 3, "TXIFLSEL", RW)
            .means("Falling to it is an interrupt.");
    private static final Field RECEIVE_SELECT = LEVELS.bits(3, 3, "RXIFLSEL", RW)
            .means("Reaching it is an interrupt.");
    private static final Register<Uart> MASK = LAYOUT.at(0x38, "UARTIMSC", 0)
            .onWrite((uart, _) -> uart.updateInterrupt())
            .means("Interrupt mask (3.3.10): 1 lets an interrupt through.");
    private static final Register<Uart> RAW = LAYOUT.at(0x3c, "UARTRIS", 0)
            .means("Raw interrupt status (3.3.11).").onRead(Uart::rawInterrupts);
    private static final Register<Uart> MASKED = LAYOUT.at(0x40, "UARTMIS", 0)
            .means("Masked interrupt status (3.3.12).").onRead(Uart::maskedInterrupts);
    private static final Register<Uart> CLEAR = LAYOUT.at(0x44, "UARTICR", 0)
            .onWrite(Uart::clearInterrupts)
            .means("Interrupt clear (3.3.13): writing 1 clears.");
    private static final Register<Uart> DMA_CONTROL = LAYOUT.at(0x48, "UARTDMACR", 0)
            .onWrite((uart, _) -> uart.updateInterrupt()).means("DMA control (3.3.14).");
    private static final Field RECEIVE_DMA = DMA_CONTROL.flag(0, "RXDMAE", RW)
            .means("A received character is a request to the DMA channel that reads UARTDR.");
    private static final Field TRANSMIT_DMA = DMA_CONTROL.flag(1, "TXDMAE", RW)
            .means("Room in the transmit FIFO is a request to the channel that writes UARTDR.");
    private static final Field DMA_ON_ERROR = DMA_CONTROL.flag(2, "DMAONERR", RW)
            .means("No receive requests while a framing, parity, break or overrun interrupt is"
                    + " raised.");

    static {
        DATA.bits(0, 8, "DATA", RW).means("A write queues a character, a read takes one.");
        errors(DATA, 8);
        errors(STATUS, 0);
        LAYOUT.at(0x20, "UARTILPR", 0).means("Low-power infrared counter (3.3.4).")
                .unmodelled(0, 8, "ILPDVSR");
        FLAGS.bits(0, 3, "CTS_DSR_DCD", R).means("Modem lines: always 0.");
        FLAGS.flag(3, "BUSY", R).means("A character is being sent, or waits.");
        FLAGS.flag(4, "RXFE", R).means("The receive FIFO is empty.");
        FLAGS.flag(5, "TXFF", R).means("The transmit FIFO is full.");
        FLAGS.flag(6, "RXFF", R).means("The receive FIFO is full.");
        FLAGS.flag(7, "TXFE", R).means("The transmit FIFO is empty.");
        FLAGS.flag(8, "RI", R).means("Modem line: always 0.");
        interrupts(MASK, "IM", RW);
        interrupts(RAW, "RIS", R);
        interrupts(MASKED, "MIS", R);
        interrupts(CLEAR, "IC", W);
    }

    private final RegisterFile<Uart> file;

    UartRegisters(String name, Uart uart) {
        file = new RegisterFile<>(name, LAYOUT, uart);
    }

    private static void errors(Register<Uart> register, int low) {
        register.flag(low, "FE", R).means("Framing error: the stop bit was broken.");
        register.flag(low + 1, "PE", R).means("Parity error: the parity bit did not match.");
        register.flag(low + 2, "BE", R).means("Break: the line stayed low for a whole frame.");
        register.flag(low + 3, "OE", R).means("Overrun: a character came to a full FIFO.");
    }

    private static void interrupts(Register<Uart> register, String suffix, Access access) {
        register.bits(0, 4, "MODEM" + suffix, access).means("Modem lines: never raised.");
        register.flag(4, "RX" + suffix, access).means("Receive FIFO at its level.");
        register.flag(5, "TX" + suffix, access).means("Transmit FIFO fell to its level.");
        register.flag(6, "RT" + suffix, access).means("Receive timeout.");
        register.flag(7, "FE" + suffix, access).means("Framing error.");
        register.flag(8, "PE" + suffix, access).means("Parity error.");
        register.flag(9, "BE" + suffix, access).means("Break.");
        register.flag(10, "OE" + suffix, access).means("Overrun.");
    }

    RegisterFile<Uart> file() {
        return file;
    }

    String device() {
        return file.device();
    }

    /** 64ths of a divisor; below 64 there is no bit clock. */
    int divisor() {
        int whole = file.value(INTEGER_DIVISOR);
        return whole == 0 ? 0 : whole << 6 | file.value(FRACTION);
    }

    int frameBits() {
        return 1 + 5 + file.value(WORD_LENGTH) + file.value(PARITY) + 1 + file.value(TWO_STOP_BITS);
    }

    int dataMask() {
        return 0xff >>> 3 - file.value(WORD_LENGTH);
    }

    boolean fifosEnabled() {
        return file.isSet(FIFOS);
    }

    boolean transmitterEnabled() {
        return file.isSet(UART_ENABLE) && file.isSet(TRANSMIT_ENABLE);
    }

    boolean receiverEnabled() {
        return file.isSet(UART_ENABLE) && file.isSet(RECEIVE_ENABLE);
    }

    int transmitLevel() {
        return file.value(TRANSMIT_SELECT);
    }

    int receiveLevel() {
        return file.value(RECEIVE_SELECT);
    }

    int interruptMask() {
        return file.value(MASK);
    }

    void receiveStatus(int errors) {
        file.store(STATUS, file.value(STATUS) & 0b1000 | errors & 0b1111);
    }

    void overrun() {
        file.store(STATUS, file.value(STATUS) | 0b1000);
    }

    void clearStatus() {
        file.store(STATUS, 0);
    }

    boolean receiveDma() {
        return file.isSet(RECEIVE_DMA);
    }

    boolean transmitDma() {
        return file.isSet(TRANSMIT_DMA);
    }

    boolean dmaStopsOnError() {
        return file.isSet(DMA_ON_ERROR);
    }
}
