package dev.hostless.board;

import dev.hostless.board.EventTrace.Kind;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.engine.Cpu;
import dev.hostless.engine.FunctionType;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestGlobal;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapKind;
import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs several cores on one clock, always in the same order. Time is cut into windows of a quantum;
 * a window also ends where an alarm of the devices or a timeout is due. In each window every core
 * that does not wait computes until its own cycle counter has reached the window's end: core 0
 * first, then the others by number. When all of them have, the devices' clock moves there, and the
 * next window begins. So cores are at most a window apart, and what one writes the others see in
 * the order of turns.
 *
 * <p>A guest can be left only at safepoints and its frames are on its thread's stack, so each core
 * that was started has a thread; but one of them computes at a time, and hands the turn to the next
 * by name. Which one that is depends on cycle counters and nothing else. With one core on, there
 * are no windows, and the {@link Scheduler} does everything.
 *
 * <p>A device that one core has touched in its window is ahead of the cores that come after it. A
 * core that is behind the devices' clock when it touches one waits for that clock, as for a bus.
 */
final class Cores {
    static final String STACK_POINTER = "__stack_pointer";
    /** What a core can begin with. */
    static final FunctionType ENTRY = new FunctionType(List.of(ValueType.I32), List.of());

    private final Core[] cores;
    private final int quantumCycles;
    private final VirtualClock clock;
    private final Scheduler scheduler;
    private final EventTrace trace;
    private final BooleanSupplier interruptDeliverable;
    private @Nullable Function<Cpu, Guest> program;

    private Core running;
    private int on = 1;
    /** Number of the next core that may have a turn in this window. */
    private int next;
    private long windowStart;
    private long windowEnd;
    private @Nullable CoreEnded ended;
    private @Nullable Core culprit;
    private boolean stopping;

    Cores(CoreSpec spec, Core first, VirtualClock clock, Scheduler scheduler, EventTrace trace,
            BooleanSupplier interruptDeliverable) {
        this.cores = new Core[spec.count()];
        this.quantumCycles = spec.quantumCycles();
        this.clock = clock;
        this.scheduler = scheduler;
        this.trace = trace;
        this.interruptDeliverable = interruptDeliverable;
        this.running = first;
        cores[0] = first;
        for (int number = 1; number < cores.length; number++) {
            cores[number] = new Core(number, new Cpu());
        }
        first.switchOn(0);
    }

    /** How the other cores get their instances of the first one's program. */
    void program(Function<Cpu, Guest> instance) {
        program = instance;
    }

    int count() {
        return cores.length;
    }

    /** The core whose turn it is. */
    Core running() {
        return running;
    }

    /** Whether cores take turns: another one than the first is on. */
    boolean several() {
        return on > 1;
    }

    Core core(int number) {
        return cores[number];
    }

