package dev.hostless.board;

import dev.hostless.devices.Stateful;
import dev.hostless.devices.Uart;
import dev.hostless.gogc.GcTrace;
import dev.hostless.gogc.GcTraceFilter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How a guest's system interface puts bytes into UART0. The FIFO holds 16 characters; a guest that
 * writes more waits, in board time, until the line has taken them. Trace lines that the board
 * itself asked for are taken out before they reach the UART, so that they cost no line time.
 */
final class ConsolePort implements Stateful {
    private final Uart uart;
    private final Scheduler scheduler;
    private final GcTraceSwitch traces;
    private final GcTraceFilter filter;
    private boolean transmitterOff;

    ConsolePort(Uart uart, Scheduler scheduler, GcTraceSwitch traces, GcObserver gc) {
        this.uart = uart;
        this.scheduler = scheduler;
        this.traces = traces;
        this.filter = new GcTraceFilter(this::filtered, gc::line);
    }

    /**
     * Sends bytes of one of the guest's streams.
     *
     * @return whether all were taken; false when the guest has switched the transmitter off
     */
    boolean write(ConsoleStream stream, byte[] bytes) {
        transmitterOff = false;
        if (stream == ConsoleStream.ERR && traces.printed()) {
            filter.accept(bytes, 0, bytes.length);
        }
        if (stream == ConsoleStream.OUT || traces.shown() || !traces.printed()) {
            for (byte value : bytes) {
                send(stream, value & 0xff);
            }
        }
        scheduler.rearm();
        return !transmitterOff;
    }

    /** Sends the node's own line about a collection, if somebody wants to see it. */
    void show(GcTrace line) {
        if (traces.shown()) {
            for (byte value : (line.line() + "\n").getBytes(StandardCharsets.US_ASCII)) {
                send(ConsoleStream.ERR, value & 0xff);
            }
            scheduler.rearm();
        }
    }

    /** Sends what the filter still holds back, since nothing may follow it for long. */
    void flush() {
        filter.flush();
        scheduler.rearm();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        filter.save(out);
        out.writeBoolean(transmitterOff);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        filter.restore(in);
        transmitterOff = in.readBoolean();
    }

    private void filtered(int value) {
        if (!traces.shown()) {
            send(ConsoleStream.ERR, value);
        }
    }

    private void send(ConsoleStream stream, int value) {
        while (uart.transmitFull()) {
            long space = uart.nextTransmitSpace();
            if (space == Long.MAX_VALUE) {
                transmitterOff = true;
                return;
            }
            scheduler.stallUntil(space);
        }
        uart.transmit(value, ConsoleOutput.tag(stream));
    }
}
