package dev.hostless.board;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where inputs from other threads wait for the board's own thread. Bounded. */
final class Inbox {
    static final int EVENTS_MAX = 1_024;
    static final int BYTES_MAX = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<InputEvent> events = new ArrayDeque<>();
    private int bytes;
    private boolean stopped;

    /** Takes the event, or refuses it when the inbox is full. */
    boolean offer(InputEvent event) {
        int size = event instanceof InputEvent.UartInput input ? input.bytes().length : 0;
        lock.lock();
        try {
            if (events.size() >= EVENTS_MAX || bytes + size > BYTES_MAX) {
                return false;
            }
            bytes += size;
            events.add(event);
            arrived.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Asks the board to stop; stays set. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean stopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Everything that has arrived, in order. */
    List<InputEvent> drain() {
        lock.lock();
        try {
            if (events.isEmpty()) {
                return List.of();
            }
            var all = new ArrayList<>(events);
            events.clear();
            bytes = 0;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Holds the calling thread until something arrives or the time is over.
     *
     * @return whether something is there, an event or the wish to stop
     */
    boolean await(long hostNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = hostNanos;
            while (events.isEmpty() && !stopped && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return stopped || !events.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Holds the calling thread until something arrives. */
    void await() throws InterruptedException {
        while (!await(TimeUnit.HOURS.toNanos(1))) {
            // The limit only keeps the arithmetic away from overflow.
        }
    }
}
