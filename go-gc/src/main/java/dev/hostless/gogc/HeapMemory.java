package dev.hostless.gogc;

/**
 * What the heap needs of a board's RAM: the array that holds it, little-endian. Addresses are
 * unsigned indexes into it.
 */
public interface HeapMemory {
    /**
     * The memory as it is now. It may be replaced when the memory grows, by whomever, so nobody
     * keeps it longer than a call. It is at least as long as {@link #bytes}.
     */
    byte[] array();

    /** How much there is now. */
    long bytes();

    /** How much there can be, at most 2 GiB; {@link #grow} may refuse earlier. */
    long limitBytes();

    /**
     * Makes the memory larger. What is added reads as zero. The heap asks for what it needs and
     * uses all that is there then: a memory for which it is dear to grow adds more at once.
     *
     * @param bytes how much there must be at least, at most {@link #limitBytes}
     * @return whether there is; nothing has changed if not
     */
    boolean grow(long bytes);
}
