package dev.hostless.engine.compiler;

/**
 * Reads one function's instructions, one at a time, from the module's own bytes. The fields hold
 * the current instruction until the next call of {@link #next()}.
 */
final class BodyReader {
    /** Block type of a block without parameters and results. */
    static final long EMPTY_BLOCK = -64;

    /** Where the instruction begins in the module. */
    int offset;
    int opcode;
    /** The first index of the instruction: local, global, function, type, label, table, segment. */
    int index;
    /** The second index: the table of {@code call_indirect}, a source. */
    int second;
    /** A constant's bits, a block type (s33), or a memory offset. */
    long immediate;
    /** Labels of {@code br_table}, the default last. */
    int[] labels = new int[0];

    private final WasmReader reader;

    BodyReader(byte[] module, int start, int end) {
        reader = new WasmReader(module, start, end);
    }

    boolean hasNext() {
        return !reader.atEnd();
    }

    int position() {
        return reader.position();
    }

    void position(int value) {
        reader.position(value);
    }

    /** The opcode byte of the next instruction, or -1 at the end. */
    int peek() {
        return reader.peek();
    }

    /** Whether an {@code if} or {@code br_if} is next, perhaps after some {@code i32.eqz}. */
    boolean isBeforeBranch() {
        int here = reader.position();
        while (reader.peek() == Opcode.I32_EQZ) {
            reader.position(reader.position() + 1);
        }
        int next = reader.peek();
        reader.position(here);
        return next == Opcode.IF || next == Opcode.BR_IF;
    }

    /**
     * If {@code i64.const}, {@code i64.add} and {@code i32.wrap_i64} are next, reads them: after
     * {@code i64.extend_i32_u}, Go's sum of an address and a constant.
     */
    boolean readsWrappedSum() {
        int here = reader.position();
        if (reader.peek() == Opcode.I64_CONST) {
            reader.u8();
            immediate = reader.s64();
            if (reader.peek() == Opcode.I64_ADD) {
                reader.u8();
                if (reader.peek() == Opcode.I32_WRAP_I64) {
                    reader.u8();
                    return true;
                }
            }
        }
        reader.position(here);
        return false;
    }

    int next() {
        offset = reader.position();
        opcode = reader.u8();
        if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_STORE32) {
            index = reader.u32();
            immediate = Integer.toUnsignedLong(reader.u32());
        } else if (opcode >= Opcode.LOCAL_GET && opcode <= Opcode.TABLE_SET) {
            index = reader.u32();
        } else if (opcode < Opcode.I32_EQZ || opcode > Opcode.I64_EXTEND32_S) {
            immediates();
        }
        return opcode;
    }

    private void immediates() {
        switch (opcode) {
            case Opcode.UNREACHABLE, Opcode.NOP, Opcode.ELSE, Opcode.END, Opcode.RETURN,
                    Opcode.DROP, Opcode.SELECT, Opcode.REF_IS_NULL ->
                {
                }
            case Opcode.BLOCK, Opcode.LOOP, Opcode.IF -> immediate = reader.s33();
            case Opcode.BR, Opcode.BR_IF, Opcode.CALL, Opcode.REF_FUNC, Opcode.REF_NULL ->
                index = reader.u32();
            case Opcode.BR_TABLE -> labels();
            case Opcode.CALL_INDIRECT -> {
                index = reader.u32();
                second = reader.u32();
            }
            case Opcode.SELECT_TYPED -> {
                second = reader.count("select");
                for (int i = 0; i < second; i++) {
                    index = reader.u8();
                }
            }
            case Opcode.MEMORY_SIZE, Opcode.MEMORY_GROW -> zeroByte();
            case Opcode.I32_CONST -> immediate = reader.s32();
            case Opcode.I64_CONST -> immediate = reader.s64();
            case Opcode.F32_CONST -> immediate = Integer.toUnsignedLong(reader.fixed32());
            case Opcode.F64_CONST -> immediate = reader.fixed64();
            case 0xfc -> prefixed();
            case 0xfe -> atomic();
            default -> refuse();
        }
    }

    private void labels() {
        int count = reader.count("br_table") + 1;
        if (labels.length != count) {
            labels = new int[count];
        }
        for (int i = 0; i < count; i++) {
            labels[i] = reader.u32();
        }
    }

    private void prefixed() {
        int number = reader.u32();
        opcode = 0xfc00 | number;
        switch (number) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> {
            }
            case 8, 10, 12, 14 -> {
                index = reader.u32();
                second = reader.u32();
            }
            case 9, 11, 13, 15, 16, 17 -> index = reader.u32();
            default -> {
                Refusals.prefixed(number, offset);
                reader.position(offset);
                throw reader.malformed("illegal opcode fc %x".formatted(number));
            }
        }
    }

    private void atomic() {
        int number = reader.u32();
        if (number == (Opcode.ATOMIC_FENCE & 0xff)) {
            opcode = Opcode.ATOMIC_FENCE;
            zeroByte();
        } else if (Integer.compareUnsigned(number, 2) <= 0
                || number >= 0x10 && number <= (Opcode.I64_ATOMIC_RMW32_CMPXCHG_U & 0xff)) {
            opcode = 0xfe00 | number;
            index = reader.u32();
            immediate = Integer.toUnsignedLong(reader.u32());
        } else {
            reader.position(offset);
            throw reader.malformed("illegal opcode fe %x".formatted(number));
        }
    }

    private void zeroByte() {
        if (reader.u8() != 0) {
            throw reader.malformed("zero byte expected");
        }
    }

    private void refuse() {
        Refusals.instruction(opcode, offset);
        reader.position(offset);
        throw reader.malformed("illegal opcode %02x".formatted(opcode));
    }
}
