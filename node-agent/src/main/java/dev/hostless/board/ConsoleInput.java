package dev.hostless.board;

import dev.hostless.devices.Stateful;
import dev.hostless.devices.Uart;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * The terminal's keyboard. It honours flow control: it sends only what UART0's FIFO has room for,
 * so that a slow reader loses nothing. What waits here is bounded by the board's inbox and by
 * {@link #BYTES_MAX}, beyond which bytes are dropped and counted.
 */
final class ConsoleInput implements Stateful {
    static final int BYTES_MAX = 64 << 20;

    private final Uart uart;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int sentOfFirst;
    private long waitingBytes;
    private long sent;
    private long droppedBytes;
    private boolean ended;

    ConsoleInput(Uart uart) {
        this.uart = uart;
    }

    void add(byte[] bytes) {
        if (ended || waitingBytes + bytes.length > BYTES_MAX) {
            droppedBytes += bytes.length;
            return;
        }
        waiting.add(bytes);
        waitingBytes += bytes.length;
        pump();
    }

    /** No more will be added. */
    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    /** Everything that was typed has been read, and no more will come. */
    boolean exhausted() {
        return ended && waiting.isEmpty() && uart.receiveEmpty() && inFlight() == 0;
    }

    /** Whether a read would bring something: a byte, or the end. */
    boolean readable() {
        return !uart.receiveEmpty() || exhausted();
    }

    /** The oldest byte, or {@link Uart#NOTHING}. */
    int take() {
        int word = uart.take();
        pump();
        return word == Uart.NOTHING ? Uart.NOTHING : word & 0xff;
    }

    long droppedBytes() {
        return droppedBytes;
    }

    /** Sends what fits; to be called whenever room may have come. */
    void pump() {
        if (waiting.isEmpty()) {
            return;
        }
        int room = uart.receiveSpace();
        while (room > 0 && !waiting.isEmpty()) {
            var first = waiting.peekFirst();
            while (room > 0 && sentOfFirst < first.length) {
                uart.receive(first[sentOfFirst++]);
                sent++;
                room--;
                waitingBytes--;
            }
            if (sentOfFirst == first.length) {
                waiting.removeFirst();
                sentOfFirst = 0;
            }
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(waiting.size());
        for (var bytes : waiting) {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        out.writeInt(sentOfFirst);
        out.writeLong(waitingBytes);
        out.writeLong(sent);
        out.writeLong(droppedBytes);
        out.writeBoolean(ended);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        waiting.clear();
        for (int left = in.readInt(); left > 0; left--) {
            var bytes = new byte[in.readInt()];
            in.readFully(bytes);
            waiting.add(bytes);
        }
        sentOfFirst = in.readInt();
        waitingBytes = in.readLong();
        sent = in.readLong();
        droppedBytes = in.readLong();
        ended = in.readBoolean();
    }

    /** Bytes that left here and have neither arrived nor got lost. */
    private long inFlight() {
        var figures = uart.figures();
        return sent - figures.received() - figures.overruns() - figures.unheard();
    }
}
