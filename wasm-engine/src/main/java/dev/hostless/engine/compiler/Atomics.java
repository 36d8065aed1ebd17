package dev.hostless.engine.compiler;

import dev.hostless.engine.Guest;
import dev.hostless.engine.TrapKind;
import dev.hostless.engine.WaitQueue.Outcome;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/** What compiled code calls for atomic instructions. */
public final class Atomics {
    private Atomics() {
    }

    /** Bounds, alignment and protection of an atomic access; answers the place in the array. */
    public static int check(int address, int offset, int bytes, int write, Instance instance,
            int fuel) {
        long at = Integer.toUnsignedLong(address) + Integer.toUnsignedLong(offset);
        if (at + bytes > instance.memory.length) {
            throw Runtime.trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, fuel);
        }
        var guard = instance.guard;
        if (guard != null) {
            guard.check(at, bytes, write != 0, fuel);
        }
        if ((at & bytes - 1) != 0) {
            throw Runtime.trap(TrapKind.UNALIGNED_ATOMIC, fuel);
        }
        return (int) at;
    }

    public static void fence() {
        VarHandle.fullFence();
    }

    /** {@code memory.atomic.wait32}; answers the outcome, and the fuel in the upper half. */
    public static long wait32(int address, int expected, long timeout, int offset,
            Instance instance, int depth, int fuel) {
        int at = check(address, offset, 4, 0, instance, fuel);
        return await(at, timeout, instance, depth, fuel, () -> PortableAtomics.access(
                AtomicForm.Operator.LOAD.ordinal(), 4, instance.memory, at, 0, 0) == Integer
                        .toUnsignedLong(expected));
    }

    public static long wait64(int address, long expected, long timeout, int offset,
            Instance instance, int depth, int fuel) {
        int at = check(address, offset, 8, 0, instance, fuel);
        return await(at, timeout, instance, depth, fuel, () -> PortableAtomics.access(
                AtomicForm.Operator.LOAD.ordinal(), 8, instance.memory, at, 0, 0) == expected);
    }

    private static long await(int at, long timeout, Instance instance, int depth, int fuel,
            BooleanSupplier unchanged) {
        if (!instance.linearMemory().isShared()) {
            throw Runtime.trap(TrapKind.EXPECTED_SHARED_MEMORY, fuel);
        }
        var meter = instance.meter;
        meter.fuel = fuel;
        int outer = meter.depth;
        meter.depth = depth;
        Outcome outcome = instance.setup().waits().await((Guest) guest(instance), at, timeout,
                unchanged);
        // The end of a wait is a safepoint, as the return of a host call is.
        meter.safepoint();
        meter.depth = outer;
        return Numbers.pack(outcome.ordinal(), meter.fuel);
    }

    /** {@code memory.atomic.notify}; answers how many, and the fuel in the upper half. */
    public static long wake(int address, int count, int offset, Instance instance, int depth,
            int fuel) {
        int at = check(address, offset, 4, 0, instance, fuel);
        if (!instance.linearMemory().isShared()) {
            return Numbers.pack(0, fuel);
        }
        var meter = instance.meter;
        meter.fuel = fuel;
        int outer = meter.depth;
        meter.depth = depth;
        int ended = instance.setup().waits().notify((Guest) guest(instance), at, count);
        meter.depth = outer;
        return Numbers.pack(ended, meter.fuel);
    }

    private static Object guest(Instance instance) {
        var guest = instance.guest;
        if (guest == null) {
            throw new IllegalStateException("BUG: the instance has no guest");
        }
        return guest;
    }
}
