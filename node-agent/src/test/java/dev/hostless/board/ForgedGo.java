package dev.hostless.board;

import dev.hostless.gogc.guest.GoWord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;

/**
 * The memory of a Go program that never was: all that the node asks for is there, if little of it.
 * Two goroutines wait in the only function that there is, and the system stack is in use.
 */
final class ForgedGo {
    /** Where the program's own memory ends, and the heap's begins. */
    static final int END = 0x10000;
    static final int FIRST_FUNCTION = 0x1000;
    static final int STACK_POINTER;

    private static final int FREE = 0x1000;
    private static final int TABLE_BYTES = 256;
    private static final int STACK_BYTES = 2048;
    private static final int WAITING = 4;
    private static final int TOP_FRAME = 4;
    private static final byte[] FRAMES = {2, 100, 0};
    private static final byte[] MAPS = {2, 100, 0};

    static {
        STACK_POINTER = (int) new ForgedGo().at(GoWord.SYSTEM_STACK) + STACK_BYTES - 64;
    }

    private final ByteBuffer memory = ByteBuffer.allocate(END).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<GoWord, Long> words = new EnumMap<>(GoWord.class);
    private int free = FREE;
    /** The address of the descriptor. */
    final int descriptor;
    /** A type: two words, of which the second is a pointer. */
    final int type;
    /** The two goroutines' structs. */
    final int[] goroutines = new int[2];

    ForgedGo() {
        for (var word : GoWord.values()) {
            words.put(word, 0L);
        }
        layouts();
        constants();
        tables();
        function();
        goroutines();
        type = type();
        descriptor = room(Long.BYTES * words.size());
        words.forEach((word, value) -> memory
                .putLong(descriptor + Long.BYTES * word.ordinal(), value));
    }

    private void layouts() {
        fields(8, GoWord.BIT_VECTOR_COUNT, GoWord.BIT_VECTOR_BYTES);
        fields(4, GoWord.FUNCTION_ENTRY, GoWord.FUNCTION_NAME, GoWord.FUNCTION_ARGS,
                GoWord.FUNCTION_DEFER_RETURN, GoWord.FUNCTION_FRAMES,
                GoWord.FUNCTION_PC_DATA_COUNT, GoWord.FUNCTION_ID, GoWord.FUNCTION_FLAGS,
                GoWord.FUNCTION_DATA_COUNT, GoWord.FUNCTION_BYTES);
        fields(4, GoWord.STACK_MAP_COUNT, GoWord.STACK_MAP_BITS, GoWord.STACK_MAP_BYTES);
        fields(4, GoWord.STACK_OBJECT_OFFSET, GoWord.STACK_OBJECT_SIZE,
                GoWord.STACK_OBJECT_POINTER_BYTES, GoWord.STACK_OBJECT_MASK,
                GoWord.STACK_OBJECT_BYTES);
        fields(8, GoWord.REFLECT_FUNCTION, GoWord.REFLECT_MASK, GoWord.REFLECT_ARG_BYTES);
        fields(8, GoWord.M_CURRENT_G, GoWord.M_SYSTEM_G, GoWord.M_BYTES);
        fields(8, GoWord.G_STACK_LOW, GoWord.G_STACK_HIGH, GoWord.G_SP, GoWord.G_PC,
                GoWord.G_CONTEXT, GoWord.G_SYSCALL_SP, GoWord.G_SYSCALL_PC, GoWord.G_STATUS,
                GoWord.G_DEFERS, GoWord.G_PANICS, GoWord.G_BYTES);
        fields(8, GoWord.DEFER_HEAP, GoWord.DEFER_FUNCTION, GoWord.DEFER_LINK,
                GoWord.DEFER_BYTES);
        fields(8, GoWord.TYPE_SIZE, GoWord.TYPE_POINTER_BYTES, GoWord.TYPE_FLAGS,
                GoWord.TYPE_KIND, GoWord.TYPE_MASK, GoWord.TYPE_BYTES);
        set(GoWord.ARRAY_ELEMENT, 40).set(GoWord.ARRAY_LENGTH, 48).set(GoWord.ARRAY_BYTES, 56);
        set(GoWord.STRUCT_FIELDS, 40).set(GoWord.STRUCT_BYTES, 64);
        fields(8, GoWord.FIELD_TYPE, GoWord.FIELD_OFFSET, GoWord.FIELD_BYTES);
    }

    private void constants() {
        set(GoWord.VERSION, 1).set(GoWord.WORDS, GoWord.values().length);
        set(GoWord.PC_QUANTUM, 1).set(GoWord.TOP_FRAME_FLAG, TOP_FRAME);
        set(GoWord.SIGPANIC_ID, 7).set(GoWord.MCALL_ID, 8).set(GoWord.MORESTACK_ID, 9);
        set(GoWord.SYSTEMSTACK_ID, 10).set(GoWord.STACK_MAP_TABLE, 1);
        set(GoWord.LOCALS_MAP_DATA, 1).set(GoWord.STACK_OBJECTS_DATA, 2);
        set(GoWord.RUNNING_STATUS, 2).set(GoWord.DEAD_STATUS, 6);
        set(GoWord.DEAD_EXTRA_STATUS, 11).set(GoWord.SCAN_STATUS, 0x1000);
        set(GoWord.MASK_ON_DEMAND_FLAG, 16).set(GoWord.ARRAY_KIND, 17);
        set(GoWord.STRUCT_KIND, 25);
    }

