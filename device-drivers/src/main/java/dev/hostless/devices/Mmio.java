package dev.hostless.devices;

/** A device as firmware sees it: words at offsets from a base that only the {@link Bus} knows. */
public interface Mmio extends Stateful {
    /**
     * @param offset from the device's base, a multiple of 4
     * @throws dev.hostless.devices.register.BusFault if there is no register at the offset
     */
    int read32(int offset);

    /**
     * @param offset from the device's base, a multiple of 4
     * @throws dev.hostless.devices.register.BusFault if there is no register at the offset
     */
    void write32(int offset, int value);

    /** Puts the device into the state that its manual gives for power-on; figures are kept. */
    void reset();

    /** The size of the block of registers, a multiple of 4. */
    int bytes();
}
