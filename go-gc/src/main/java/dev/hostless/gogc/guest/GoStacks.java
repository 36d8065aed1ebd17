package dev.hostless.gogc.guest;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The goroutines of a Go program and the pointers on their stacks.
 *
 * <p>A goroutine is the address of its {@code g}. Stacks may be read only while the guest is in a
 * call of the host at which all its pointers are in memory; goroutines that are not running may
 * be read at any time.
 */
public final class GoStacks {
    private static final String G = "a goroutine";
    private static final String LIST = "the list of goroutines";
    private static final String DEFER = "a deferred call";

    private final GuestMemory memory;
    private final GoDescriptor descriptor;
    private final StackScan scan;
    /** Deferred calls that are looked at before the list of goroutines is read again. */
    private long deferredLeft = Integer.MAX_VALUE;

    GoStacks(GuestMemory memory, GoDescriptor descriptor) {
        this.memory = memory;
        this.descriptor = descriptor;
        scan = new StackScan(memory, descriptor);
    }

    /** Frames that were read so far, of all stacks together. */
    public long framesRead() {
        return scan.framesRead();
    }

    /** All goroutines that have not ended, in the order in which their structs were made. */
    public int[] goroutines() {
        long slice = descriptor.at(GoWord.ALL_GS);
        long first = memory.pointer(slice, LIST);
        long count = memory.int64(slice + Long.BYTES, LIST);
        if (count < 0 || count > memory.bytes() / Long.BYTES) {
            throw new GuestLayoutProblem(slice, count + " goroutines");
        }
        memory.check(first, count * Long.BYTES, LIST);
        var goroutines = new int[(int) count];
        int kept = 0;
        long stackBytes = 0;
        for (int index = 0; index < count; index++) {
            long goroutine = memory.pointer(first + (long) Long.BYTES * index, G);
            if (hasStack(goroutine)) {
                goroutines[kept++] = (int) goroutine;
                stackBytes += stackHigh(goroutine) - stackLow(goroutine);
            }
        }
        // Then no stack is there twice often enough to make looking at all of them slow.
        if (stackBytes > memory.bytes()) {
            throw new GuestLayoutProblem(first, "goroutines with " + stackBytes
                    + " bytes of stacks, more than the memory has,");
        }
        deferredLeft = memory.bytes() / Long.BYTES;
        return Arrays.copyOf(goroutines, kept);
    }

    /**
     * How many goroutines have not ended, those of the runtime included; 0 if the list cannot be
     * read at this moment.
     */
    public int count() {
        try {
            long slice = descriptor.at(GoWord.ALL_GS);
            long first = memory.pointer(slice, LIST);
            long length = memory.int64(slice + Long.BYTES, LIST);
            if (length < 0 || length > memory.bytes() / Long.BYTES) {
                return 0;
            }
            memory.check(first, length * Long.BYTES, LIST);
            int count = 0;
            for (int index = 0; index < length; index++) {
                count += hasStack(memory.pointer(first + (long) Long.BYTES * index, G)) ? 1 : 0;
            }
            return count;
        } catch (GuestLayoutProblem changing) {
            return 0;
        }
    }

    /** The goroutine that runs, or for which the runtime works on the system stack; 0: none. */
    public int current() {
        return (int) memory.pointer(descriptor.at(GoWord.M0)
                + descriptor.at(GoWord.M_CURRENT_G), G);
    }

    /** Whether a goroutine runs, so that {@link #scan} leaves it out. */
    public boolean isRunning(int goroutine) {
        return status(Integer.toUnsignedLong(goroutine)) == descriptor.at(GoWord.RUNNING_STATUS);
    }

    /**
     * Reports the pointers on the stack of a goroutine that does not run. Nothing is reported for
     * one that runs or has ended.
     *
     * @return bytes of stack that were in use
     */
    public int scan(int goroutine, IntConsumer sink) {
        long g = Integer.toUnsignedLong(goroutine);
        if (!hasStack(g) || isRunning(goroutine)) {
            return 0;
        }
        long high = stackHigh(g);
        scan.begin(sink, stackLow(g), high);
        long sp = savedFrames(g);
        links(g);
        scan.finish();
        return (int) (high - sp);
    }

