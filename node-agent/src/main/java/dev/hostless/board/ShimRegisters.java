package dev.hostless.board;

import dev.hostless.devices.register.BusFault;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapKind;

/**
 * How a shim of the module {@code env} drives a device: by its registers, as firmware would, each
 * access at firmware's price. A shim that waits for a device holds the board, as a driver that
 * looks at a flag again and again does.
 */
final class ShimRegisters {
    static final int UART1 = 0x4004_0000;
    static final int GPIO0 = 0x4003_0000;
    static final int TIMER0 = 0x4005_0000;
    static final int TIMER1 = 0x4006_0000;
    static final int SPI0 = 0x4008_0000;
    static final int I2C0 = 0x4009_0000;

    /** The longest that a shim waits for a device: a second of board time. */
    private static final long LIMIT_NANOS = 1_000_000_000L;

    private final Schematic board;
    private final Scheduler scheduler;

    ShimRegisters(Schematic board, Scheduler scheduler) {
        this.board = board;
        this.scheduler = scheduler;
    }

    /** The call itself; what it does with registers comes on top. */
    void charge() {
        scheduler.charge(EnvironmentShims.SHIM_CYCLES);
    }

    long clockHz() {
        return board.clock.hz();
    }

    int read(int address) {
        scheduler.charge(BoardImports.MMIO_CYCLES);
        try {
            return board.bus.read32(address);
        } catch (BusFault fault) {
            throw trap(fault);
        } finally {
            scheduler.rearm();
        }
    }

    void write(int address, int value) {
        scheduler.charge(BoardImports.MMIO_CYCLES);
        try {
            board.bus.write32(address, value);
        } catch (BusFault fault) {
            throw trap(fault);
        } finally {
            scheduler.rearm();
        }
    }

    void set(int address, int bits) {
        write(address, read(address) | bits);
    }

    void clear(int address, int bits) {
        write(address, read(address) & ~bits);
    }

    /** Sets some bits and clears the others of a mask. */
    void replace(int address, int mask, int bits) {
        write(address, read(address) & ~mask | bits & mask);
    }

    /**
     * Waits until a register has any of some bits set.
     *
     * @return what it holds then, or what it holds after a second or when no device has anything
     *         to do any more
     */
    int await(int address, int bits) {
        long limit = scheduler.cycleAfter(LIMIT_NANOS);
        int value = read(address);
        while ((value & bits) == 0 && nextStep(limit)) {
            value = read(address);
        }
        return value;
    }

    /** As {@link #await}, for all of the bits to be clear; whether they are. */
    boolean awaitClear(int address, int bits) {
        long limit = scheduler.cycleAfter(LIMIT_NANOS);
        while ((read(address) & bits) != 0) {
            if (!nextStep(limit)) {
                return false;
            }
        }
        return true;
    }

    private boolean nextStep(long limit) {
        long next = board.clock.nextDue();
        if (next > limit) {
            return false;
        }
        scheduler.stallUntil(next);
        return true;
    }

    /** Ends the guest: it has asked for what its board has not. */
    static Trap refuse(String what) {
        return new Trap(TrapKind.UNREACHABLE, "env." + what);
    }

    private static Trap trap(BusFault fault) {
        return new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, "bus fault: " + fault.getMessage());
    }
}
