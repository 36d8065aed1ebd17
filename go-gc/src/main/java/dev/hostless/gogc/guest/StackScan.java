package dev.hostless.gogc.guest;

import dev.hostless.gogc.guest.Frame.Kind;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Scans the stack of a goroutine, together with the system stack if that works for it: frame by
 * frame by their maps, then the stack objects to which something that is live points.
 */
final class StackScan {
    private static final long UPPER_HALF = 0xffff_ffffL << 32;
    private static final int FIRST_POINTERS = 256;
    /** Locals, arguments and stack objects are each at most the stack. */
    private static final long READS_OF_A_WORD = 3;
    private static final IntConsumer NOBODY = address -> {};
    /** In the frame of a reflect stub: whether its results are there. */
    private static final int RESULTS_FLAG = 4 * Long.BYTES;

    private final GuestMemory memory;
    private final GoDescriptor descriptor;
    private final FunctionTable functions;
    private final Frames frames;
    private final StackObjectList objects = new StackObjectList();
    private IntConsumer sink = NOBODY;
    private long low;
    private long high;
    private long otherLow;
    private long otherHigh;
    private long workLeft;
    private int[] pointers = {};
    private int pointerCount;
    private long framesRead;

    StackScan(GuestMemory memory, GoDescriptor descriptor) {
        this.memory = memory;
        this.descriptor = descriptor;
        functions = new FunctionTable(memory, descriptor);
        frames = new Frames(new FrameReader(memory, descriptor, functions));
    }

    /** Frames of all stacks so far. */
    long framesRead() {
        return framesRead;
    }

    /** Begins with one stack, whose bounds have been checked. */
    void begin(IntConsumer to, long stackLow, long stackHigh) {
        begin(to, stackLow, stackHigh, 0, 0);
    }

    /** Begins with two stacks that point into each other. */
    void begin(IntConsumer to, long stackLow, long stackHigh, long secondLow, long secondHigh) {
        sink = to;
        low = stackLow;
        high = stackHigh;
        otherLow = secondLow;
        otherHigh = secondHigh;
        workLeft = READS_OF_A_WORD * (stackHigh - stackLow + secondHigh - secondLow)
                / Long.BYTES;
        objects.clear();
        pointerCount = 0;
        functions.begin();
    }

    /**
     * Walks up a stack from its innermost frame. Of two stacks, the one at lower addresses goes
     * first.
     *
     * @param end the end of the stack
     * @param isSystem whether it is the system stack, on which a switch of stacks is the end
     */
    void frames(long innermostPc, long innermostSp, long end, boolean isSystem) {
        long pc = innermostPc;
        long sp = innermostSp;
        boolean afterPanic = false;
        while (true) {
            var frame = frames.at(pc, afterPanic, end - sp);
            framesRead++;
            if (isSystem && (frame.kind == Kind.SWITCH || frame.kind == Kind.TOP)) {
                return;
            }
            long frameEnd = sp + frame.bytes;
            if (frameEnd + frame.argumentBytes > end) {
                throw new GuestLayoutProblem(sp, "a frame beyond the end of its stack");
            }
            scan(frame, sp, frameEnd);
            if (frame.kind == Kind.TOP) {
                return;
            }
            afterPanic = frame.kind == Kind.PANIC;
            pc = memory.word(frameEnd - Long.BYTES);
            sp = frameEnd;
        }
    }

    private void scan(Frame frame, long sp, long end) {
        words(end - Long.BYTES - frame.localBytes, frame.locals);
        if (frame.kind == Kind.REFLECT) {
            reflectArguments(frame, sp, end);
        } else {
            words(end, frame.arguments);
        }
        var stackObjects = frame.objects;
        for (int index = 0; index < stackObjects.count(); index++) {
            objects.add(end + stackObjects.starts()[index], stackObjects.bytes()[index],
                    stackObjects.masks()[index]);
        }
    }

    /** A stub keeps what it was called for in its first word; that has the mask of this call. */
    private void reflectArguments(Frame frame, long sp, long end) {
        if (frame.bytes == Long.BYTES) {
            return;
        }
        String what = "the value of a reflect function";
        long value = memory.pointer(sp, what);
        if (memory.int64(value + descriptor.at(GoWord.REFLECT_FUNCTION), what) != frame.entry) {
            throw new GuestLayoutProblem(value, what + " of another function");
        }
        long vector = memory.pointer(value + descriptor.at(GoWord.REFLECT_MASK), what);
        long count = memory.int32(vector + descriptor.at(GoWord.BIT_VECTOR_COUNT), what);
        if (memory.unsigned8(sp + RESULTS_FLAG, what) == 0) {
            long argumentBytes = memory.int64(value + descriptor.at(GoWord.REFLECT_ARG_BYTES),
                    what);
            count = Math.min(count, argumentBytes / Long.BYTES);
        }
        long stackEnd = end <= high && end > low ? high : otherHigh;
        if (count < 0 || count > (stackEnd - end) / Long.BYTES) {
            throw new GuestLayoutProblem(vector, what + " with " + count + " words");
        }
        long bits = memory.pointer(vector + descriptor.at(GoWord.BIT_VECTOR_BYTES), what);
        words(end, memory.bits(bits, count, what));
    }

    private void words(long base, long[] mask) {
        workLeft -= 64L * mask.length - 64;
        if (workLeft < 0) {
            throw new GuestLayoutProblem(base, "frames with more words than their stack");
        }
        for (int index = 0; index < mask.length; index++) {
            long bits = mask[index];
            while (bits != 0) {
                int word = 64 * index + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
                pointer(memory.word(base + (long) Long.BYTES * word));
            }
        }
    }

    /** Something live points there: into a stack that is being scanned, or anywhere else. */
    void pointer(long address) {
        if (address == 0 || (address & UPPER_HALF) != 0) {
            return;
        }
        if (address >= low && address < high || address >= otherLow && address < otherHigh) {
            if (pointerCount == pointers.length) {
                pointers = Arrays.copyOf(pointers, Math.max(FIRST_POINTERS, 2 * pointerCount));
            }
            pointers[pointerCount++] = (int) address;
        } else {
            sink.accept((int) address);
        }
    }

    /** Scans the stack objects that are live, until no more are found. */
    void finish() {
        while (pointerCount > 0) {
            int found = objects.find(Integer.toUnsignedLong(pointers[--pointerCount]));
            if (found != FunctionTable.NONE) {
                words(objects.start(found), objects.mask(found));
            }
        }
        if (pointers.length > 16 * FIRST_POINTERS) {
            pointers = new int[FIRST_POINTERS];
        }
        sink = NOBODY;
    }
}