    private void tables() {
        for (var table : new GoWord[]{GoWord.FUNCTIONS, GoWord.ENTRIES, GoWord.PC_TABLES,
            GoWord.NAMES, GoWord.FUNCTION_DATA, GoWord.READ_ONLY_DATA}) {
            set(table, room(TABLE_BYTES));
        }
        for (var bytes : new GoWord[]{GoWord.FUNCTIONS_BYTES, GoWord.PC_TABLES_BYTES,
            GoWord.NAMES_BYTES}) {
            set(bytes, TABLE_BYTES);
        }
        for (var variable : new GoWord[]{GoWord.ALL_GS, GoWord.WRITE_BARRIER, GoWord.ALL_PS,
            GoWord.M0, GoWord.G0, GoWord.DATA_MASK, GoWord.BSS_MASK}) {
            set(variable, room(128));
        }
        int data = room(1024);
        set(GoWord.DATA, data).set(GoWord.DATA_END, data + 512L);
        set(GoWord.BSS, data + 512L).set(GoWord.BSS_END, data + 1024L);
        set(GoWord.SYSTEM_STACK, room(STACK_BYTES)).set(GoWord.SYSTEM_STACK_BYTES, STACK_BYTES);
    }

    private void function() {
        int entries = (int) at(GoWord.ENTRIES);
        memory.putInt(entries, FIRST_FUNCTION).putInt(entries + 4, 8)
                .putInt(entries + 8, FIRST_FUNCTION + 1);
        set(GoWord.ENTRIES_COUNT, 2).set(GoWord.FIRST_PC, (long) FIRST_FUNCTION << 16);
        set(GoWord.LAST_PC, FIRST_FUNCTION + 1L << 16);
        int tables = (int) at(GoWord.PC_TABLES);
        memory.put(tables + 8, FRAMES).put(tables + 16, MAPS);
        memory.put((int) at(GoWord.NAMES) + 1, new byte[]{'g', 'o'});
        int record = (int) at(GoWord.FUNCTIONS) + 8;
        int[] fields = {FIRST_FUNCTION, 1, 0, 0, 8, 2, 0, TOP_FRAME, 3, 16, 16, -1, -1, -1};
        for (int index = 0; index < fields.length; index++) {
            memory.putInt(record + Integer.BYTES * index, fields[index]);
        }
    }

    private void goroutines() {
        long pc = ((long) FIRST_FUNCTION << 16) + 1;
        int list = room(16);
        for (int index = 0; index < 2; index++) {
            int stack = room(STACK_BYTES);
            int g = room((int) at(GoWord.G_BYTES));
            memory.putLong(g, stack).putLong(g + 8, stack + STACK_BYTES)
                    .putLong(g + 16, stack + STACK_BYTES - 64).putLong(g + 24, pc)
                    .putLong(g + (int) at(GoWord.G_STATUS), WAITING);
            memory.putLong(list + 8 * index, g);
            goroutines[index] = g;
        }
        int all = (int) at(GoWord.ALL_GS);
        memory.putLong(all, list).putLong(all + 8, 2).putLong(all + 16, 2);
        memory.putLong((int) at(GoWord.M0) + (int) at(GoWord.M_SYSTEM_G), at(GoWord.G0));
        int system = (int) at(GoWord.SYSTEM_STACK) + STACK_BYTES - 64;
        memory.putLong(system, pc);
    }

    private int type() {
        int mask = room(8);
        memory.put(mask, (byte) 2);
        int made = room(64);
        memory.putLong(made, 16).putLong(made + 8, 16).putLong(made + 24, 25)
                .putLong(made + 32, mask);
        return made;
    }

    private void fields(int bytes, GoWord... fields) {
        for (int index = 0; index < fields.length; index++) {
            set(fields[index], (long) bytes * index);
        }
    }

    private ForgedGo set(GoWord word, long value) {
        words.put(word, value);
        return this;
    }

    private int room(int bytes) {
        int address = free;
        free = address + bytes + 7 & -8;
        return address;
    }

    /** A word of the descriptor. */
    long at(GoWord word) {
        return words.get(word);
    }

    /** The end of what is in use. */
    int used() {
        return free;
    }

    /** The memory, to be changed at will. */
    ByteBuffer memory() {
        return memory;
    }

    /** What a module's data segment needs of it. */
    byte[] image() {
        var image = new byte[free - FREE];
        memory.get(FREE, image);
        return image;
    }

    static int imageAddress() {
        return FREE;
    }
}
