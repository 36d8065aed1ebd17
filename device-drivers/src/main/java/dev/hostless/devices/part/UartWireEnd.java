package dev.hostless.devices.part;

import dev.hostless.devices.Uart;
import dev.hostless.devices.UartLine;
import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Fidelity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of a wire between the UARTs of two boards. A character that has left one board at some
 * nanosecond of its time arrives at the other {@link #DELAY_NANOS} later in that board's time.
 *
 * <p><b>What the boards have to do.</b> Both start at nanosecond 0 and run in steps of at most
 * {@link #DELAY_NANOS}. After each step of both, whoever runs them {@linkplain #take takes} from
 * each end what has left and {@linkplain #deliver delivers} it to the other, in any order: what
 * left within a step arrives after its end, so the result is the same however the steps were spread
 * over threads. A recording of one board needs only what was delivered to it.
 */
public final class UartWireEnd implements UartLine, Part {
    /** The delay of the wire: a millisecond, about a character at 9,600 baud. */
    public static final long DELAY_NANOS = 1_000_000;
    /** Characters that wait in either direction; more are dropped and counted. */
    public static final int LIMIT = 4096;

    /**
     * A character on the wire.
     *
     * @param nanos of board time at which it had left completely
     * @param value 0 to 255
     * @param characterNanos how long it took, which tells the far end the speed
     */
    public record Sent(long nanos, int value, long characterNanos) {
    }

    private final VirtualClock clock;
    private final Uart uart;
    private final Alarm arrival;
    private final ArrayDeque<Sent> outbound = new ArrayDeque<>(0);
    private final ArrayDeque<Sent> inbound = new ArrayDeque<>(0);
    private long dropped;

    /** Solders the end to a UART, which loses what was on its transmit pin. */
    public UartWireEnd(VirtualClock clock, Uart uart) {
        this.clock = clock;
        this.uart = uart;
        this.arrival = clock.alarm(this::arrived);
        uart.connect(this);
    }

    @Override
    public void transmitted(int value, int tag) {
        if (outbound.size() == LIMIT) {
            dropped++;
            return;
        }
        outbound.add(new Sent(clock.nanos(clock.now()), value,
                clock.nanos(uart.characterCycles())));
    }

    /** What has left since the last call, oldest first. */
    public List<Sent> take() {
        var taken = new ArrayList<>(outbound);
        outbound.clear();
        return taken;
    }

    /**
     * What the other end has sent, oldest first.
     *
     * @throws IllegalStateException if it should have arrived already: the steps were too long
     */
    public void deliver(List<Sent> sent) {
        for (var character : sent) {
            if (due(character) < clock.now()) {
                throw new IllegalStateException("BUG: a character of nanosecond "
                        + character.nanos() + " is delivered at " + clock.nanos(clock.now())
                        + ", later than " + DELAY_NANOS + " ns after it");
            }
            if (inbound.size() == LIMIT) {
                dropped++;
            } else {
                inbound.add(character);
            }
        }
        rearm();
    }

    /** Characters for which there was no room, in either direction. */
    public long dropped() {
        return dropped;
    }

    @Override
    public Fidelity fidelity() {
        return UartWire.FIDELITY;
    }

    private long due(Sent character) {
        return clock.cycles(character.nanos() + DELAY_NANOS);
    }

    private void arrived() {
        var character = inbound.remove();
        long expected = clock.nanos(uart.characterCycles());
        uart.arrive(character.value(),
                UartWire.errors(character.characterNanos(), expected));
        rearm();
    }

    private void rearm() {
        var first = inbound.peek();
        if (first != null) {
            clock.arm(arrival, due(first));
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (var queue : List.of(outbound, inbound)) {
            out.writeInt(queue.size());
            for (var character : queue) {
                out.writeLong(character.nanos());
                out.writeInt(character.value());
                out.writeLong(character.characterNanos());
            }
        }
        out.writeLong(dropped);
        clock.saveAlarm(out, arrival);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        for (var queue : List.of(outbound, inbound)) {
            queue.clear();
            int count = in.readInt();
            if (count < 0 || count > LIMIT) {
                throw new IOException("wanted 0 to " + LIMIT + " characters, got " + count);
            }
            for (int index = 0; index < count; index++) {
                queue.add(new Sent(in.readLong(), in.readInt(), in.readLong()));
            }
        }
        dropped = in.readLong();
        clock.restoreAlarm(in, arrival);
    }
}
