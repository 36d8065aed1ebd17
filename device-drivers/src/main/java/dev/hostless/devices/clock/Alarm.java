package dev.hostless.devices.clock;

/**
 * Something that will happen at a cycle. A device makes its alarms once, with
 * {@link VirtualClock#alarm}, and arms each as often as it likes; so the state of an alarm is
 * whether it is pending, and for which cycle.
 */
public final class Alarm {
    static final int NOT_QUEUED = -1;

    final Runnable task;
    /** Where the alarm stands in the clock's heap, or {@link #NOT_QUEUED}. */
    int heapIndex = NOT_QUEUED;
    private long due;
    private long sequence;

    Alarm(Runnable task) {
        this.task = task;
    }

    /** The cycle at which the alarm fires, or fired; 0 before it is armed for the first time. */
    public long due() {
        return due;
    }

    /** Orders the alarms of one cycle: the clock's count of armings. */
    public long sequence() {
        return sequence;
    }

    public boolean isPending() {
        return heapIndex != NOT_QUEUED;
    }

    void arm(long cycle, long number) {
        due = cycle;
        sequence = number;
    }

    /** Alarms at the same cycle fire in the order in which they were armed. */
    boolean isBefore(Alarm other) {
        return due != other.due ? due < other.due : sequence < other.sequence;
    }

    @Override
    public String toString() {
        return "alarm " + sequence + " at cycle " + due;
    }
}
