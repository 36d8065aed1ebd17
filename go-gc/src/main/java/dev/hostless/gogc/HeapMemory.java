package dev.hostless.gogc;

/**
 * What the heap needs of a board's RAM. Addresses are unsigned. The heap stays within
 * {@link #bytes}, so an implementation need not be polite about what is beyond.
 */
public interface HeapMemory {
    /** How much there is now. */
    long bytes();

    /** How much there can be, at most 4 GiB; {@link #grow} may refuse earlier. */
    long limitBytes();

    /**
     * Makes the memory larger. What is added reads as zero.
     *
     * @param bytes how much there must be at least, at most {@link #limitBytes}
     * @return whether there is; nothing has changed if not
     */
    boolean grow(long bytes);

    /** Four bytes, little-endian. */
    int readInt(int address);

    /** Eight bytes, little-endian. */
    long readLong(int address);

    /** Sets a run of bytes to zero. */
    void zero(int address, int bytes);
}
