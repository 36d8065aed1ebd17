package dev.hostless.gogc;

/**
 * The constants of a heap: what Go sets at compile time for a platform is a value here, so that
 * heaps of different kinds live beside each other.
 *
 * @param name what it is called in reports
 * @param pageShift binary logarithm of the bytes in a page
 * @param pointerBytes 4 or 8: the size of a pointer in memory, and of a word that is scanned
 * @param maxSmallSize the largest size class in bytes; what is larger gets whole pages
 * @param smallSizeMax up to this size classes are looked up in steps of {@link #SMALL_SIZE_DIV}
 *        bytes, above it in steps of {@link #LARGE_SIZE_DIV}
 * @param wideAlignmentFrom from this size on, size classes are multiples of 16
 * @param chunkPages pages of a leaf of the bitmap allocator's summaries, a multiple of 64
 */
public record HeapProfile(String name, int pageShift, int pointerBytes, int maxSmallSize,
        int smallSizeMax, int wideAlignmentFrom, int chunkPages) {

    /** The smallest size class, and the alignment of every object. */
    public static final int MIN_HEAP_ALIGN = 8;

    public static final int SMALL_SIZE_DIV = 8;

    public static final int LARGE_SIZE_DIV = 128;

    /** Bytes of a block that the tiny allocator cuts up. */
    public static final int TINY_SIZE = 16;

    /** Go 1.26 on WebAssembly: 64-bit pointers, and a heap that grows by 512 KiB. */
    public static final HeapProfile GO_WASM = new HeapProfile("go-wasm", 13, 8, 32768, 1024, 32,
            64);

    /** C and TinyGo on WebAssembly: Go's classes, but pointers of 32 bits. */
    public static final HeapProfile WASM_32BIT = new HeapProfile("wasm-32bit", 13, 4, 32768, 1024,
            32, 64);

    /** Go 1.26 on a 64-bit machine: a heap that grows by 4 MiB. */
    public static final HeapProfile GO_64BIT = new HeapProfile("go-64bit", 13, 8, 32768, 1024, 32,
            512);

    /**
     * The table of Embedded Go for microcontrollers: pages of 256 B, 19 classes, a heap that grows
     * by 16 KiB. Embedded Go looks sizes above 256 B up in steps of 128 B, which leaves three of
     * its classes unused; here the fine steps reach up to the largest class.
     */
    public static final HeapProfile MICROCONTROLLER = new HeapProfile("microcontroller", 8, 4, 512,
            512, 16, 64);

    public HeapProfile {
        check(pageShift >= 8 && pageShift <= 16, "page shift from 8 to 16", pageShift);
        check(pointerBytes == 4 || pointerBytes == 8, "pointers of 4 or 8 bytes", pointerBytes);
        check(maxSmallSize >= LARGE_SIZE_DIV && maxSmallSize <= 1 << 15
                && Integer.bitCount(maxSmallSize) == 1,
                "largest class that is a power of two from 128 to 32768", maxSmallSize);
        check(smallSizeMax >= TINY_SIZE && smallSizeMax <= maxSmallSize
                && smallSizeMax % SMALL_SIZE_DIV == 0
                && (maxSmallSize - smallSizeMax) % LARGE_SIZE_DIV == 0,
                "end of the fine steps that divides the sizes", smallSizeMax);
        check(wideAlignmentFrom >= TINY_SIZE && Integer.bitCount(wideAlignmentFrom) == 1,
                "start of 16-byte alignment that is a power of two from 16", wideAlignmentFrom);
        check(chunkPages >= 64 && chunkPages <= 1 << 12 && chunkPages % 64 == 0,
                "chunk of 64 to 4096 pages that is a multiple of 64", chunkPages);
    }

    public int pageBytes() {
        return 1 << pageShift;
    }

    private static void check(boolean holds, String wanted, int got) {
        if (!holds) {
            throw new IllegalArgumentException("a heap profile wants a " + wanted + ", not " + got);
        }
    }
}
