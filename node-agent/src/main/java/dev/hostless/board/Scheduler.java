package dev.hostless.board;

import dev.hostless.devices.Stateful;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.engine.Cpu;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves a board's time. There is one order of events, and it is that of the cycles: the guest runs
 * until the next alarm of the {@link VirtualClock} is due, the devices act, interrupts are
 * delivered, the guest runs on. When the guest waits, the clock jumps from alarm to alarm instead.
 *
 * <p>The CPU's cycle count is the board's time, and the devices' clock follows it:
 * {@link #sync()} is called before anything touches a device, so no device sees a stale time.
 * Inputs from other threads are taken in at safepoints and stamped with the cycle; from there on
 * they are part of the run like everything else.
 */
final class Scheduler implements Stateful {
    /** The longest stretch of guest code without a look around: 10 ms of board time. */
    private static final int HEARTBEATS_PER_SECOND = 100;
    /** The answer of {@link #goOn} when there is nothing to wait for any more. */
    static final long OVER = -1;
    /** Host naps shorter than this cost more than they tie board time to host time. */
    private static final long NAP_NANOS_MIN = 1_000_000L;

    private final VirtualClock clock;
    private final Inbox inbox;
    private final Pace pace;
    private final Permit permit;
    private final Inputs inputs;
    private final long stopAt;
    private final long heartbeatCycles;

    private final BoardRun run;
    private final Cores cores;
    /** The core whose turn it is, and its CPU. */
    private Core core;
    private Cpu cpu;
    private BackgroundWork background = BackgroundWork.NONE;
    private @Nullable GuestAttention attention;
    private @Nullable Wait current;
    private long nextHeartbeat;
    private long idleCycles;
    /** The last cycle at which the board looked for inputs. */
    private long lastLook = -1;
    private boolean stopping;

    Scheduler(Core first, CoreSpec spec, VirtualClock clock, EventTrace trace, Inbox inbox,
            Pace pace, Permit permit, Inputs inputs, BoardRun run) {
        this.core = first;
        this.cpu = first.cpu();
        this.cores = new Cores(spec, first, clock, this, trace, run::interruptDeliverable);
        this.clock = clock;
        this.inbox = inbox;
        this.pace = pace;
        this.permit = permit;
        this.inputs = inputs;
        this.stopAt = inputs.stopAt();
        this.run = run;
        this.heartbeatCycles = Math.max(1, clock.hz() / HEARTBEATS_PER_SECOND);
        this.nextHeartbeat = heartbeatCycles;
    }

    /** What is to be done beside the guest; to be called before {@link #start}. */
    void background(BackgroundWork work) {
        background = work;
    }

    /** The guest wants to be asked; to be called before {@link #start}. */
    void attention(GuestAttention asked) {
        attention = asked;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(nextHeartbeat);
        out.writeLong(idleCycles);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        nextHeartbeat = in.readLong();
        idleCycles = in.readLong();
        cpu.advanceTo(clock.now());
    }

    /** From here on the guest may run. */
    void start() {
        cpu.handler(_ -> safepoint());
        arm();
    }

    long idleCycles() {
        return idleCycles;
    }

    Cores cores() {
        return cores;
    }

    /** It is this core's turn. */
    void runs(Core next) {
        core = next;
        cpu = next.cpu();
    }

    /**
     * The devices' clock catches up with the guest; what is due by now happens. A core that is
     * behind devices which another one has touched waits for them.
     */
    void sync() {
        if (cpu.cycles() < clock.now()) {
            core.idleUntil(clock.now());
        }
        clock.advanceTo(cpu.cycles());
        run.devicesMoved();
    }

    /** A host call costs the guest time; devices see the time after it. */
    void charge(long cycles) {
        cpu.charge(cycles);
        sync();
    }

    /** A host call costs the guest time, and no device is concerned. */
    void chargeOnly(long cycles) {
        cpu.charge(cycles);
    }

    /** The guest of the core whose turn it is can be left here. */
    void safepoint() {
        if (cores.several()) {
            cores.safepoint();
            arm();
            deliver(false);
            return;
        }
        if (cpu.deadline() != Cpu.NO_DEADLINE) {
            called();
            return;
        }
        sync();
        takeInputs();
        endIfOver(false);
        if (clock.now() >= background.due()) {
            background.slice();
            sync();
        }
        if (attention != null) {
            attention.look();
        }
        if (clock.now() >= nextHeartbeat) {
            heartbeat();
        }
        arm();
        deliver(false);
    }

    /**
     * Another thread has something, and the deadline is still to come. Which safepoint this is
     * depends on the host, so the board does nothing here but have a look at the next cycle that
     * has a safepoint: from its number alone a replay finds that one again.
     */
    private void called() {
        if (somethingCame()) {
            cpu.deadline(cpu.cycles() + 1);
        }
    }

    private boolean somethingCame() {
        return inbox.stopped() || inbox.hasEvents() && clock.now() >= inputs.liveFrom();
    }

    /** A handler is guest code: the deadline is armed while it runs, so it can be left too. */
    private void deliver(boolean waiting) {
        long before = cpu.cycles();
        while (core.isFirst() && run.deliverInterrupt()) {
            if (cpu.cycles() == before) {
                // One that does nothing would run for ever where a line is stuck.
                cpu.charge(1);
            }
            before = cpu.cycles();
            if (waiting) {
                run.guestWaits();
            }
            sync();
            takeInputs();
            endIfOver(waiting);
            arm();
        }
    }

    private void heartbeat() {
        nextHeartbeat = clock.now() + heartbeatCycles;
        run.publish();
        long nanos = pace.hostNanosUntil(clock.nanos(clock.now()));
        if (nanos >= NAP_NANOS_MIN) {
            // What wakes it is taken at the next look, which arm() plans.
            nap(nanos);
        } else if (permit.wanted()) {
            permit.give();
            permit.take();
        }
    }

    /** What is due now is due at the next safepoint, and that is at least a cycle away. */
    private void arm() {
        long next = core.isFirst() && (run.resetWanted() || run.interruptDeliverable())
                ? 0
                : cores.several() ? cores.turnEnd() : Math.min(background.due(), horizon());
        if (!cores.several()) {
            next = Math.min(next, somethingCame() ? 0 : inputs.nextEntry());
            next = attention == null ? next : Math.min(next, attention.due());
        }
        cpu.deadline(Math.max(next, cpu.cycles() + 1));
    }

    /** Up to where nothing is due but what cores want of each other. */
    long horizon() {
        return Math.min(clock.nextDue(), Math.min(nextHeartbeat, stopAt));
    }

    /** All cores have come so far. */
    void advanceTo(long cycle) {
        clock.advanceTo(Math.max(cycle, clock.now()));
        run.devicesMoved();
    }

    /** All cores have had their turn; what comes from outside comes here. */
    void betweenWindows(boolean waiting) {
        enterInputs();
        endIfOver(waiting);
        if (clock.now() >= nextHeartbeat) {
            heartbeat();
        }
    }

    /**
     * The guest does nothing until the condition holds, the cycle is reached or it is needed in the
     * background; interrupt handlers may run meanwhile. The guest sees it as a wait.
     *
     * @return false if only time has passed
     */
    boolean waitUntil(long cycle, BooleanSupplier ready) {
        var wait = begin(cycle, ready);
        while (true) {
            long nanos = goOn(wait);
            if (nanos == OVER) {
                return wait.wasMet();
            }
            if (nanos == 0) {
                permit.give();
                permit.take();
            } else {
                nap(nanos);
            }
        }
    }

    /** Begins a wait as {@link #waitUntil} does, for somebody who goes on with it. */
    Wait begin(long cycle, BooleanSupplier ready) {
        run.guestWaits();
        syncAlone();
        return new Wait(cycle, ready);
    }

    /**
     * Goes on with a wait as far as that takes no host time, or until other cores have done what
     * ends it.
     *
     * @return {@link #OVER}, or the host nanoseconds after which to go on, if no input arrives
     *     before; 0 if another board wants the core
     */
    long goOn(Wait wait) {
        current = wait;
        try {
            return passTime(wait);
        } finally {
            current = null;
        }
    }

    private long passTime(Wait wait) {
        if (wait.naps()) {
            wakeFrom(wait);
        }
        while (true) {
            run.mayTakeImage(wait);
            takeInputs();
            arm();
            deliver(true);
            if (wait.isReady() || background.wakes()) {
                wait.met();
                return OVER;
            }
            endIfOver(true);
            if (Math.max(clock.now(), cpu.cycles()) >= wait.cycle()) {
                arm();
                return OVER;
            }
            if (cores.several()) {
                cores.await(wait);
                current = wait;
                syncAlone();
                continue;
            }
            long next = Math.min(wait.cycle(), clock.nextDue());
            if (background.idle(next - clock.now())) {
                sync();
                continue;
            }
            long nanos = idle(wait, Math.min(next, stopAt));
            if (nanos > 0) {
                return nanos;
            }
            if (permit.wanted()) {
                return 0;
            }
        }
    }

    /** As {@link #waitUntil}, for so many nanoseconds, or without end if they are negative. */
    boolean waitFor(long nanos, BooleanSupplier ready) {
        syncAlone();
        return waitUntil(nanos < 0 ? Long.MAX_VALUE : cycleAfter(nanos), ready);
    }

    /** What a core waits for need not be a device: it moves the devices' clock only if alone. */
    private void syncAlone() {
        if (!cores.several()) {
            sync();
        }
    }

    /** The guest does nothing until the cycle, because a device is not ready for it. */
    void stallUntil(long cycle) {
        if (cores.several()) {
            cores.stall(Math.min(cycle, stopAt));
            sync();
        } else {
            jumpTo(Math.min(cycle, stopAt));
        }
        takeInputs();
        endIfOver(false);
    }

    /** After the guest's end the devices still finish what they have begun. */
    void drainUntil(long cycle) {
        if (cycle != Long.MAX_VALUE) {
            jumpTo(Math.min(cycle, stopAt));
        }
    }

    /** Time passes without a guest: the board has no power. */
    void offUntil(long cycle) {
        sync();
        while (clock.now() < cycle) {
            takeInputs();
            endIfOver(true);
            idleUntil(Math.min(cycle, clock.nextDue()));
        }
    }

    /** The first cycle at which so many nanoseconds from now have passed. */
    long cycleAfter(long nanos) {
        long cycle = Math.max(clock.now(), cpu.cycles()) + clock.cycles(nanos);
        return cycle < 0 ? Long.MAX_VALUE : cycle;
    }

    /** A device was given something to do: the guest must not run past its alarm. */
    void rearm() {
        arm();
    }

    /** No guest computes: lets time pass up to the cycle, or less when an input arrives. */
    void idleUntil(long cycle) {
        var nobody = new Wait(cycle, () -> false);
        long nanos = idle(nobody, Math.min(cycle, stopAt));
        if (nanos > 0) {
            nap(nanos);
            wakeFrom(nobody);
        } else if (permit.wanted()) {
            permit.give();
            permit.take();
        }
    }

    private void wakeFrom(Wait wait) {
        long due = wait.wake();
        jumpTo(inbox.hasSomething()
                ? Math.min(due, Math.max(clock.now() + 1, pacedCycle()))
                : due);
    }

    /**
     * Lets idle time pass up to the cycle, unless host time must pass first: so much of it. At
     * least a cycle passes, since the board looks for inputs once in each.
     */
    private long idle(Wait wait, long next) {
        long due = Math.min(next, nextLook());
        if (due == Long.MAX_VALUE) {
            if (run.inputsEnded() || inputs.liveFrom() == Long.MAX_VALUE) {
                throw new RunEnded(true);
            }
            wait.nap(due);
            return Long.MAX_VALUE;
        }
        long nanos = pace.hostNanosUntil(clock.nanos(due));
        if (nanos > 0) {
            wait.nap(due);
            return nanos;
        }
        jumpTo(due);
        return 0;
    }

    /** Until when nothing happens here of itself: the present cycle if the guest computes. */
    long quietUntil() {
        var wait = current;
        boolean busy = wait == null || cores.several() || run.isHandling()
                || run.interruptDeliverable() || inbox.hasSomething()
                || background.due() != Long.MAX_VALUE || wait.isReady();
        return busy
                ? clock.now()
                : Math.min(Math.min(wait.cycle(), clock.nextDue()), Math.min(stopAt, nextLook()));
    }

    /** When there is something to be taken that is known already. */
    private long nextLook() {
        long now = clock.now();
        long live = inputs.liveFrom() > now ? inputs.liveFrom() : Long.MAX_VALUE;
        return Math.max(now + 1, Math.min(live, inputs.nextEntry()));
    }

    /** The wait stood in a nap when it was last gone on with. */
    void napsOn(Wait wait) {
        wait.nap(Math.min(Math.min(wait.cycle(), clock.nextDue()), stopAt));
    }

    private long pacedCycle() {
        return Math.max(clock.now(), clock.cycles(pace.virtualNanosNow()));
    }

    private void jumpTo(long cycle) {
        if (cores.several()) {
            idleCycles += Math.max(0, cycle - clock.now());
            advanceTo(cycle);
            return;
        }
        long now = cpu.cycles();
        if (cycle > now) {
            idleCycles += cycle - now;
            core.idleUntil(cycle);
        }
        sync();
    }

    /** Holds the thread until the time is over, an input arrives or the board is to stop. */
    private void nap(long hostNanos) {
        run.beforeNap();
        permit.give();
        try {
            inbox.await(hostNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            inbox.stop();
        } finally {
            permit.take();
            run.afterNap();
        }
    }

    /** Where cores take turns inputs come between windows only, so that they can be replayed. */
    private void takeInputs() {
        if (!cores.several()) {
            enterInputs();
        }
    }

    /**
     * Looks for inputs. The first look at a cycle is the only one that counts: a later one at the
     * same cycle could not be told from it when the run is repeated.
     */
    private void enterInputs() {
        long now = clock.now();
        if (now == lastLook) {
            return;
        }
        lastLook = now;
        inputs.enterUntil(now, run::enter);
        if (inbox.hasEvents() && now >= inputs.liveFrom()) {
            var events = inbox.drain();
            events.forEach(run::enter);
            run.lookedAround(!events.isEmpty());
        }
        stopping = inbox.stopped() || inputs.stopEntered(now);
    }

    private void endIfOver(boolean waiting) {
        if (stopping) {
            run.stopped();
        }
        if (stopping || clock.now() >= stopAt) {
            throw new RunEnded(waiting);
        }
        run.resetIfWanted();
    }
}
