package dev.hostless.devices;

import dev.hostless.devices.register.Access;
import dev.hostless.devices.register.Field;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;

import static dev.hostless.devices.register.Access.R;
import static dev.hostless.devices.register.Access.RW;
import static dev.hostless.devices.register.Access.W;

/** The register table of {@link Uart}, and what its fields mean; section numbers are DDI 0183's. */
final class UartRegisters {
    static final int IBRD = 0x24;
    static final int FBRD = 0x28;
    static final int LCR_H = 0x2c;
    static final int CR = 0x30;

    private final RegisterFile file;
    private final Field integerDivisor;
    private final Field fraction;
    private final Field parity;
    private final Field twoStopBits;
    private final Field fifos;
    private final Field wordLength;
    private final Field uartEnable;
    private final Field transmitEnable;
    private final Field receiveEnable;
    private final Field transmitSelect;
    private final Field receiveSelect;
    private final Register mask;
    private final Register status;

    UartRegisters(String name, Uart uart) {
        file = new RegisterFile(name, 0x1000);
        declareData(uart);
        status = file.at(0x04, "UARTRSR", 0).onWrite(_ -> clearStatus())
                .means("Receive status of the character last read (3.3.2); a write clears it.");
        errors(status, 0, R);
        declareFlags(uart);
        file.at(0x20, "UARTILPR", 0).means("Low-power infrared counter (3.3.4).")
                .unmodelled(0, 8, "ILPDVSR");
        integerDivisor = file.at(IBRD, "UARTIBRD", 0).means("Integer baud rate divisor (3.3.5).")
                .bits(0, 16, "BAUD_DIVINT", RW).means("Whole part; 0 stops the bit clock.");
        fraction = file.at(FBRD, "UARTFBRD", 0).means("Fractional baud rate divisor (3.3.6).")
                .bits(0, 6, "BAUD_DIVFRAC", RW).means("64ths.");

        var lineControl = file.at(LCR_H, "UARTLCR_H", 0).onWrite(_ -> uart.latchFrame())
                .means("Line control (3.3.7); a write makes the divisor count.");
        lineControl.unmodelled(0, 1, "BRK");
        parity = lineControl.flag(1, "PEN", RW).means("A parity bit is sent and expected.");
        lineControl.unmodelled(2, 1, "EPS");
        twoStopBits = lineControl.flag(3, "STP2", RW).means("Two stop bits instead of one.");
        fifos = lineControl.flag(4, "FEN", RW)
                .means("FIFOs of 16; cleared, one character each, and what was queued is gone.");
        wordLength = lineControl.bits(5, 2, "WLEN", RW).means("5 + this many data bits.");
        lineControl.unmodelled(7, 1, "SPS");

        var control = file.at(CR, "UARTCR", 0x300).onWrite(_ -> uart.controlChanged())
                .means("Control (3.3.8).");
        uartEnable = control.flag(0, "UARTEN", RW).means("The UART is on.");
        control.unmodelled(1, 1, "SIREN").unmodelled(2, 1, "SIRLP").unmodelled(7, 1, "LBE");
        transmitEnable = control.flag(8, "TXE", RW).means("The transmitter is on.");
        receiveEnable = control.flag(9, "RXE", RW).means("The receiver is on.");
        control.unmodelled(10, 1, "DTR").unmodelled(11, 1, "RTS").unmodelled(12, 1, "Out1")
                .unmodelled(13, 1, "Out2").unmodelled(14, 1, "RTSEn").unmodelled(15, 1, "CTSEn");

        var levels = file.at(0x34, "UARTIFLS", 0x12)
                .means("FIFO levels (3.3.9): 0 to 4 are 2, 4, 8, 12 and 14 of 16 characters.");
        transmitSelect = levels.bits(0, 3, "TXIFLSEL", RW).means("Falling to it is an interrupt.");
        receiveSelect = levels.bits(3, 3, "RXIFLSEL", RW).means("Reaching it is an interrupt.");
        mask = file.at(0x38, "UARTIMSC", 0).onWrite(_ -> uart.updateInterrupt())
                .means("Interrupt mask (3.3.10): 1 lets an interrupt through.");
        interrupts(mask, "IM", RW);
        interrupts(file.at(0x3c, "UARTRIS", 0).means("Raw interrupt status (3.3.11).")
                .onRead(uart::rawInterrupts), "RIS", R);
        interrupts(file.at(0x40, "UARTMIS", 0).means("Masked interrupt status (3.3.12).")
                .onRead(() -> uart.rawInterrupts() & mask.value()), "MIS", R);
        interrupts(file.at(0x44, "UARTICR", 0).onWrite(uart::clearInterrupts)
                .means("Interrupt clear (3.3.13): writing 1 clears."), "IC", W);
        file.at(0x48, "UARTDMACR", 0).means("DMA control (3.3.14).").unmodelled(0, 1, "RXDMAE")
                .unmodelled(1, 1, "TXDMAE").unmodelled(2, 1, "DMAONERR");
    }

