package dev.hostless.board;

import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.LinearMemory;

/**
 * {@code poll_oneoff}: the wait for an interrupt, with a deadline and the console as what may
 * interrupt it. Go's scheduler calls it whenever no goroutine can run.
 */
public final class WasiPoll implements HostModule {
    /** Most subscriptions of one call; Go has one for each waiting descriptor and one clock. */
    static final int SUBSCRIPTIONS_MAX = 1_024;

    private static final int SUBSCRIPTION_BYTES = 48;
    private static final int EVENT_BYTES = 32;
    private static final int CLOCK = 0;
    private static final int FD_READ = 1;
    private static final int FD_WRITE = 2;
    private static final int REALTIME = 0;
    private static final int CLOCK_MAX = 3;
    private static final int ABSOLUTE = 1;
    private static final int HANGUP = 1;

    private final Schematic board;
    private final Scheduler scheduler;
    private final ConsoleInput input;
    private final WasiDescriptors descriptors;

    WasiPoll(Schematic board, Scheduler scheduler, ConsoleInput input,
            WasiDescriptors descriptors) {
        this.board = board;
        this.scheduler = scheduler;
        this.input = input;
        this.descriptors = descriptors;
    }

    @Override
    public String name() {
        return WasiPreview1.MODULE;
    }

    /** Waits for the first of the subscriptions and writes an event for each that is ready. */
    @HostFunction("poll_oneoff")
    public int pollOneoff(Guest guest, int subscriptions, int events, int count, int result) {
        scheduler.charge(WasiPreview1.CALL_CYCLES);
        if (count < 1 || count > SUBSCRIPTIONS_MAX) {
            return Errno.INVAL;
        }
        var memory = guest.memory();
        if (WasiPreview1.outside(memory, subscriptions, count * SUBSCRIPTION_BYTES)
                || WasiPreview1.outside(memory, events, count * EVENT_BYTES)
                || WasiPreview1.outside(memory, result, 4)) {
            return Errno.FAULT;
        }
        long[] due = new long[count];
        long earliest = Long.MAX_VALUE;
        boolean reads = false;
        boolean ready = false;
        for (int i = 0; i < count; i++) {
            int subscription = subscriptions + i * SUBSCRIPTION_BYTES;
            due[i] = dueCycle(memory, subscription);
            earliest = Math.min(earliest, due[i]);
            boolean waitsForInput = waitsForInput(memory, subscription);
            reads |= waitsForInput;
            ready |= memory.getByte(subscription + 8) == CLOCK
                    ? badClock(memory, subscription)
                    : !waitsForInput;
        }
        boolean waitsForInput = reads;
        if (!ready && board.clock.now() < earliest && !(reads && input.readable())) {
            scheduler.waitUntil(earliest, () -> waitsForInput && input.readable());
        }
        int written = 0;
        for (int i = 0; i < count; i++) {
            int subscription = subscriptions + i * SUBSCRIPTION_BYTES;
            if (isReady(memory, subscription, due[i])) {
                putEvent(memory, subscription, events + written * EVENT_BYTES);
                written++;
            }
        }
        memory.putInt(result, written);
        return Errno.SUCCESS;
    }

    /** When a clock subscription is due; what is no clock, or no clock that there is, never is. */
    private long dueCycle(LinearMemory memory, int subscription) {
        if (memory.getByte(subscription + 8) != CLOCK || badClock(memory, subscription)) {
            return Long.MAX_VALUE;
        }
        long timeout = memory.getLong(subscription + 24);
        if (timeout < 0) {
            return Long.MAX_VALUE;
        }
        if ((memory.getByte(subscription + 40) & ABSOLUTE) == 0) {
            return scheduler.cycleAfter(timeout);
        }
        long epoch = memory.getInt(subscription + 16) == REALTIME
                ? board.rtc.unixNanos() - board.clock.nanos(board.clock.now())
                : 0;
        return board.clock.cycles(Math.max(0, timeout - epoch));
    }

    private boolean waitsForInput(LinearMemory memory, int subscription) {
        return memory.getByte(subscription + 8) == FD_READ && memory.getInt(subscription + 16) == 0
                && descriptors.isOpen(0);
    }

    private boolean isReady(LinearMemory memory, int subscription, long due) {
        if (memory.getByte(subscription + 8) == CLOCK) {
            return board.clock.now() >= due || badClock(memory, subscription);
        }
        return !waitsForInput(memory, subscription) || input.readable();
    }

    private void putEvent(LinearMemory memory, int subscription, int event) {
        int type = memory.getByte(subscription + 8);
        long userData = memory.getLong(subscription);
        int error = error(memory, subscription, type);
        boolean input0 = error == Errno.SUCCESS && type == FD_READ
                && memory.getInt(subscription + 16) == 0;
        boolean ended = input0 && input.exhausted();
        memory.fill(event, (byte) 0, EVENT_BYTES);
        memory.putLong(event, userData);
        memory.putByte(event + 8, (byte) error);
        memory.putByte(event + 10, (byte) type);
        memory.putLong(event + 16, type == CLOCK || ended ? 0 : 1);
        memory.putByte(event + 24, (byte) (ended ? HANGUP : 0));
    }

    private int error(LinearMemory memory, int subscription, int type) {
        int fd = memory.getInt(subscription + 16);
        return switch (type) {
            case CLOCK -> badClock(memory, subscription) ? Errno.INVAL : Errno.SUCCESS;
            case FD_READ -> fd == 0 && descriptors.isOpen(0) || descriptors.isFile(fd)
                    ? Errno.SUCCESS
                    : Errno.BADF;
            case FD_WRITE -> fd != 0 && descriptors.isOpen(fd) || descriptors.isFile(fd)
                    ? Errno.SUCCESS
                    : Errno.BADF;
            default -> Errno.INVAL;
        };
    }

    private static boolean badClock(LinearMemory memory, int subscription) {
        int clock = memory.getInt(subscription + 16);
        return clock < 0 || clock > CLOCK_MAX;
    }
}
