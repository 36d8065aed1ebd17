package dev.hostless.gogc.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** The pointers in a program's data and bss, by their masks. */
public final class GoGlobals {
    /** What is scanned at a time; nothing interrupts that. Go has others beside, and 256 KiB. */
    public static final int BLOCK_BYTES = 4 << 10;

    private static final long UPPER_HALF = 0xffff_ffffL << 32;
    private static final int BITS_BYTES = 64 * Long.BYTES;

    private final GuestMemory memory;
    private final GoDescriptor descriptor;

    GoGlobals(GuestMemory memory, GoDescriptor descriptor) {
        this.memory = memory;
        this.descriptor = descriptor;
    }

    /** Data and bss, in order. */
    public List<GlobalBlock> blocks() {
        var blocks = new ArrayList<GlobalBlock>();
        add(blocks, GoWord.DATA, GoWord.DATA_END, GoWord.DATA_MASK);
        add(blocks, GoWord.BSS, GoWord.BSS_END, GoWord.BSS_MASK);
        return blocks;
    }

    private void add(List<GlobalBlock> blocks, GoWord first, GoWord end, GoWord mask) {
        long start = descriptor.at(first);
        long bytes = (descriptor.at(end) - start) & -Long.BYTES;
        memory.check(start, bytes, "global variables");
        long bits = mask(descriptor.at(mask), bytes / Long.BYTES);
        for (long done = 0; done < bytes; done += BLOCK_BYTES) {
            blocks.add(new GlobalBlock((int) (start + done),
                    (int) Math.min(BLOCK_BYTES, bytes - done),
                    bits == 0 ? 0 : (int) (bits + done / BITS_BYTES * Long.BYTES)));
        }
    }

    private long mask(long header, long words) {
        long bits = memory.pointer(header + descriptor.at(GoWord.BIT_VECTOR_BYTES),
                "the mask of global variables");
        if (bits != 0) {
            int count = memory.int32(header + descriptor.at(GoWord.BIT_VECTOR_COUNT),
                    "the mask of global variables");
            if (count < words) {
                throw new GuestLayoutProblem(header,
                        "a mask of " + count + " bits for " + words + " words");
            }
            memory.check(bits, words + 7 >>> 3, "the mask of global variables");
        }
        return bits;
    }

    /** Reports each pointer of a block that is not nil. */
    public void scan(GlobalBlock block, IntConsumer sink) {
        long address = Integer.toUnsignedLong(block.address());
        long mask = Integer.toUnsignedLong(block.mask());
        int words = block.bytes() / Long.BYTES;
        long maskBytes = words + 7 >>> 3;
        memory.check(address, block.bytes(), "global variables");
        if (mask != 0) {
            memory.check(mask, maskBytes, "the mask of global variables");
        }
        for (int first = 0; first < words; first += 64) {
            long bits = mask == 0 ? -1 : memory.bits(mask + first / 8, maskBytes - first / 8);
            if (words - first < 64) {
                bits &= (1L << words - first) - 1;
            }
            while (bits != 0) {
                int word = first + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
                long value = memory.word(address + 8L * word);
                if (value != 0 && (value & UPPER_HALF) == 0) {
                    sink.accept((int) value);
                }
            }
        }
    }
}