    /**
     * Reports the pointers on the stack on which the guest has called the host, and, if that is
     * the system stack, on the stack of the goroutine for which the runtime works there.
     *
     * @param stackPointer the guest's SP, which is its first global, inside the call
     * @return bytes of stack that were in use
     */
    public int scanRunning(int stackPointer, IntConsumer sink) {
        long sp = Integer.toUnsignedLong(stackPointer);
        long g = Integer.toUnsignedLong(current());
        if (g != 0 && sp >= stackLow(g) && sp < stackHigh(g)) {
            scan.begin(sink, stackLow(g), stackHigh(g));
            innermostFrames(sp, stackHigh(g), false);
            links(g);
            scan.finish();
            return (int) (stackHigh(g) - sp);
        }
        long low = systemLow();
        long high = systemHigh(low);
        if (sp < low || sp >= high) {
            throw new GuestLayoutProblem(sp, "a stack pointer on no stack");
        }
        if (g == 0 || !hasStack(g)) {
            scan.begin(sink, low, high);
            innermostFrames(sp, high, true);
            scan.finish();
            return (int) (high - sp);
        }
        scan.begin(sink, low, high, stackLow(g), stackHigh(g));
        long saved;
        if (low < stackLow(g)) {
            innermostFrames(sp, high, true);
            saved = savedFrames(g);
        } else {
            saved = savedFrames(g);
            innermostFrames(sp, high, true);
        }
        links(g);
        scan.finish();
        return (int) (high - sp + stackHigh(g) - saved);
    }

    /** In a call of the host, SP is at the word that says where the caller goes on. */
    private void innermostFrames(long sp, long high, boolean isSystem) {
        scan.frames(memory.int64(sp, "the stack"), sp + Long.BYTES, high, isSystem);
    }

    private long savedFrames(long g) {
        long sp = field(g, GoWord.G_SYSCALL_SP);
        long pc = field(g, GoWord.G_SYSCALL_PC);
        if (sp == 0) {
            sp = field(g, GoWord.G_SP);
            pc = field(g, GoWord.G_PC);
        }
        long high = stackHigh(g);
        if (sp < stackLow(g) || sp > high - Long.BYTES || sp % Long.BYTES != 0) {
            throw new GuestLayoutProblem(g, "a goroutine whose stack pointer is 0x"
                    + Long.toHexString(sp));
        }
        scan.frames(pc, sp, high, false);
        return sp;
    }

    /** What points into a stack from elsewhere: the context to go on with, defers and panics. */
    private void links(long g) {
        scan.pointer(field(g, GoWord.G_CONTEXT));
        scan.pointer(field(g, GoWord.G_PANICS));
        long call = memory.pointer(g + descriptor.at(GoWord.G_DEFERS), DEFER);
        long slow = call;
        for (long count = 0; call != 0; count++) {
            if (--deferredLeft < 0) {
                throw new GuestLayoutProblem(call, "deferred calls of many goroutines");
            }
            scan.pointer(memory.int64(call + descriptor.at(GoWord.DEFER_FUNCTION), DEFER));
            if (memory.unsigned8(call + descriptor.at(GoWord.DEFER_HEAP), DEFER) != 0) {
                scan.pointer(call);
            }
            call = memory.pointer(call + descriptor.at(GoWord.DEFER_LINK), DEFER);
            scan.pointer(call);
            if ((count & 1) != 0) {
                slow = memory.pointer(slow + descriptor.at(GoWord.DEFER_LINK), DEFER);
            }
            if (call == slow && call != 0) {
                throw new GuestLayoutProblem(call, "deferred calls in a circle");
            }
        }
    }

    private boolean hasStack(long g) {
        long status = status(g);
        return status != descriptor.at(GoWord.IDLE_STATUS)
                && status != descriptor.at(GoWord.DEAD_STATUS)
                && status != descriptor.at(GoWord.DEAD_EXTRA_STATUS);
    }

    private long status(long g) {
        memory.check(g, descriptor.at(GoWord.G_BYTES), G);
        return memory.unsigned32(g + descriptor.at(GoWord.G_STATUS), G)
                & ~descriptor.at(GoWord.SCAN_STATUS);
    }

    /** The system stack: what rt0 reserves for it, unless the runtime crashes on another one. */
    private long systemLow() {
        long g = systemG();
        return g == descriptor.at(GoWord.G0)
                ? descriptor.at(GoWord.SYSTEM_STACK)
                : stackLow(g);
    }

    private long systemHigh(long low) {
        long g = systemG();
        return g == descriptor.at(GoWord.G0)
                ? low + descriptor.at(GoWord.SYSTEM_STACK_BYTES)
                : stackHigh(g);
    }

    private long systemG() {
        return memory.pointer(descriptor.at(GoWord.M0) + descriptor.at(GoWord.M_SYSTEM_G), G);
    }

    private long stackLow(long g) {
        return field(g, GoWord.G_STACK_LOW);
    }

    private long stackHigh(long g) {
        long low = stackLow(g);
        long high = field(g, GoWord.G_STACK_HIGH);
        memory.check(low, high - low, "a goroutine's stack");
        if (low % Long.BYTES != 0 || high % Long.BYTES != 0) {
            throw new GuestLayoutProblem(g, "a goroutine's stack that is not aligned");
        }
        return high;
    }

    private long field(long g, GoWord word) {
        return memory.int64(g + descriptor.at(word), G);
    }
}
