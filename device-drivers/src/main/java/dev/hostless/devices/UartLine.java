package dev.hostless.devices;

/** What hangs on the transmit pin of a {@link Uart}: the outside world's face. */
@FunctionalInterface
public interface UartLine {
    /**
     * The last stop bit of a character has left; the clock stands at that cycle.
     *
     * @param value the character, 0 to 255
     * @param tag what the sender gave to {@link Uart#transmit}, 0 for writes to the data register.
     *     It travels beside the wire: no hardware has it. A board uses it to tell the streams of a
     *     guest apart that share one UART
     */
    void transmitted(int value, int tag);
}
