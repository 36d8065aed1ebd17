package dev.hostless.gogc.guest;

import dev.hostless.gogc.HeapMemory;
import java.util.Arrays;

/**
 * Where a Go runtime keeps what a collector needs, as the guest says it: one 64-bit word for each
 * {@link GoWord}. A descriptor that was read holds addresses that lie in memory, offsets and counts
 * that are small enough, and bounds in their order.
 */
public record GoDescriptor(long[] words) {
    /** Changes whenever a word gets another meaning. */
    public static final int VERSION = 1;

    /** No struct of the runtime is larger: p, the largest one, has 12 KiB. */
    private static final long LARGEST_STRUCT = 1 << 20;

    /** Functions are counted with 32 bits. */
    private static final long LAST_FUNCTION = 1L << 32;

    private static final GoWord[] WORDS = GoWord.values();

    public GoDescriptor {
        words = words.clone();
    }

    /**
     * Reads and checks the words.
     *
     * @param address where the guest put them, unsigned
     * @throws GuestLayoutProblem if they are no descriptor of this version or cannot be right
     */
    public static GoDescriptor read(HeapMemory memory, int address) {
        return read(new GuestMemory(memory), Integer.toUnsignedLong(address));
    }

    static GoDescriptor read(GuestMemory memory, long address) {
        long version = memory.int64(address, "the descriptor");
        if (version != VERSION) {
            throw new GuestLayoutProblem(address,
                    "a descriptor of version " + version + ", not " + VERSION + ",");
        }
        long count = memory.int64(address + Long.BYTES, "the descriptor");
        if (count != WORDS.length) {
            throw new GuestLayoutProblem(address,
                    "a descriptor of " + count + " words, not " + WORDS.length + ",");
        }
        memory.check(address, 8L * WORDS.length, "the descriptor");
        var words = new long[WORDS.length];
        for (int index = 0; index < words.length; index++) {
            words[index] = memory.word(address + 8L * index);
            check(memory, WORDS[index], words[index], address + 8L * index);
        }
        var read = new GoDescriptor(words);
        read.checkBounds(memory);
        return read;
    }

    private static void check(GuestMemory memory, GoWord word, long value, long at) {
        boolean right = switch (word.kind()) {
            case ADDRESS -> value > 0 && value < memory.bytes();
            case OFFSET -> value >= 0 && value < LARGEST_STRUCT;
            case COUNT -> value >= 0 && value < memory.limitBytes();
            case CONSTANT -> true;
        };
        if (!right) {
            throw new GuestLayoutProblem(at,
                    "the descriptor's " + word + " = 0x" + Long.toHexString(value));
        }
    }

    private void checkBounds(GuestMemory memory) {
        checkOrder(GoWord.DATA, GoWord.DATA_END);
        checkOrder(GoWord.BSS, GoWord.BSS_END);
        memory.check(at(GoWord.FUNCTIONS), at(GoWord.FUNCTIONS_BYTES), "the table of functions");
        memory.check(at(GoWord.ENTRIES), 8 * at(GoWord.ENTRIES_COUNT), "the table of entries");
        memory.check(at(GoWord.PC_TABLES), at(GoWord.PC_TABLES_BYTES), "the tables by counter");
        memory.check(at(GoWord.NAMES), at(GoWord.NAMES_BYTES), "the functions' names");
        memory.check(at(GoWord.SYSTEM_STACK), at(GoWord.SYSTEM_STACK_BYTES), "the system stack");
        memory.check(at(GoWord.M0), at(GoWord.M_BYTES), "m0");
        memory.check(at(GoWord.G0), at(GoWord.G_BYTES), "g0");
        if (at(GoWord.G_BYTES) < Long.BYTES || at(GoWord.FIELD_BYTES) < Long.BYTES
                || at(GoWord.STACK_OBJECT_BYTES) < Integer.BYTES) {
            throw new GuestLayoutProblem(at(GoWord.G0), "a struct of no bytes");
        }
        if (at(GoWord.ENTRIES_COUNT) < 2 || at(GoWord.PC_QUANTUM) != 1
                || at(GoWord.TEXT) < 0 || at(GoWord.TEXT) >= LAST_FUNCTION
                || at(GoWord.FIRST_PC) <= 0 || at(GoWord.LAST_PC) >= LAST_FUNCTION << 16) {
            throw new GuestLayoutProblem(at(GoWord.ENTRIES), "no table of WebAssembly functions");
        }
    }

    private void checkOrder(GoWord first, GoWord end) {
        if (at(end) < at(first) || at(first) % Long.BYTES != 0) {
            throw new GuestLayoutProblem(at(first), first + " and " + end + " are no range");
        }
    }

    /** A word; addresses are below 2^32. */
    public long at(GoWord word) {
        return words[word.ordinal()];
    }

    @Override
    public long[] words() {
        return words.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GoDescriptor(long[] others) && Arrays.equals(words, others);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("GoDescriptor[");
        for (var word : WORDS) {
            text.append(word.ordinal() == 0 ? "" : ", ").append(word).append("=0x")
                    .append(Long.toHexString(at(word)));
        }
        return text.append(']').toString();
    }
}
