package dev.hostless.gogc.guest;

import dev.hostless.gogc.HeapMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A small memory in which a Go program's structures are made by hand. Fields lie in an order of
 * their own, so that only who goes by the descriptor finds them.
 */
final class FakeGo implements HeapMemory {
    static final int BYTES = 1 << 20;
    static final long TEXT = 0;
    static final int FIRST_FUNCTION = 0x1000;
    static final int NORMAL = 0;
    static final int SIGPANIC = 7;
    static final int MCALL = 8;
    static final int TOP_FRAME = 4;
    static final int UNKNOWN_ARGUMENTS = Integer.MIN_VALUE;
    static final int STRUCT = 25;
    static final int ARRAY = 17;
    static final int ON_DEMAND = 16;
    static final int WAITING = 4;
    static final int RUNNING = 2;
    static final int DEAD = 6;
    static final int NO_DATA = -1;

    private static final int TABLE_BYTES = 1 << 14;

    private final ByteBuffer memory = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<GoWord, Long> words = new EnumMap<>(GoWord.class);
    private final List<Integer> goroutines = new ArrayList<>();
    private int free = 4096;
    private int tableFree = 8;
    private int recordFree = 8;
    private int nameFree = 1;
    private int functions;

    /** The functions that every program has here. */
    final int goexit;

    FakeGo() {
        for (var word : GoWord.values()) {
            words.put(word, 0L);
        }
        struct(GoWord.BIT_VECTOR_BYTES, GoWord.BIT_VECTOR_COUNT);
        packed(GoWord.FUNCTION_BYTES, GoWord.FUNCTION_ENTRY, GoWord.FUNCTION_ARGS,
                GoWord.FUNCTION_NAME, GoWord.FUNCTION_FRAMES, GoWord.FUNCTION_DEFER_RETURN,
                GoWord.FUNCTION_PC_DATA_COUNT, GoWord.FUNCTION_FLAGS, GoWord.FUNCTION_ID,
                GoWord.FUNCTION_DATA_COUNT);
        packed(GoWord.STACK_OBJECT_BYTES, GoWord.STACK_OBJECT_SIZE, GoWord.STACK_OBJECT_OFFSET,
                GoWord.STACK_OBJECT_MASK, GoWord.STACK_OBJECT_POINTER_BYTES);
        set(GoWord.STACK_MAP_COUNT, 4).set(GoWord.STACK_MAP_BITS, 0)
                .set(GoWord.STACK_MAP_BYTES, 8);
        struct(GoWord.REFLECT_MASK, GoWord.REFLECT_ARG_BYTES, GoWord.REFLECT_FUNCTION);
        sized(GoWord.M_BYTES, GoWord.M_SYSTEM_G, GoWord.M_CURRENT_G);
        sized(GoWord.G_BYTES, GoWord.G_STATUS, GoWord.G_PC, GoWord.G_SP, GoWord.G_CONTEXT,
                GoWord.G_STACK_HIGH, GoWord.G_STACK_LOW, GoWord.G_SYSCALL_PC,
                GoWord.G_SYSCALL_SP, GoWord.G_PANICS, GoWord.G_DEFERS, GoWord.G_M, GoWord.G_ID,
                GoWord.G_WAIT_REASON);
        sized(GoWord.DEFER_BYTES, GoWord.DEFER_LINK, GoWord.DEFER_FUNCTION, GoWord.DEFER_HEAP);
        sized(GoWord.TYPE_BYTES, GoWord.TYPE_MASK, GoWord.TYPE_SIZE, GoWord.TYPE_POINTER_BYTES,
                GoWord.TYPE_FLAGS, GoWord.TYPE_KIND);
        set(GoWord.ARRAY_LENGTH, 40).set(GoWord.ARRAY_ELEMENT, 48);
        set(GoWord.STRUCT_FIELDS, 40);
        sized(GoWord.FIELD_BYTES, GoWord.FIELD_OFFSET, GoWord.FIELD_TYPE);
        constants();
        tables();
        goexit = function("runtime.goexit").flags(TOP_FRAME).add();
    }

