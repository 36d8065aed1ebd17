package dev.hostless.engine.compiler;

import dev.hostless.engine.LinearMemory;
import dev.hostless.engine.Step;
import dev.hostless.engine.StepHandler;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What compiled code calls where an instruction is more than a few JVM instructions. */
public final class Runtime {
    private static final int BYTES_PER_CYCLE = 8;
    private static final int GROW_BYTES_PER_CYCLE = 64;
    /** Between two looks at a request to cancel. */
    private static final int BULK_BYTES = 1 << 20;
    private static final int GROW_ELEMENTS_PER_CYCLE = 8;
    private static final int BULK_ELEMENTS = 1 << 15;

    private Runtime() {
    }

    /** A trap in compiled code; it carries the fuel to where the guest was entered. */
    public static Trap trap(TrapKind kind, int fuel) {
        return trap(kind, kind.wording(), fuel);
    }

    public static Trap trap(TrapKind kind, String message, int fuel) {
        return new Trap(kind, message, TrapFrames.collect(), fuel);
    }

    public static RuntimeException unreachable(int fuel) {
        return trap(TrapKind.UNREACHABLE, fuel);
    }

    /** Never returns. */
    public static void outOfBounds(int fuel) {
        throw trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, fuel);
    }

    /** The slow path of a safepoint; answers the new fuel. */
    public static int safepoint(Instance instance, int depth, int fuel) {
        var meter = instance.meter;
        meter.fuel = fuel;
        int outer = meter.depth;
        meter.depth = depth;
        meter.reached();
        meter.depth = outer;
        return meter.fuel;
    }

    /** The same with the fuel as the last element of what compiled code keeps; answers that. */
    public static long[] safepoint(long[] kept, Instance instance, int depth) {
        int last = kept.length - 1;
        kept[last] = safepoint(instance, depth, (int) kept[last]);
        return kept;
    }

    /** The slow path of a function's entry: too deep, or a safepoint. */
    public static int entered(Instance instance, int depth, int fuel) {
        if (depth < 0) {
            throw trap(TrapKind.CALL_STACK_EXHAUSTED, fuel);
        }
        return safepoint(instance, depth, fuel);
    }

    public static int probe(Instance instance, int number, long argument, int depth, int fuel) {
        var meter = instance.meter;
        meter.fuel = fuel;
        int outer = meter.depth;
        meter.depth = depth;
        instance.probed(number, argument);
        meter.depth = outer;
        return meter.fuel;
    }

    /** Before an instruction of a guest that is stepped. */
    static int step(Instance instance, StepHandler handler, Step step, int depth, int fuel) {
        var meter = instance.meter;
        meter.fuel = fuel;
        int outer = meter.depth;
        meter.depth = depth;
        meter.handle(() -> handler.before(step));
        meter.depth = outer;
        return meter.fuel;
    }

    /** Which of the distinct labels of a large {@code br_table} an index leads to. */
    public static int branchTable(int index, int offset, Instance instance) {
        int[] ordinals = instance.setup().code().branchTable(offset);
        int last = ordinals.length - 1;
        return ordinals[Integer.compareUnsigned(index, last) < 0 ? index : last];
    }

    /** The code of the piece that a resume point leads to; the last entry is for all others. */
    public static int dispatch(int[] codes, int resumePoint) {
        int last = codes.length - 1;
        return codes[Integer.compareUnsigned(resumePoint, last) < 0 ? resumePoint : last];
    }

    /** Unpacks a part of a dispatch table from the two halves of each entry. */
    public static void decode(int[] codes, int from, String text) {
        for (int i = 0; i < text.length(); i += 2) {
            codes[from + i / 2] = text.charAt(i) << 16 | text.charAt(i + 1);
        }
    }

    public static int isNull(@Nullable Object reference) {
        return reference == null ? 1 : 0;
    }

    /** Before a load in a program with a guarded memory. */
    public static void guardLoad(int address, int offset, int bytes, Instance instance,
            int fuel) {
        guard(instance, address, offset, bytes, false, fuel);
    }

    /** Before a store in a program with a guarded memory. */
    public static void guardStore(int address, int offset, int bytes, Instance instance,
            int fuel) {
        guard(instance, address, offset, bytes, true, fuel);
    }

    private static void guard(Instance instance, int address, int offset, int bytes,
            boolean write, int fuel) {
        var guard = instance.guard;
        if (guard != null) {
            guard.check(Integer.toUnsignedLong(address) + Integer.toUnsignedLong(offset),
                    Integer.toUnsignedLong(bytes), write, fuel);
        }
    }

    /** Size in pages where the array's length does not tell. */
    public static int memorySize(Instance instance) {
        return instance.linearMemory().pages();
    }

    public static long memoryGrow(int pages, Instance instance, int fuel) {
        var memory = instance.linearMemory();
        int old = memory.grow(pages);
        int cost = old == LinearMemory.GROW_FAILED || pages == 0
                ? 0
                : memory.sizeBytes() / GROW_BYTES_PER_CYCLE;
        return Numbers.pack(old, charged(instance, fuel, cost));
    }

    /** Charges an instruction by its length before it runs; answers the new fuel. */
    private static int charged(Instance instance, int fuel, int cost) {
        int left = fuel - cost;
        return left >= 0 ? left : instance.meter.chargeLong(fuel, cost);
    }

    public static int memoryCopy(int target, int source, int length, Instance instance, int fuel) {
        byte[] memory = instance.memory;
        checkRange(target, length, memory.length, fuel);
        checkRange(source, length, memory.length, fuel);
        guard(instance, source, 0, length, false, fuel);
        guard(instance, target, 0, length, true, fuel);
        int left = charged(instance, fuel, length / BYTES_PER_CYCLE);
        if (length <= BULK_BYTES) {
            System.arraycopy(memory, source, memory, target, length);
            return left;
        }
        boolean down = source < target;
        for (int done = 0; done < length; done += BULK_BYTES) {
            instance.meter.pollCancel();
            int part = Math.min(BULK_BYTES, length - done);
            int at = down ? length - done - part : done;
            System.arraycopy(memory, source + at, memory, target + at, part);
        }
        return left;
    }

    public static int memoryFill(int target, int value, int length, Instance instance, int fuel) {
        byte[] memory = instance.memory;
        checkRange(target, length, memory.length, fuel);
        guard(instance, target, 0, length, true, fuel);
        int left = charged(instance, fuel, length / BYTES_PER_CYCLE);
        if (length <= BULK_BYTES) {
            Arrays.fill(memory, target, target + length, (byte) value);
            return left;
        }
        for (int done = 0; done < length; done += BULK_BYTES) {
            instance.meter.pollCancel();
            int from = target + done;
            Arrays.fill(memory, from, from + Math.min(BULK_BYTES, length - done), (byte) value);
        }
        return left;
    }

    public static int memoryInit(int target, int source, int length, int segment,
            Instance instance, int fuel) {
        var data = instance.data(segment);
        checkRange(source, length, data.length(), fuel);
        checkRange(target, length, instance.memory.length, fuel);
        guard(instance, target, 0, length, true, fuel);
        int left = charged(instance, fuel, length / BYTES_PER_CYCLE);
        byte[] module = instance.image().bytes;
        for (int done = 0; done < length; done += BULK_BYTES) {
            if (length > BULK_BYTES) {
                instance.meter.pollCancel();
            }
            System.arraycopy(module, data.start() + source + done, instance.memory, target + done,
                    Math.min(BULK_BYTES, length - done));
        }
        return left;
    }

    public static void dataDrop(Instance instance, int segment) {
        instance.dropData(segment);
    }

    public static @Nullable Object tableGet(int index, Table table, int fuel) {
        if (Integer.compareUnsigned(index, table.size()) >= 0) {
            throw trap(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS, fuel);
        }
        return table.get(index);
    }

    public static void tableSet(int index, @Nullable Object value, Table table, int fuel) {
        if (Integer.compareUnsigned(index, table.size()) >= 0) {
            throw trap(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS, fuel);
        }
        table.set(index, value);
    }

    public static int tableSize(Table table, int fuel) {
        return table.size();
    }

    public static long tableGrow(@Nullable Object value, int count, Table table,
            Instance instance, int fuel) {
        int old = table.grow(value, count);
        int cost = old == Table.GROW_FAILED || count == 0
                ? 0
                : table.size() / GROW_ELEMENTS_PER_CYCLE;
        return Numbers.pack(old, charged(instance, fuel, cost));
    }

    public static int tableFill(int index, @Nullable Object value, int count, Table table,
            Instance instance, int fuel) {
        checkTable(index, count, table.size(), fuel);
        int left = charged(instance, fuel, count);
        for (int i = 0; i < count; i++) {
            pollCancel(instance, i);
            table.set(index + i, value);
        }
        return left;
    }

    public static int tableCopy(int target, int source, int count, Table from, Table to,
            Instance instance, int fuel) {
        checkTable(source, count, from.size(), fuel);
        checkTable(target, count, to.size(), fuel);
        int left = charged(instance, fuel, count);
        boolean down = source < target;
        for (int i = 0; i < count; i++) {
            pollCancel(instance, i);
            int at = down ? count - 1 - i : i;
            to.set(target + at, from.get(source + at));
        }
        return left;
    }

    public static int tableInit(int target, int source, int count, Table table, int segment,
            Instance instance, int fuel) {
        checkTable(source, count, instance.elements(segment).size(), fuel);
        checkTable(target, count, table.size(), fuel);
        int left = charged(instance, fuel, count);
        for (int done = 0; done < count; done += BULK_ELEMENTS) {
            pollCancel(instance, done);
            instance.copyElements(segment, source + done, table, target + done,
                    Math.min(BULK_ELEMENTS, count - done));
        }
        return left;
    }

    /** Looks for a request to cancel before every {@link #BULK_ELEMENTS}th element but the 0th. */
    private static void pollCancel(Instance instance, int element) {
        if (element != 0 && element % BULK_ELEMENTS == 0) {
            instance.meter.pollCancel();
        }
    }

    public static void elementDrop(Instance instance, int segment) {
        instance.dropElements(segment);
    }

    /** {@code call_indirect} did not find a function of the right type in its slot. */
    public static Object resolve(int index, Table table, Class<?> signature, int fuel) {
        if (Integer.compareUnsigned(index, table.size()) >= 0) {
            throw trap(TrapKind.UNDEFINED_ELEMENT, fuel);
        }
        var element = table.get(index);
        if (element == null) {
            throw new Trap(TrapKind.UNINITIALIZED_ELEMENT,
                    TrapKind.UNINITIALIZED_ELEMENT.wording() + " " + index, TrapFrames.collect(),
                    fuel);
        }
        if (!signature.isInstance(element)) {
            throw trap(TrapKind.INDIRECT_CALL_TYPE_MISMATCH, fuel);
        }
        return element;
    }

    private static void checkRange(int start, int length, int size, int fuel) {
        if (Integer.toUnsignedLong(start) + Integer.toUnsignedLong(length) > size) {
            throw trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, fuel);
        }
    }

    private static void checkTable(int start, int count, int size, int fuel) {
        if (Integer.toUnsignedLong(start) + Integer.toUnsignedLong(count) > size) {
            throw trap(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS, fuel);
        }
    }
}
