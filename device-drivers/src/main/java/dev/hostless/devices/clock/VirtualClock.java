package dev.hostless.devices.clock;

import dev.hostless.devices.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The only time that a board knows: a count of cycles, and what is due at which of them.
 * Time moves only in {@link #advanceTo}, so a run is the same on every machine. Not thread safe:
 * one board, one clock, one thread at a time.
 */
public final class VirtualClock implements Stateful {
    /** Far more than a board's devices need; a board that reaches it has a device that leaks. */
    public static final int PENDING_LIMIT = 4096;

    /**
     * Alarms that may fire at one cycle. Each pending alarm may fire and re-arm itself a few times
     * at the same cycle; beyond this, time would stand still for ever.
     */
    public static final int FIRED_AT_ONE_CYCLE_LIMIT = 4 * PENDING_LIMIT;

    /** Up to this frequency the remainder of a division fits a long after it is scaled. */
    public static final long HZ_LIMIT = 9_000_000_000L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long hz;
    private final AlarmQueue queue = new AlarmQueue();
    private long now;
    private long nextSequence;
    /** Before all others: those count up from zero. */
    private long nextEarlySequence = Long.MIN_VALUE;
    private boolean advancing;

    /**
     * @param hz cycles per virtual second, 1 to {@link #HZ_LIMIT}
     */
    public VirtualClock(long hz) {
        if (hz < 1 || hz > HZ_LIMIT) {
            throw new IllegalArgumentException(
                    "clock frequency must be 1.." + HZ_LIMIT + " Hz, not " + hz);
        }
        this.hz = hz;
    }

    public long hz() {
        return hz;
    }

    /** Cycles since the clock was made. Inside an alarm this is the alarm's own due cycle. */
    public long now() {
        return now;
    }

    /**
     * Virtual nanoseconds that so many cycles take: the exact quotient, rounded down.
     * What does not fit a long is {@link Long#MAX_VALUE} (292 years).
     */
    public long nanos(long cycles) {
        return scale(requireNotNegative(cycles, "cycles"), hz, NANOS_PER_SECOND, 0);
    }

    /**
     * Cycles until at least so many nanoseconds have passed: rounded up, so that a deadline never
     * comes early and {@code nanos(cycles(n)) >= n} wherever both fit a long. What does not fit is
     * {@link Long#MAX_VALUE}.
     */
    public long cycles(long nanos) {
        return scale(requireNotNegative(nanos, "nanoseconds"), NANOS_PER_SECOND, hz,
                NANOS_PER_SECOND - 1);
    }

    /** An alarm that runs the task each time that it is armed and falls due; not armed yet. */
    public Alarm alarm(Runnable task) {
        return new Alarm(task);
    }

    /**
     * Sets the alarm for a cycle, and takes it back from the one for which it was set; with
     * {@code cycle == now()} it fires in the next call of {@link #advanceTo}, or in the one that
     * is under way.
     *
     * @throws IllegalArgumentException if the cycle is in the past
     * @throws IllegalStateException if {@link #PENDING_LIMIT} alarms are pending already
     */
    public void arm(Alarm alarm, long cycle) {
        arm(alarm, cycle, nextSequence++);
    }

    private void arm(Alarm alarm, long cycle, long sequence) {
        if (cycle < now) {
            throw new IllegalArgumentException(
                    "an alarm must not be in the past: wanted cycle " + cycle + ", it is " + now);
        }
        cancel(alarm);
        if (queue.size() >= PENDING_LIMIT) {
            throw new IllegalStateException(
                    "BUG: " + PENDING_LIMIT + " alarms are pending, none more fits at " + cycle);
        }
        alarm.arm(cycle, sequence);
        queue.add(alarm);
    }

    /** As {@link #arm}, so many cycles from now; a sum beyond the last cycle is the last cycle. */
    public void armAfter(Alarm alarm, long cycles) {
        arm(alarm, later(cycles));
    }

    /** The cycle that is so many from now; a sum beyond the last cycle is the last cycle. */
    public long later(long cycles) {
        long due = now + requireNotNegative(cycles, "cycles");
        return due < 0 ? Long.MAX_VALUE : due;
    }

    /** A new alarm, armed for the cycle: as {@link #alarm} and {@link #arm}. */
    public Alarm at(long cycle, Runnable task) {
        var alarm = alarm(task);
        arm(alarm, cycle);
        return alarm;
    }

    /**
     * As {@link #at}, but the task runs before all that {@link #at} and {@link #arm} set for the
     * same cycle. What is known in advance and what is added later by somebody who goes back in
     * time thus come in the same order.
     */
    public Alarm earlyAt(long cycle, Runnable task) {
        var alarm = alarm(task);
        arm(alarm, cycle, nextEarlySequence++);
        return alarm;
    }

    /** As {@link #at}, so many cycles from now; a sum beyond the last cycle is the last cycle. */
    public Alarm after(long cycles, Runnable task) {
        return at(later(cycles), task);
    }

    /** Takes the alarm back; nothing happens when it has fired or was cancelled before. */
    public void cancel(Alarm alarm) {
        if (alarm.isPending()) {
            queue.remove(alarm);
        }
    }

    /** Writes the time; alarms are written by those who set them. */
    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(now);
        out.writeLong(nextSequence);
        out.writeLong(nextEarlySequence);
    }

    /** Sets the time and takes all alarms back. */
    @Override
    public void restore(DataInput in) throws IOException {
        if (advancing) {
            throw new IllegalStateException("BUG: an alarm restores the clock, at cycle " + now);
        }
        while (queue.size() > 0) {
            queue.remove(queue.first());
        }
        now = in.readLong();
        nextSequence = in.readLong();
        nextEarlySequence = in.readLong();
    }

    /** Writes whether an alarm of this clock is pending, and for when. */
    public void saveAlarm(DataOutput out, Alarm alarm) throws IOException {
        boolean pending = alarm.isPending();
        out.writeBoolean(pending);
        if (pending) {
            out.writeLong(alarm.due());
            out.writeLong(alarm.sequence());
        }
    }

    /**
     * Sets an alarm as the one that {@link #saveAlarm} wrote: to its cycle, and to its place among
     * those of the same cycle; or takes it back.
     */
    public void restoreAlarm(DataInput in, Alarm alarm) throws IOException {
        cancel(alarm);
        if (!in.readBoolean()) {
            return;
        }
        long due = in.readLong();
        if (due < now) {
            throw new IOException("wanted an alarm at cycle " + now + " or later, got " + due);
        }
        arm(alarm, due, in.readLong());
    }

    /** The cycle of the next alarm, or {@link Long#MAX_VALUE} when none is pending. */
    public long nextDue() {
        return queue.size() == 0 ? Long.MAX_VALUE : queue.first().due();
    }

    public int pendingAlarms() {
        return queue.size();
    }

    /**
     * Moves time forward and fires what falls due on the way, ordered by cycle and then by the
     * order of setting. Alarms may set and cancel others, which count when they are due in time.
     * An alarm that throws leaves the clock at its cycle with the other alarms pending.
     *
     * @throws IllegalArgumentException if the cycle is in the past
     * @throws IllegalStateException if called from an alarm, or if more than
     *     {@link #FIRED_AT_ONE_CYCLE_LIMIT} alarms fire at one cycle
     */
    public void advanceTo(long cycle) {
        if (cycle < now) {
            throw new IllegalArgumentException(
                    "time does not run backwards: wanted cycle " + cycle + ", it is " + now);
        }
        if (advancing) {
            throw new IllegalStateException("BUG: an alarm advances the clock, at cycle " + now);
        }
        if (nextDue() > cycle) {
            now = cycle;
            return;
        }
        advancing = true;
        try {
            fireUntil(cycle);
        } finally {
            advancing = false;
        }
        now = cycle;
    }

    private void fireUntil(long cycle) {
        int firedAtThisCycle = 0;
        while (nextDue() <= cycle && queue.size() > 0) {
            var alarm = queue.first();
            queue.remove(alarm);
            firedAtThisCycle = alarm.due() == now ? firedAtThisCycle + 1 : 1;
            if (firedAtThisCycle > FIRED_AT_ONE_CYCLE_LIMIT) {
                throw new IllegalStateException("BUG: more than " + FIRED_AT_ONE_CYCLE_LIMIT
                        + " alarms fire at cycle " + now + ", the last is " + alarm);
            }
            now = alarm.due();
            alarm.task.run();
        }
    }

    /** (value * to + roundUp) / from, exactly; the divisor's remainder keeps products in range. */
    private static long scale(long value, long from, long to, long roundUp) {
        long whole = value / from;
        long rest = (value % from * to + roundUp) / from;
        if (Math.multiplyHigh(whole, to) != 0 || whole * to < 0) {
            return Long.MAX_VALUE;
        }
        long sum = whole * to + rest;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static long requireNotNegative(long value, String unit) {
        if (value < 0) {
            throw new IllegalArgumentException(unit + " must not be negative: " + value);
        }
        return value;
    }
}
