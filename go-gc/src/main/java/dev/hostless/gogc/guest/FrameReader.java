package dev.hostless.gogc.guest;

import dev.hostless.gogc.guest.Frame.Kind;
import dev.hostless.gogc.guest.Frame.StackObjects;
import java.util.Arrays;
import java.util.Set;

/** Reads a {@link Frame} from the tables that compiler and linker wrote. */
final class FrameReader {
    private static final String OBJECT = "a stack object";
    private static final String MAP = "a stack map";
    private static final int ARGUMENTS_UNKNOWN = Integer.MIN_VALUE;
    private static final Set<String> REFLECT_STUBS = Set.of("reflect.makeFuncStub",
            "reflect.methodValueCall");

    private final GuestMemory memory;
    private final GoDescriptor descriptor;
    private final FunctionTable functions;

    FrameReader(GuestMemory memory, GoDescriptor descriptor, FunctionTable functions) {
        this.memory = memory;
        this.descriptor = descriptor;
        this.functions = functions;
    }

    /**
     * @param pc where the function goes on when what it called returns, or its entry
     * @param afterPanic whether it does not go on there, but where it returns deferred calls
     * @param room bytes up to the end of the stack
     */
    Frame read(long pc, boolean afterPanic, long room) {
        long function = functions.find(pc);
        int table = functions.field(function, offset(GoWord.FUNCTION_FRAMES));
        int size = functions.value(function, table, pc);
        if (size < 0 || size % Long.BYTES != 0 || size + (long) Long.BYTES > room) {
            throw problem(function, pc, "a frame of " + size + " bytes, with room for " + room
                    + ",");
        }
        long entry = functions.entryOf(function);
        var kind = kind(function);
        int bytes = size + Long.BYTES;
        long goesOn = pc;
        if (afterPanic) {
            int deferReturn = functions.field(function, offset(GoWord.FUNCTION_DEFER_RETURN));
            if (deferReturn == 0) {
                return new Frame(kind, bytes, 0, Frame.NO_BITS, 0, Frame.NO_BITS,
                        StackObjects.NONE, entry);
            }
            goesOn = entry + Integer.toUnsignedLong(deferReturn) + 1;
        }
        int map = 0;
        if (goesOn != entry) {
            map = Math.max(0, functions.pcData(function, offset(GoWord.STACK_MAP_TABLE),
                    goesOn - 1));
        }
        return read(function, kind, bytes, map, room, entry);
    }

    private Frame read(long function, Kind kind, int bytes, int map, long room, long entry) {
        int size = bytes - Long.BYTES;
        int localBytes = size;
        var locals = Frame.NO_BITS;
        if (size > 0) {
            long maps = functions.data(function, offset(GoWord.LOCALS_MAP_DATA));
            locals = bits(function, maps, map, size);
            localBytes = isMap(maps)
                    ? Long.BYTES * memory.int32(maps + offset(GoWord.STACK_MAP_BITS), MAP)
                    : size;
        }
        int argumentBytes = functions.field(function, offset(GoWord.FUNCTION_ARGS));
        if (argumentBytes == ARGUMENTS_UNKNOWN) {
            argumentBytes = 0;
        }
        if (argumentBytes < 0 || argumentBytes > room - bytes) {
            throw problem(function, function, argumentBytes + " bytes of arguments");
        }
        var arguments = Frame.NO_BITS;
        if (argumentBytes >= Long.BYTES) {
            long maps = functions.data(function, offset(GoWord.ARGS_MAP_DATA));
            arguments = bits(function, maps, map, argumentBytes);
        }
        return new Frame(kind, bytes, localBytes, locals, argumentBytes, arguments,
                objects(function, bytes, argumentBytes), entry);
    }

    private Kind kind(long function) {
        int id = functions.byteField(function, offset(GoWord.FUNCTION_ID));
        int flags = functions.byteField(function, offset(GoWord.FUNCTION_FLAGS));
        if ((flags & descriptor.at(GoWord.TOP_FRAME_FLAG)) != 0) {
            return Kind.TOP;
        }
        if (id == descriptor.at(GoWord.MCALL_ID) || id == descriptor.at(GoWord.MORESTACK_ID)
                || id == descriptor.at(GoWord.SYSTEMSTACK_ID)) {
            return Kind.SWITCH;
        }
        if (id == descriptor.at(GoWord.SIGPANIC_ID)) {
            return Kind.PANIC;
        }
        boolean unknown = functions.field(function,
                offset(GoWord.FUNCTION_ARGS)) == ARGUMENTS_UNKNOWN;
        return unknown && REFLECT_STUBS.contains(functions.name(function))
                ? Kind.REFLECT
                : Kind.NORMAL;
    }

