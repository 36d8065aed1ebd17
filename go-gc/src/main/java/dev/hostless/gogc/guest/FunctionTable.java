package dev.hostless.gogc.guest;

import java.nio.charset.StandardCharsets;

/**
 * What the linker wrote about the program's functions (the pclntab). A function is the address of
 * its record. A program counter is the number of a WebAssembly function, as Go counts them, and in
 * the lower 16 bits the block in it at which it goes on.
 */
final class FunctionTable {
    /** Instead of a value or an address. */
    static final int NONE = -1;

    private static final String RECORD = "a function's record";
    private static final int BLOCK_BITS = 16;
    private static final int ENTRY_BYTES = 8;
    private static final int LONGEST_NAME = 200;
    /** Values that one scan looks at; warm frames look at none. */
    private static final int MOST_STEPS = 1 << 26;
    private static final long NO_DATA = 0xffff_ffffL;

    private final GuestMemory memory;
    private final long functions;
    private final long functionsBytes;
    private final long entries;
    private final int entriesCount;
    private final long pcTables;
    private final long pcTablesEnd;
    private final long names;
    private final long namesEnd;
    private final long functionData;
    private final long text;
    private final long firstPc;
    private final long lastPc;
    private final int entryField;
    private final int pcDataCountField;
    private final int dataCountField;
    private final int nameField;
    private final int recordBytes;
    private int stepsLeft;
    private long cursor;

    FunctionTable(GuestMemory memory, GoDescriptor descriptor) {
        this.memory = memory;
        functions = descriptor.at(GoWord.FUNCTIONS);
        functionsBytes = descriptor.at(GoWord.FUNCTIONS_BYTES);
        entries = descriptor.at(GoWord.ENTRIES);
        entriesCount = (int) descriptor.at(GoWord.ENTRIES_COUNT);
        pcTables = descriptor.at(GoWord.PC_TABLES);
        pcTablesEnd = pcTables + descriptor.at(GoWord.PC_TABLES_BYTES);
        names = descriptor.at(GoWord.NAMES);
        namesEnd = names + descriptor.at(GoWord.NAMES_BYTES);
        functionData = descriptor.at(GoWord.FUNCTION_DATA);
        text = descriptor.at(GoWord.TEXT);
        firstPc = descriptor.at(GoWord.FIRST_PC);
        lastPc = descriptor.at(GoWord.LAST_PC);
        entryField = (int) descriptor.at(GoWord.FUNCTION_ENTRY);
        pcDataCountField = (int) descriptor.at(GoWord.FUNCTION_PC_DATA_COUNT);
        dataCountField = (int) descriptor.at(GoWord.FUNCTION_DATA_COUNT);
        nameField = (int) descriptor.at(GoWord.FUNCTION_NAME);
        recordBytes = (int) descriptor.at(GoWord.FUNCTION_BYTES);
    }

    /** Before a scan: how much it may look up is limited. */
    void begin() {
        stepsLeft = MOST_STEPS;
    }

    /** The record of the function in which a program counter is. */
    long find(long pc) {
        if (pc < firstPc || pc >= lastPc) {
            throw new GuestLayoutProblem(pc, "no function");
        }
        long wanted = pc - text >>> BLOCK_BITS;
        int low = 0;
        int high = entriesCount - 1;
        // The last entry only says where the functions end.
        while (low + 1 < high) {
            int middle = low + high >>> 1;
            if (entry(middle) <= wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        long offset = memory.unsigned32(entries + (long) ENTRY_BYTES * low + Integer.BYTES,
                RECORD);
        if (offset > functionsBytes - recordBytes) {
            throw new GuestLayoutProblem(functions + offset, RECORD + " is outside of its table");
        }
        return functions + offset;
    }

    private long entry(int index) {
        return memory.unsigned32(entries + (long) ENTRY_BYTES * index, RECORD);
    }

    /** The program counter at which a function begins. */
    long entryOf(long function) {
        return text + memory.unsigned32(function + entryField, RECORD) << BLOCK_BITS;
    }

    int field(long function, int offset) {
        return memory.int32(function + offset, RECORD);
    }

    int byteField(long function, int offset) {
        return memory.unsigned8(function + offset, RECORD);
    }

    /** What one of a function's tables by program counter says; NONE if there is no such table. */
    int pcData(long function, int table, long pc) {
        long count = memory.unsigned32(function + pcDataCountField, RECORD);
        if (table >= count) {
            return NONE;
        }
        return value(function, field(function, recordBytes + Integer.BYTES * table), pc);
    }

    /** Where one of a function's pieces of data is; 0 if there is none. */
    long data(long function, int index) {
        if (index >= memory.unsigned8(function + dataCountField, RECORD)) {
            return 0;
        }
        long tables = memory.unsigned32(function + pcDataCountField, RECORD);
        long offset = memory.unsigned32(
                function + recordBytes + Integer.BYTES * (tables + index), RECORD);
        return offset == NO_DATA ? 0 : functionData + offset;
    }

    /**
     * Looks a program counter up in a table: pairs of differences, of the value and of the counter
     * up to which it holds, in variable length; a value's difference of 0 ends it.
     */
    int value(long function, int table, long pc) {
        if (table == 0) {
            return NONE;
        }
        cursor = pcTables + Integer.toUnsignedLong(table);
        long end = entryOf(function);
        int value = NONE;
        for (boolean first = true;; first = false) {
            int difference = number();
            if (difference == 0 && !first) {
                throw new GuestLayoutProblem(pc, "nothing known");
            }
            value += -(difference & 1) ^ difference >>> 1;
            end += Integer.toUnsignedLong(number());
            if (pc < end) {
                return value;
            }
        }
    }

    private int number() {
        if (--stepsLeft < 0) {
            throw new GuestLayoutProblem(cursor, "tables by counter without end");
        }
        int number = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            if (cursor < pcTables || cursor >= pcTablesEnd) {
                break;
            }
            int next = memory.unsigned8(cursor++, "a table by counter");
            number |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return number;
            }
        }
        throw new GuestLayoutProblem(cursor, "a table by counter that is cut off");
    }

    /** A function's name, for people and to know reflect's stubs by. */
    String name(long function) {
        long start = names + memory.unsigned32(function + nameField, RECORD);
        var bytes = new byte[LONGEST_NAME];
        int length = 0;
        while (length < bytes.length && start + length < namesEnd) {
            int next = memory.unsigned8(start + length, "a function's name");
            if (next == 0) {
                break;
            }
            bytes[length++] = (byte) next;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
