package dev.hostless.gogc.guest;

/**
 * What holds for every frame that stands at one program counter: its size and where its pointers
 * are. A frame lies between its stack pointer and that of its caller, its end. Its last word is
 * where the caller goes on; above the end are the arguments and results.
 */
final class Frame {
    static final long[] NO_BITS = {};

    /** How the frame ends, or what must be read from itself. */
    enum Kind {
        NORMAL,
        /** Nobody called it. */
        TOP,
        /** On the system stack, what is above belongs to nobody; else it is a normal one. */
        SWITCH,
        /** Where a fault became a panic: the frame above does not go on where it stands. */
        PANIC,
        /** Of reflect, with arguments that only the call itself knows. */
        REFLECT
    }

    /** The variables of a frame that its code takes the address of, in order of address. */
    record StackObjects(int[] starts, int[] bytes, long[][] masks) {
        static final StackObjects NONE = new StackObjects(new int[0], new int[0], new long[0][]);

        int count() {
            return starts.length;
        }
    }

    final Kind kind;
    final int bytes;
    /** The locals' mask begins this far below the end. */
    final int localBytes;
    final long[] locals;
    final int argumentBytes;
    final long[] arguments;
    /** Starts are relative to the end. */
    final StackObjects objects;
    /** Of the function, which reflect's stubs repeat in what they were called with. */
    final long entry;

    Frame(Kind kind, int bytes, int localBytes, long[] locals, int argumentBytes,
            long[] arguments, StackObjects objects, long entry) {
        this.kind = kind;
        this.bytes = bytes;
        this.localBytes = localBytes;
        this.locals = locals;
        this.argumentBytes = argumentBytes;
        this.arguments = arguments;
        this.objects = objects;
        this.entry = entry;
    }

    /** How much there is to keep, in words. */
    int weight() {
        int words = 16 + locals.length + arguments.length + 3 * objects.count();
        for (var mask : objects.masks()) {
            words += mask.length;
        }
        return words;
    }
}
