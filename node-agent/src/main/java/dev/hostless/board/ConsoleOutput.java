package dev.hostless.board;

import dev.hostless.devices.UartLine;
import dev.hostless.devices.clock.VirtualClock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The terminal on UART0's transmit pin: traces each byte and hands the listener runs of them. */
final class ConsoleOutput implements UartLine {
    private static final int RUN_BYTES_MAX = 4_096;
    private static final int RUN_BYTES_MIN = 64;
    private static final byte[] NONE = {};

    private final EventTrace trace;
    private final BoardListener listener;
    private @Nullable VirtualClock clock;
    private byte[] run = NONE;
    private int size;
    private int runTag;
    private long lastCycle;

    ConsoleOutput(EventTrace trace, BoardListener listener) {
        this.trace = trace;
        this.listener = listener;
    }

    /** The clock is made together with the UART that this terminal is soldered to. */
    void follow(VirtualClock boardClock) {
        clock = boardClock;
    }

    static int tag(ConsoleStream stream) {
        return stream.ordinal();
    }

    @Override
    public void transmitted(int value, int tag) {
        if (tag != runTag || size == RUN_BYTES_MAX) {
            flush();
        }
        lastCycle = clock == null ? 0 : clock.now();
        trace.consoleByte(lastCycle, tag, value);
        runTag = tag;
        if (size == run.length) {
            run = Arrays.copyOf(run, Math.max(RUN_BYTES_MIN, 2 * size));
        }
        run[size++] = (byte) value;
    }

    /** Hands over what was transmitted and not handed over yet. */
    void flush() {
        if (size > 0) {
            var bytes = Arrays.copyOf(run, size);
            size = 0;
            listener.console(ConsoleStream.values()[runTag], bytes, lastCycle);
        }
    }

    /** As {@link #flush}; then no room is kept. */
    void release() {
        flush();
        run = NONE;
    }
}