    private void constants() {
        set(GoWord.VERSION, GoDescriptor.VERSION).set(GoWord.WORDS, GoWord.values().length);
        set(GoWord.PC_QUANTUM, 1).set(GoWord.TOP_FRAME_FLAG, TOP_FRAME);
        set(GoWord.SIGPANIC_ID, SIGPANIC).set(GoWord.MCALL_ID, MCALL);
        set(GoWord.MORESTACK_ID, 9).set(GoWord.SYSTEMSTACK_ID, 10);
        set(GoWord.STACK_MAP_TABLE, 1).set(GoWord.ARGS_MAP_DATA, 0);
        set(GoWord.LOCALS_MAP_DATA, 1).set(GoWord.STACK_OBJECTS_DATA, 2);
        set(GoWord.IDLE_STATUS, 0).set(GoWord.RUNNING_STATUS, RUNNING);
        set(GoWord.DEAD_STATUS, DEAD).set(GoWord.DEAD_EXTRA_STATUS, 11);
        set(GoWord.SCAN_STATUS, 0x1000).set(GoWord.MASK_ON_DEMAND_FLAG, ON_DEMAND);
        set(GoWord.ARRAY_KIND, ARRAY).set(GoWord.STRUCT_KIND, STRUCT);
    }

    private void tables() {
        set(GoWord.FUNCTIONS, room(TABLE_BYTES)).set(GoWord.FUNCTIONS_BYTES, TABLE_BYTES);
        set(GoWord.ENTRIES, room(TABLE_BYTES));
        set(GoWord.PC_TABLES, room(TABLE_BYTES)).set(GoWord.PC_TABLES_BYTES, TABLE_BYTES);
        set(GoWord.NAMES, room(TABLE_BYTES)).set(GoWord.NAMES_BYTES, TABLE_BYTES);
        set(GoWord.FUNCTION_DATA, room(8)).set(GoWord.READ_ONLY_DATA, room(8));
        set(GoWord.TEXT, TEXT).set(GoWord.FIRST_PC, (long) FIRST_FUNCTION << 16);
        set(GoWord.ALL_GS, room(24)).set(GoWord.M0, room(64)).set(GoWord.G0, room(256));
        set(GoWord.SYSTEM_STACK, room(4096)).set(GoWord.SYSTEM_STACK_BYTES, 4096);
        set(GoWord.WRITE_BARRIER, room(8)).set(GoWord.ALL_PS, room(24));
        set(GoWord.DATA_MASK, room(16)).set(GoWord.BSS_MASK, room(16));
        int data = room(1024);
        set(GoWord.DATA, data).set(GoWord.DATA_END, data + 1024);
        set(GoWord.BSS, data).set(GoWord.BSS_END, data);
        putLong((int) at(GoWord.M0) + offset(GoWord.M_SYSTEM_G), at(GoWord.G0));
    }

    private void struct(GoWord... fields) {
        for (int index = 0; index < fields.length; index++) {
            set(fields[index], Long.BYTES * index);
        }
    }

    private void sized(GoWord bytes, GoWord... fields) {
        struct(fields);
        set(bytes, Long.BYTES * fields.length);
    }

    private void packed(GoWord bytes, GoWord... fields) {
        for (int index = 0; index < fields.length; index++) {
            set(fields[index], Integer.BYTES * index);
        }
        set(bytes, Integer.BYTES * fields.length);
    }

    FakeGo set(GoWord word, long value) {
        words.put(word, value);
        return this;
    }

    long at(GoWord word) {
        return words.get(word);
    }

    int offset(GoWord word) {
        return (int) at(word);
    }

    /** Takes zeroed memory. */
    int room(int bytes) {
        int address = free;
        free = address + bytes + 7 & -8;
        return address;
    }

    int longs(long... values) {
        int address = room(Long.BYTES * values.length);
        for (int index = 0; index < values.length; index++) {
            putLong(address + Long.BYTES * index, values[index]);
        }
        return address;
    }

