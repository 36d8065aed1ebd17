package dev.hostless.board;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where inputs from other threads wait for the board's own thread. Bounded. */
final class Inbox {
    static final int EVENTS_MAX = 1_024;
    static final int BYTES_MAX = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<InputEvent> events = new ArrayDeque<>();
    private int bytes;
    /** Of a board that holds no thread while it waits. */
    private @Nullable Runnable waker;
    /** Written under the lock; read without it at every safepoint. */
    private volatile boolean stopped;
    private volatile boolean filled;

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
            filled = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        wake();
        return true;
    }

    /** Has the board look around: something that it must see has happened elsewhere. */
    void poke() {
        lock.lock();
        try {
            filled = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        wake();
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
        wake();
    }

    /**
     * Has somebody woken, once, as soon as something is there.
     *
     * @return false if something is there already; then nobody will be woken
     */
    boolean onArrival(Runnable wakes) {
        lock.lock();
        try {
            if (stopped || filled) {
                return false;
            }
            waker = wakes;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes {@link #onArrival} back: whether it still stood. */
    boolean forget(Runnable wakes) {
        lock.lock();
        try {
            boolean stood = waker == wakes;
            if (stood) {
                waker = null;
            }
            return stood;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        Runnable woken;
        lock.lock();
        try {
            woken = waker;
            waker = null;
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            woken.run();
        }
    }

    /** An event, a poke or the wish to stop. */
    boolean hasSomething() {
        return stopped || filled;
    }

    boolean stopped() {
        return stopped;
    }

    boolean hasEvents() {
        return filled;
    }

    /** Everything that has arrived, in order. */
    List<InputEvent> drain() {
        lock.lock();
        try {
            var all = new ArrayList<>(events);
            events.clear();
            filled = false;
            bytes = 0;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Holds the calling thread until something arrives or the time is over;
     * {@link Long#MAX_VALUE} nanoseconds never are.
     *
     * @return whether something is there: an event, a poke or the wish to stop
     */
    boolean await(long hostNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = hostNanos;
            while (!filled && !stopped && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return stopped || filled;
        } finally {
            lock.unlock();
        }
    }
}
