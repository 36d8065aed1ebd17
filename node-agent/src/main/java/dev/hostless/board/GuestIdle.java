package dev.hostless.board;

import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import org.jspecify.annotations.Nullable;

/**
 * The module {@code board}: waiting. A guest that can leave WebAssembly and be called again says
 * what it waits for, and returns; while it waits none of its frames is on a thread's stack, so all
 * of it is in its memory and globals. One that cannot waits inside the call.
 */
public final class GuestIdle implements HostModule {
    /** What a guest that returned waits for, and where it wants to be called. */
    record Wish(long deadlineNanos, int lines, boolean console, int resume) {
    }

    private final Schematic board;
    private final Scheduler scheduler;
    private final ConsoleInput input;
    private final InterruptDelivery interrupts;
    private @Nullable Wish wish;

    GuestIdle(Schematic board, Scheduler scheduler, ConsoleInput input,
            InterruptDelivery interrupts) {
        this.board = board;
        this.scheduler = scheduler;
        this.input = input;
        this.interrupts = interrupts;
    }

    @Override
    public String name() {
        return BoardSystem.MODULE;
    }

    /**
     * Waits for the first of: a time, an interrupt, input.
     *
     * @param deadlineNanos on the clock of {@code nanotime}; negative for none
     * @param lines bit n for interrupt line n; only enabled ones end the wait
     * @param console not 0: input on UART0, or its end, ends the wait
     * @param resume 0 to wait inside the call; else the guest returns to the board, which calls
     *     this element of table 0, a function without parameters and results, when it is over.
     *     Other cores than the first wait inside the call whatever it says
     */
    @HostFunction("idle")
    public void idle(long deadlineNanos, int lines, int console, int resume) {
        scheduler.charge(BoardSystem.CALL_CYCLES);
        var wanted = new Wish(deadlineNanos, lines, console != 0, resume);
        if (resume == 0 || !scheduler.cores().running().isFirst()) {
            scheduler.waitUntil(cycle(wanted), () -> isMet(wanted));
        } else {
            wish = wanted;
        }
    }

    /** Whether a read of the console would bring something: a byte, or the end of the input. */
    @HostFunction("console_ready")
    public int consoleReady() {
        scheduler.charge(BoardSystem.CALL_CYCLES);
        return input.readable() ? 1 : 0;
    }

    /** The lines that the interrupt controller lets through, bit n for line n. */
    @HostFunction("irq_enabled")
    public int irqEnabled() {
        scheduler.charge(BoardSystem.CALL_CYCLES);
        return interrupts.enabled();
    }

    /** What the guest said before it returned, once; null when it has simply ended. */
    @Nullable
    Wish take() {
        var taken = wish;
        wish = null;
        return taken;
    }

    /** Begins the wait of a guest that has returned. */
    Wait begin(Wish wanted) {
        return scheduler.begin(cycle(wanted), () -> isMet(wanted));
    }

    private long cycle(Wish wanted) {
        return wanted.deadlineNanos < 0
                ? Long.MAX_VALUE
                : board.clock.cycles(wanted.deadlineNanos);
    }

    private boolean isMet(Wish wanted) {
        return interrupts.pendingOf(wanted.lines) || wanted.console && input.readable();
    }
}
