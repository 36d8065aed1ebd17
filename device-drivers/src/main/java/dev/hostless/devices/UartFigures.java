package dev.hostless.devices;

/**
 * Characters counted since a {@link Uart} was made.
 *
 * @param transmitted left the transmitter completely
 * @param received reached the receive FIFO
 * @param overruns arrived while the receive FIFO was full, and are gone
 * @param unheard arrived while the receiver was off or had no baud rate, or were on the wire
 *     during a reset
 * @param refused written while the transmit FIFO was full, or still queued at a reset
 */
public record UartFigures(long transmitted, long received, long overruns, long unheard,
        long refused) {
}
