package dev.hostless.board;

import dev.hostless.devices.register.BusFault;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapKind;

/** The module {@code board}: registers and interrupts, for firmware written to the metal. */
public final class BoardImports implements HostModule {
    static final int MMIO_CYCLES = 4;
    static final int INTERRUPT_CYCLES = 8;

    private final Schematic board;
    private final Scheduler scheduler;
    private final InterruptDelivery interrupts;
    private final ResetCause cause;

    BoardImports(Schematic board, Scheduler scheduler, InterruptDelivery interrupts,
            ResetCause cause) {
        this.board = board;
        this.scheduler = scheduler;
        this.interrupts = interrupts;
        this.cause = cause;
    }

    @Override
    public String name() {
        return BoardSystem.MODULE;
    }

    /** Reads the register at an address. */
    @HostFunction("mmio_read")
    public int mmioRead(int address) {
        scheduler.charge(MMIO_CYCLES);
        try {
            return board.bus.read32(address);
        } catch (BusFault fault) {
            throw trap(fault);
        } finally {
            scheduler.rearm();
        }
    }

    /** Writes the register at an address. */
    @HostFunction("mmio_write")
    public void mmioWrite(int address, int value) {
        scheduler.charge(MMIO_CYCLES);
        try {
            board.bus.write32(address, value);
        } catch (BusFault fault) {
            throw trap(fault);
        } finally {
            scheduler.rearm();
        }
    }

    /** The frequency of the clock that the devices divide. */
    @HostFunction("clock_hz")
    public long clockHz() {
        scheduler.charge(INTERRUPT_CYCLES);
        return board.clock.hz();
    }

    /** The enabled pending lines, bit n for line n; they are acknowledged. */
    @HostFunction("irq_pending")
    public int irqPending() {
        scheduler.charge(INTERRUPT_CYCLES);
        return interrupts.takePending();
    }

    /**
     * Waits until a line is pending, a handler has run or the time is over.
     *
     * @param timeoutNanos of board time; -1 for none, other negative numbers count as 0
     * @return as {@link #irqPending()}
     */
    @HostFunction("wait_for_interrupt")
    public int waitForInterrupt(long timeoutNanos) {
        scheduler.charge(INTERRUPT_CYCLES);
        long until = timeoutNanos == -1
                ? Long.MAX_VALUE
                : scheduler.cycleAfter(Math.max(0, timeoutNanos));
        long handledBefore = interrupts.handled();
        scheduler.waitUntil(until, () -> interrupts.somethingPending()
                || interrupts.handled() != handledBefore);
        return interrupts.takePending();
    }

    /** Why the guest began: 0 the supply came, 1 brown-out, 2 watchdog. */
    @HostFunction("reset_cause")
    public int resetCause() {
        scheduler.charge(INTERRUPT_CYCLES);
        return cause.ordinal();
    }

    private static Trap trap(BusFault fault) {
        return new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, "bus fault: " + fault.getMessage());
    }
}