    /** One bitmap of a set of stack maps; where there is no map, every word may be a pointer. */
    private long[] bits(long function, long maps, int map, int bytes) {
        if (!isMap(maps)) {
            return allOf(bytes / Long.BYTES);
        }
        int count = memory.int32(maps + offset(GoWord.STACK_MAP_COUNT), MAP);
        int bits = memory.int32(maps + offset(GoWord.STACK_MAP_BITS), MAP);
        if (bits == 0) {
            return Frame.NO_BITS;
        }
        if (bits < 0 || bits > bytes / Long.BYTES || map >= count) {
            throw problem(function, maps, "stack map " + map + " of " + count + " with " + bits
                    + " bits for " + bytes + " bytes");
        }
        long first = maps + offset(GoWord.STACK_MAP_BYTES);
        return LongBits.trimmed(memory.bits(first + (bits + 7L >>> 3) * map, bits, MAP));
    }

    private boolean isMap(long maps) {
        return maps != 0 && memory.int32(maps + offset(GoWord.STACK_MAP_COUNT), MAP) > 0;
    }

    private static long[] allOf(int words) {
        var bits = new long[words + 63 >>> 6];
        Arrays.fill(bits, -1);
        if ((words & 63) != 0) {
            bits[bits.length - 1] = (1L << words) - 1;
        }
        return bits;
    }

    private StackObjects objects(long function, int bytes, int argumentBytes) {
        long list = functions.data(function, offset(GoWord.STACK_OBJECTS_DATA));
        if (list == 0) {
            return StackObjects.NONE;
        }
        long count = memory.int64(list, OBJECT);
        if (count < 0 || count > ((long) bytes + argumentBytes) / Long.BYTES) {
            throw problem(function, list, count + " stack objects");
        }
        var starts = new int[(int) count];
        var sizes = new int[(int) count];
        var masks = new long[(int) count][];
        long free = -bytes;
        int kept = 0;
        for (int index = 0; index < count; index++) {
            long at = list + Long.BYTES + descriptor.at(GoWord.STACK_OBJECT_BYTES) * index;
            int size = memory.int32(at + offset(GoWord.STACK_OBJECT_SIZE), OBJECT);
            long start = start(at);
            if (start < -bytes) {
                // The frame has not grown to it yet.
                continue;
            }
            if (size < 0 || start < free || start + size > argumentBytes
                    || start % Long.BYTES != 0) {
                throw problem(function, at, "a stack object of " + size + " bytes at " + start);
            }
            starts[kept] = (int) start;
            sizes[kept] = size;
            masks[kept] = mask(function, at, size);
            free = start + size;
            kept++;
        }
        return new StackObjects(Arrays.copyOf(starts, kept), Arrays.copyOf(sizes, kept),
                Arrays.copyOf(masks, kept));
    }

    /** Locals are counted from the word below the end, arguments from the end. */
    private long start(long object) {
        long offset = memory.int32(object + offset(GoWord.STACK_OBJECT_OFFSET), OBJECT);
        return offset < 0 ? offset - Long.BYTES : offset;
    }

    private long[] mask(long function, long object, int size) {
        int upTo = memory.int32(object + offset(GoWord.STACK_OBJECT_POINTER_BYTES), OBJECT);
        if (upTo < 0 || upTo > size || upTo % Long.BYTES != 0) {
            throw problem(function, object, "a stack object of " + size
                    + " bytes with pointers up to " + upTo);
        }
        long mask = memory.unsigned32(object + offset(GoWord.STACK_OBJECT_MASK), OBJECT)
                + descriptor.at(GoWord.READ_ONLY_DATA);
        return LongBits.trimmed(memory.bits(mask, upTo / Long.BYTES, "a stack object's mask"));
    }

    private int offset(GoWord word) {
        return (int) descriptor.at(word);
    }

    private GuestLayoutProblem problem(long function, long at, String what) {
        return new GuestLayoutProblem(at, what + " in " + functions.name(function));
    }
}
