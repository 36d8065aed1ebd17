package dev.hostless.devices.part;

import dev.hostless.devices.PinListener;
import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Fidelity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * A signal generator on a pin, such as the encoder of a motor that turns evenly: low for half a
 * period, high for the other half, from the moment on at which it is soldered in.
 */
public final class SquareWave implements Part {
    public static final Fidelity FIDELITY = new Fidelity("Square wave", "",
            List.of("a period that does not drift: its edges are rounded to cycles one by one"),
            List.of("no jitter, equal halves"));
    /** Ten million edges in a second: more would only heat the host. */
    public static final long PERIOD_NANOS_MIN = 200;

    private final VirtualClock clock;
    private final long periodNanos;
    private final PinListener output;
    private final Alarm edge;
    private final long beganNanos;
    private long edges;

    /**
     * @param periodNanos at least {@link #PERIOD_NANOS_MIN}, and two cycles or more
     * @param output told the level: of a pin, of a timer's input
     */
    public SquareWave(VirtualClock clock, long periodNanos, PinListener output) {
        if (periodNanos < PERIOD_NANOS_MIN || clock.cycles(periodNanos) < 2) {
            throw new IllegalArgumentException("the period of a square wave must be at least "
                    + PERIOD_NANOS_MIN + " ns and 2 cycles of " + clock.hz() + " Hz, not "
                    + periodNanos + " ns");
        }
        this.clock = clock;
        this.periodNanos = periodNanos;
        this.output = output;
        this.beganNanos = clock.nanos(clock.now());
        this.edge = clock.alarm(this::turn);
        output.levelChanged(false);
        rearm();
    }

    /** Changes of the level so far. */
    public long edges() {
        return edges;
    }

    private void turn() {
        edges++;
        output.levelChanged((edges & 1) != 0);
        rearm();
    }

    private void rearm() {
        long next = edges + 1;
        long nanos = next / 2 * periodNanos + next % 2 * (periodNanos / 2);
        clock.arm(edge, Math.max(clock.later(1), clock.cycles(beganNanos + nanos)));
    }

    @Override
    public Fidelity fidelity() {
        return FIDELITY;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(edges);
        clock.saveAlarm(out, edge);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        edges = in.readLong();
        clock.restoreAlarm(in, edge);
    }
}