    private void declareData(Uart uart) {
        var data = file.at(0x00, "UARTDR", 0).onRead(() -> Math.max(uart.take(), 0))
                .onWrite(word -> uart.transmit(word, 0)).means("Data (3.3.1).");
        data.bits(0, 8, "DATA", RW).means("A write queues a character, a read takes one.");
        errors(data, 8, R);
    }

    private void declareFlags(Uart uart) {
        var flags = file.at(0x18, "UARTFR", 0x90).onRead(uart::flags).means("Flags (3.3.3).");
        flags.bits(0, 3, "CTS_DSR_DCD", R).means("Modem lines: always 0.");
        flags.flag(3, "BUSY", R).means("A character is being sent, or waits.");
        flags.flag(4, "RXFE", R).means("The receive FIFO is empty.");
        flags.flag(5, "TXFF", R).means("The transmit FIFO is full.");
        flags.flag(6, "RXFF", R).means("The receive FIFO is full.");
        flags.flag(7, "TXFE", R).means("The transmit FIFO is empty.");
        flags.flag(8, "RI", R).means("Modem line: always 0.");
    }

    private static void errors(Register register, int low, Access access) {
        register.flag(low, "FE", access).means("Framing error: the stop bit was broken.");
        register.flag(low + 1, "PE", access).means("Parity error: always 0.");
        register.flag(low + 2, "BE", access).means("Break error: always 0.");
        register.flag(low + 3, "OE", access).means("Overrun: a character came to a full FIFO.");
    }

    private static void interrupts(Register register, String suffix, Access access) {
        register.bits(0, 4, "MODEM" + suffix, access).means("Modem lines: never raised.");
        register.flag(4, "RX" + suffix, access).means("Receive FIFO at its level.");
        register.flag(5, "TX" + suffix, access).means("Transmit FIFO fell to its level.");
        register.flag(6, "RT" + suffix, access).means("Receive timeout.");
        register.flag(7, "FE" + suffix, access).means("Framing error.");
        register.flag(8, "PE" + suffix, access).means("Parity error: never raised.");
        register.flag(9, "BE" + suffix, access).means("Break error: never raised.");
        register.flag(10, "OE" + suffix, access).means("Overrun.");
    }

    RegisterFile file() {
        return file;
    }

    String device() {
        return file.device();
    }

    /** 64ths of a divisor; below 64 there is no bit clock. */
    int divisor() {
        int whole = integerDivisor.value();
        return whole == 0 ? 0 : whole << 6 | fraction.value();
    }

    int frameBits() {
        return 1 + 5 + wordLength.value() + parity.value() + 1 + twoStopBits.value();
    }

    int dataMask() {
        return 0xff >>> 3 - wordLength.value();
    }

    boolean fifosEnabled() {
        return fifos.isSet();
    }

    boolean transmitterEnabled() {
        return uartEnable.isSet() && transmitEnable.isSet();
    }

    boolean receiverEnabled() {
        return uartEnable.isSet() && receiveEnable.isSet();
    }

    int transmitLevel() {
        return transmitSelect.value();
    }

    int receiveLevel() {
        return receiveSelect.value();
    }

    int interruptMask() {
        return mask.value();
    }

    void receiveStatus(int errors) {
        status.store(status.value() & 0b1000 | errors & 0b1111);
    }

    void overrun() {
        status.store(status.value() | 0b1000);
    }

    private void clearStatus() {
        status.store(0);
    }
}