    /** Starts a core that is off, which calls an element of table 0 with the argument. */
    void start(Core core, int entry, int argument, @Nullable Integer stackTop) {
        var thread = new Thread(null, () -> run(core, entry, argument, stackTop),
                Thread.currentThread().getName() + " core " + core.number(),
                BoardThreads.STACK_BYTES);
        thread.setDaemon(true);
        core.thread(thread);
        if (!several()) {
            next = running.number() + 1;
            beginWindow(Math.max(clock.now(), running.cycles()));
        }
        on++;
        core.switchOn(running.cycles());
        trace.event(Kind.CORE_STARTED, running.cycles(), core.number());
        core.cpu().handler(_ -> scheduler.safepoint());
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            on--;
            core.switchOff();
            throw new IllegalStateException("no thread for core " + core.number(), noThread);
        }
        scheduler.rearm();
    }

    /** The life of a core's thread. */
    private void run(Core core, int entry, int argument, @Nullable Integer stackTop) {
        core.takeTurn();
        if (stopping) {
            return;
        }
        Core heir;
        try {
            execute(core, entry, argument, stackTop);
            heir = choose();
        } catch (CoreStopped stopped) {
            return;
        } catch (RuntimeException | Error end) {
            ended = new CoreEnded(end);
            culprit = core;
            heir = cores[0];
        }
        pass(heir);
    }

    private void execute(Core core, int entry, int argument, @Nullable Integer stackTop) {
        if (program == null) {
            throw new IllegalStateException("BUG: a core starts before the board has booted");
        }
        scheduler.rearm();
        var guest = program.apply(core.cpu());
        core.guest(guest);
        if (stackTop != null && guest.export(STACK_POINTER) instanceof GuestGlobal global) {
            global.bits(stackTop);
        }
        var function = guest.element(0, entry);
        if (!function.type().equals(ENTRY)) {
            throw new Trap(TrapKind.INDIRECT_CALL_TYPE_MISMATCH,
                    TrapKind.INDIRECT_CALL_TYPE_MISMATCH.wording() + ": element " + entry
                            + ", where a core starts, is " + function.type());
        }
        function.call(argument);
        trace.event(Kind.CORE_STOPPED, core.cycles(), core.number());
        core.switchOff();
        on--;
    }

    /** The core whose turn it is comes to a safepoint. */
    void safepoint() {
        if (running.cycles() >= windowEnd) {
            handOn();
        }
    }

    /** The core whose turn it is waits; answers when that may be over, or a handler may run. */
    void await(Wait wait) {
        running.waitFor(wait);
        windowEnd = Math.min(windowEnd, Math.max(wait.cycle(), windowStart + 1));
        handOn();
    }

    /** The core whose turn it is does nothing until the cycle. */
    void stall(long cycle) {
        running.idleUntil(cycle);
        safepoint();
    }

    /** Another core has done what the one waits for. */
    void notified(Core core) {
        if (several()) {
            core.notifiedAt(running.cycles());
        }
    }

    /** Up to where the core whose turn it is may compute. What devices do ends the window. */
    long turnEnd() {
        windowEnd = Math.min(windowEnd, Math.max(clock.nextDue(), windowStart + 1));
        return windowEnd;
    }

    /** Hands the turn on, and returns when it is back. */
    private void handOn() {
        var self = running;
        var heir = choose();
        if (heir == self) {
            return;
        }
        pass(heir);
        self.takeTurn();
        if (stopping) {
            throw new CoreStopped();
        }
        if (ended != null) {
            throw ended;
        }
    }

    private void pass(Core heir) {
        running = heir;
        scheduler.runs(heir);
        heir.giveTurn();
    }

    private Core choose() {
        while (several()) {
            while (next < cores.length) {
                var core = cores[next++];
                wakeIfDue(core);
                if (core.isOn() && !core.isWaiting() && core.cycles() < windowEnd) {
                    running = core;
                    scheduler.runs(core);
                    return core;
                }
            }
            endWindow();
        }
        var first = cores[0];
        if (first.isWaiting()) {
            first.wake(windowStart, clock.now());
        }
        return first;
    }

    private void wakeIfDue(Core core) {
        if (core.waitIsOver(clock.now())
                || core.isFirst() && core.isWaiting() && interruptDeliverable.getAsBoolean()) {
            core.wake(windowStart, clock.now());
        }
    }

    /** No core computes any more in this window: time moves to the next. */
    private void endWindow() {
        next = 0;
        long soonest = Long.MAX_VALUE;
        boolean computing = false;
        for (var core : cores) {
            wakeIfDue(core);
            if (core.isOn()) {
                computing |= !core.isWaiting();
                soonest = Math.min(soonest,
                        core.isWaiting() ? core.waitsUntil() : core.cycles());
            }
        }
        if (computing) {
            long start = Math.max(windowEnd, Math.min(soonest, scheduler.horizon()));
            scheduler.advanceTo(start);
            scheduler.betweenWindows(false);
            beginWindow(start);
        } else {
            scheduler.idleUntil(Math.min(soonest, clock.nextDue()));
            scheduler.betweenWindows(true);
            beginWindow(clock.now());
        }
    }

    private void beginWindow(long start) {
        windowStart = start;
        long end = Math.min(start + quantumCycles, scheduler.horizon());
        for (var core : cores) {
            end = Math.min(end, core.waitsUntil());
        }
        windowEnd = Math.max(end, start + 1);
    }

    /** The board has ended, on its own thread: the threads of the other cores end, too. */
    void stop() {
        if (cores.length > 1) {
            for (var core : cores) {
                if (core.isOn()) {
                    trace.event(Kind.CORE_STOPPED, core.cycles(), core.number());
                }
            }
        }
        stopping = true;
        for (int number = 1; number < cores.length; number++) {
            var thread = cores[number].thread();
            if (thread != null) {
                cores[number].giveTurn();
                join(thread);
            }
        }
        on = 1;
        running = cores[0];
        running.idleUntil(Math.max(clock.now(), culprit == null ? 0 : culprit.cycles()));
        scheduler.runs(running);
    }

    /** The board is reset: the first core alone is on, and the others are as they came. */
    void reset() {
        stop();
        stopping = false;
        ended = null;
        culprit = null;
        next = 0;
        for (int number = 1; number < cores.length; number++) {
            cores[number] = new Core(number, new Cpu());
        }
        if (running.isWaiting()) {
            running.wake(0, clock.now());
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The core that ended the run, if there was a choice. */
    @Nullable
    Core culprit() {
        if (cores.length == 1) {
            return null;
        }
        return culprit == null ? cores[0] : culprit;
    }

    /** What each has done, or nothing if the board has one core. */
    List<CoreFigures> figures() {
        if (cores.length == 1) {
            return List.of();
        }
        var figures = new ArrayList<CoreFigures>();
        for (var core : cores) {
            figures.add(core.figures());
        }
        return figures;
    }
}