    /** Writes the descriptor where a guest would. */
    int describe() {
        set(GoWord.ENTRIES_COUNT, functions + 1);
        set(GoWord.LAST_PC, (long) FIRST_FUNCTION + functions << 16);
        putInt((int) at(GoWord.ENTRIES) + 8 * functions, FIRST_FUNCTION + functions);
        int list = room(Long.BYTES * Math.max(1, goroutines.size()));
        for (int index = 0; index < goroutines.size(); index++) {
            putLong(list + Long.BYTES * index, goroutines.get(index));
        }
        putLong((int) at(GoWord.ALL_GS), list);
        putLong((int) at(GoWord.ALL_GS) + 8, goroutines.size());
        int address = room(Long.BYTES * words.size());
        for (var word : words.entrySet()) {
            putLong(address + Long.BYTES * word.getKey().ordinal(), word.getValue());
        }
        return address;
    }

    GoLayout layout() {
        return GoLayout.read(this, describe());
    }

    FakeFunction function(String name) {
        return new FakeFunction(this, name);
    }

    /** A goroutine with a stack, whose frames the caller writes. */
    int goroutine(int status, int stack, int stackBytes, int sp, long pc) {
        int g = room(offset(GoWord.G_BYTES));
        putInt(g + offset(GoWord.G_STATUS), status);
        putLong(g + offset(GoWord.G_STACK_LOW), stack);
        putLong(g + offset(GoWord.G_STACK_HIGH), stack + stackBytes);
        putLong(g + offset(GoWord.G_SP), sp);
        putLong(g + offset(GoWord.G_PC), pc);
        goroutines.add(g);
        return g;
    }

    /** A stack of words, of which the first is at the stack pointer, and a goroutine on it. */
    int waiting(long pc, long... stack) {
        int low = room(256);
        int words = longs(stack);
        return goroutine(WAITING, low, words + Long.BYTES * stack.length - low, words, pc);
    }

    int type(int kind, int flags, long size, long pointerBytes, long mask) {
        int type = room(64);
        putLong(type + offset(GoWord.TYPE_SIZE), size);
        putLong(type + offset(GoWord.TYPE_POINTER_BYTES), pointerBytes);
        put(type + offset(GoWord.TYPE_FLAGS), flags);
        put(type + offset(GoWord.TYPE_KIND), kind);
        putLong(type + offset(GoWord.TYPE_MASK), mask);
        return type;
    }

    int record(long entry, int... fields) {
        int address = (int) at(GoWord.FUNCTIONS) + recordFree;
        int entries = (int) at(GoWord.ENTRIES) + 8 * functions++;
        putInt(entries, (int) entry);
        putInt(entries + 4, recordFree);
        for (int index = 0; index < fields.length; index++) {
            putInt(address + Integer.BYTES * index, fields[index]);
        }
        recordFree += Integer.BYTES * fields.length;
        return address;
    }

    int nextFunction() {
        return FIRST_FUNCTION + functions;
    }

    int pcTable(byte... bytes) {
        int offset = tableFree;
        for (byte value : bytes) {
            put((int) at(GoWord.PC_TABLES) + tableFree++, value);
        }
        return offset;
    }

    int name(String name) {
        int offset = nameFree;
        for (byte value : (name + "\0").getBytes(StandardCharsets.UTF_8)) {
            put((int) at(GoWord.NAMES) + nameFree++, value);
        }
        return offset;
    }

    void put(int address, int value) {
        memory.put(address, (byte) value);
    }

    void putInt(int address, int value) {
        memory.putInt(address, value);
    }

    void putLong(int address, long value) {
        memory.putLong(address, value);
    }

    @Override
    public long bytes() {
        return BYTES;
    }

    @Override
    public long limitBytes() {
        return BYTES;
    }

    @Override
    public boolean grow(long bytes) {
        return false;
    }

    @Override
    public byte[] array() {
        return memory.array();
    }

    long readLong(int address) {
        return memory.getLong(address);
    }
}
