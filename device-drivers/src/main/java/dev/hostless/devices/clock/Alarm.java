package dev.hostless.devices.clock;

/**
 * Something that will happen at a cycle. Handed out by {@link VirtualClock#at}; it is pending
 * until it fires or is cancelled, and never pending again after that.
 */
public final class Alarm {
    static final int NOT_QUEUED = -1;

    final Runnable task;
    final long sequence;
    /** Where the alarm stands in the clock's heap, or {@link #NOT_QUEUED}. */
    int heapIndex = NOT_QUEUED;
    private final long due;

    Alarm(long due, long sequence, Runnable task) {
        this.due = due;
        this.sequence = sequence;
        this.task = task;
    }

    /** The cycle at which the alarm fires, or fired. */
    public long due() {
        return due;
    }

    public boolean isPending() {
        return heapIndex != NOT_QUEUED;
    }

    /** Alarms at the same cycle fire in the order in which they were set. */
    boolean isBefore(Alarm other) {
        return due != other.due ? due < other.due : sequence < other.sequence;
    }

    @Override
    public String toString() {
        return "alarm " + sequence + " at cycle " + due;
    }
}
