package dev.hostless.board;

import dev.hostless.devices.Uart;
import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.part.UartWire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A cable between the second UARTs of two boards, transmit to receive in both directions. What has
 * left one board at some nanosecond of its time arrives {@link #DELAY_NANOS} later in the time of
 * the other.
 *
 * <p>So the boards must not drift apart. Both run up to a nanosecond, meet there, hand over what
 * has left since, and agree on the next: as far away as the delay while one of them computes, for
 * what leaves from now on arrives after that; and while both wait, as far beyond the first thing
 * that can happen on either. Nothing arrives late then, however the host's threads run, and what a
 * board receives depends on the two boards alone. Where nothing can happen on either, they meet
 * again when an input from outside stirs one of them.
 */
public final class UartCable {
    /** About a character at 9,600 baud. */
    public static final long DELAY_NANOS = 1_000_000;
    /** On their way in one direction: the fastest line sends a sixth of it within the delay. */
    private static final int CHARACTERS_MAX = 65_536;

    private static final long NEVER = Long.MAX_VALUE;
    /** Who waits for the other board looks so often whether it is to stop. */
    private static final long STOP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A character that left at a nanosecond, and how long it took, which tells the speed. */
    private record Sent(long nanos, int value, long characterNanos) {
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final End first = new End();
    private final End second = new End();
    /** Where both meet next; read without the lock to see whether it is {@link #NEVER}. */
    private volatile long meetingNanos = DELAY_NANOS;

    private UartCable() {
    }

    /**
     * Wires two boards that have not been started. Both are to run at the same time.
     *
     * @throws IllegalArgumentException for two ends in one board
     */
    public static void connect(Board one, Board other) {
        if (one == other) {
            throw new IllegalArgumentException("a cable wants two boards, not one");
        }
        var cable = new UartCable();
        one.plug(cable.first);
        other.plug(cable.second);
    }

    private End other(End end) {
        return end == first ? second : first;
    }

    /** Both boards stand at the meeting: each gets what the other gave, and they go on. */
    private void settle() {
        long next = Math.min(first.quietNanos, second.quietNanos);
        for (var end : List.of(first, second)) {
            end.taken.addAll(other(end).given);
            other(end).given.clear();
            if (!end.taken.isEmpty()) {
                next = Math.min(next, end.taken.getFirst().nanos + DELAY_NANOS);
            }
        }
        meetingNanos = next == NEVER ? NEVER : Math.max(meetingNanos, next) + DELAY_NANOS;
        moved.signalAll();
    }

    /** What a board has of its cable. All but what the lock guards is its own thread's. */
    final class End {
        private @Nullable Socket socket;
        private final ArrayDeque<Sent> outbound = new ArrayDeque<>(0);
        private final ArrayDeque<Sent> inbound = new ArrayDeque<>(0);
        /** Whether the clock knows of the first of these; as early as a replay takes it. */
        private boolean awaited;
        /** Written under the lock, as all that follows: what has left before this meeting. */
        private final List<Sent> given = new ArrayList<>(0);
        private final List<Sent> taken = new ArrayList<>(0);
        private long meetings;
        private long quietNanos;
        private boolean inputsEnded;
        private volatile boolean gone;

        /** The board around an end. */
        private record Socket(BoardRun run, Scheduler scheduler, VirtualClock clock, Uart uart,
                Inbox inbox, Permit permit, Alarm meeting) {
        }

        void plug(BoardRun run, Scheduler scheduler, VirtualClock clock, Uart uart, Inbox inbox,
                Permit permit) {
            socket = new Socket(run, scheduler, clock, uart, inbox, permit,
                    clock.alarm(this::meet));
        }

        private Socket socket() {
            var there = socket;
            if (there == null) {
                throw new IllegalStateException("BUG: a cable is used that is in no board");
            }
            return there;
        }

        /** The board starts. */
        void begin() {
            armMeeting();
        }

        void transmitted(int value) {
            if (other(this).gone) {
                return; // Nobody is there to hear it.
            }
            if (outbound.size() == CHARACTERS_MAX) {
                throw new IllegalStateException("BUG: " + CHARACTERS_MAX
                        + " characters left within a round");
            }
            var clock = socket().clock;
            outbound.add(new Sent(clock.nanos(clock.now()), value,
                    clock.nanos(socket().uart.characterCycles())));
        }

        private void meet() {
            lock.lock();
            try {
                give();
                long quiet = socket().scheduler.quietUntil();
                quietNanos = quiet == NEVER ? NEVER : socket().clock.nanos(quiet);
                meetings++;
                if (other(this).meetings == meetings) {
                    settle();
                }
            } finally {
                lock.unlock();
            }
            awaitOther();
            take();
            armMeeting();
        }

        private void give() {
            given.addAll(outbound);
            outbound.clear();
        }

        /** Holds the thread, but not the core, until the other board is here, too. */
        private void awaitOther() {
            lock.lock();
            try {
                if (!mustWait()) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            var permit = socket().permit;
            permit.give();
            lock.lock();
            try {
                while (mustWait()) {
                    moved.awaitNanos(STOP_NANOS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                socket().inbox.stop();
            } finally {
                lock.unlock();
                permit.take();
            }
        }

        private boolean mustWait() {
            var other = other(this);
            return other.meetings < meetings && !other.gone && !socket().inbox.stopped();
        }

        private void take() {
            lock.lock();
            try {
                var other = other(this);
                if (other.gone) {
                    taken.addAll(other.given);
                    other.given.clear();
                }
                inbound.addAll(taken);
                taken.clear();
            } finally {
                lock.unlock();
            }
            armArrival();
        }

        private void armMeeting() {
            long nanos = meetingNanos;
            if (nanos != NEVER && !other(this).gone) {
                socket().clock.arm(socket().meeting, cycleOf(nanos));
            }
        }

        private void armArrival() {
            var next = inbound.peek();
            if (next != null && !awaited) {
                awaited = true;
                socket().clock.earlyAt(cycleOf(next.nanos + DELAY_NANOS), this::arrived);
            }
        }

        private long cycleOf(long nanos) {
            var clock = socket().clock;
            return Math.max(clock.now(), clock.cycles(nanos));
        }

        private void arrived() {
            awaited = false;
            var sent = inbound.remove();
            var uart = socket().uart;
            long expected = socket().clock.nanos(uart.characterCycles());
            socket().run.apply(new InputEvent.CableInput(sent.value,
                    !UartWire.errors(sent.characterNanos, expected).isEmpty()));
            armArrival();
        }

        /** An input from outside was taken: where nothing could happen, something can now. */
        void stir() {
            if (meetingNanos != NEVER) {
                return;
            }
            lock.lock();
            try {
                if (meetingNanos == NEVER && !other(this).gone) {
                    var clock = socket().clock;
                    meetingNanos = clock.nanos(clock.now()) + DELAY_NANOS;
                    other(this).poke();
                }
            } finally {
                lock.unlock();
            }
            armMeeting();
        }

        /** Somebody has poked this board: the other one was stirred, or is gone. */
        void look() {
            if (other(this).gone) {
                take();
            } else if (!socket().meeting.isPending()) {
                armMeeting();
            }
        }

        private void poke() {
            if (socket != null) {
                socket.inbox.poke();
            }
        }

        /**
         * No input from outside will reach this board any more. What came with the end may still
         * stir it, so the other one does not yet take it for silent.
         */
        void inputsEnded() {
            stir();
            lock.lock();
            try {
                inputsEnded = true;
            } finally {
                lock.unlock();
            }
        }

        /** Whether nothing will come through the cable any more. */
        boolean isSilent() {
            lock.lock();
            try {
                var other = other(this);
                return other.gone || meetingNanos == NEVER && other.inputsEnded;
            } finally {
                lock.unlock();
            }
        }

        /** The board's run is over: what has left it is on its way, and nothing will follow. */
        void close() {
            lock.lock();
            try {
                give();
                gone = true;
                moved.signalAll();
                other(this).poke();
            } finally {
                lock.unlock();
            }
        }
    }
}
