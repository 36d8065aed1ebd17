package dev.hostless.board;

import dev.hostless.devices.Uart;

/**
 * How a guest's system interface puts bytes into UART0. The FIFO holds 16 characters; a guest that
 * writes more waits, in board time, until the line has taken them.
 */
final class ConsolePort {
    private final Uart uart;
    private final Scheduler scheduler;
    private final GcObserver gc;

    ConsolePort(Uart uart, Scheduler scheduler, GcObserver gc) {
        this.uart = uart;
        this.scheduler = scheduler;
        this.gc = gc;
    }

    /** Whether the transmitter is on; a guest can switch it off in its registers. */
    boolean ready() {
        return !uart.transmitFull() || uart.nextTransmitSpace() != Long.MAX_VALUE;
    }

    /**
     * Sends bytes of one of the guest's streams.
     *
     * @return whether all were taken; false when the transmitter is off
     */
    boolean write(ConsoleStream stream, byte[] bytes) {
        byte[] left = stream == ConsoleStream.ERR ? gc.filter(bytes) : bytes;
        for (byte value : left) {
            if (!write(stream, value)) {
                return false;
            }
        }
        return true;
    }

    boolean write(ConsoleStream stream, byte value) {
        while (uart.transmitFull()) {
            long space = uart.nextTransmitSpace();
            if (space == Long.MAX_VALUE) {
                return false;
            }
            scheduler.stallUntil(space);
        }
        return uart.transmit(value & 0xff, ConsoleOutput.tag(stream));
    }

    /** Sends what the filter of trace lines still held back. */
    void flush() {
        for (byte value : gc.held()) {
            write(ConsoleStream.ERR, value);
        }
    }
}
