package dev.hostless.devices;

/** The memory that a {@link Dma} channel reaches. Addresses are unsigned 32 bits. */
public interface DmaMemory {
    /** There is no memory at the address. */
    int OUTSIDE = -1;

    /**
     * @return the byte, 0 to 255, or {@link #OUTSIDE}
     */
    int load(int address);

    /**
     * @param value 0 to 255
     * @return whether there is memory at the address; if not, nothing was stored
     */
    boolean store(int address, int value);
}
