package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;

/** A polling I2C driver as RM0090's 27.3.3 describes it, for tests of parts. */
public final class I2cFirmware {
    private static final int CR1 = 0x00;
    private static final int DR = 0x10;
    private static final int SR1 = 0x14;
    private static final int SR2 = 0x18;
    private static final int CCR = 0x1c;
    private static final int PE = 1;
    private static final int START = 1 << 8;
    private static final int STOP = 1 << 9;
    private static final int ACK = 1 << 10;
    private static final int SB = 1;
    private static final int ADDR = 1 << 1;
    private static final int BTF = 1 << 2;
    private static final int RXNE = 1 << 6;
    private static final int AF = 1 << 10;
    private static final int POLLS_MAX = 10_000;

    private final VirtualClock clock;
    private final I2c bus;

    public I2cFirmware(VirtualClock clock, I2c bus) {
        this.clock = clock;
        this.bus = bus;
        bus.write32(CCR, 5);
        bus.write32(CR1, PE | ACK);
    }

    /** Writes bytes; false if the address or one of them was not acknowledged. */
    public boolean write(int address, int... bytes) {
        boolean acknowledged = send(address, bytes);
        stop();
        return acknowledged;
    }

    /** Writes bytes, and reads some after a repeated start. */
    public int[] writeThenRead(int address, int[] bytes, int count) {
        if (!send(address, bytes)) {
            throw new AssertionError("not acknowledged");
        }
        return read(address, count);
    }

    /** Reads bytes; throws if the address is not acknowledged. */
    public int[] read(int address, int count) {
        bus.write32(CR1, PE | (count > 1 ? ACK : 0));
        if (!address(address << 1 | 1)) {
            stop();
            throw new AssertionError("not acknowledged");
        }
        bus.read32(SR2);
        var bytes = new int[count];
        for (int index = 0; index < count; index++) {
            if (index == count - 1) {
                bus.write32(CR1, PE | STOP);
            }
            await(SR1, RXNE);
            bytes[index] = bus.read32(DR);
        }
        stop();
        return bytes;
    }

    private boolean send(int address, int... bytes) {
        if (!address(address << 1)) {
            return false;
        }
        bus.read32(SR2);
        for (int value : bytes) {
            bus.write32(DR, value);
            if ((await(SR1, BTF | AF) & AF) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean address(int value) {
        bus.write32(CR1, bus.read32(CR1) | START);
        await(SR1, SB);
        bus.write32(DR, value);
        return (await(SR1, ADDR | AF) & AF) == 0;
    }

    private void stop() {
        bus.write32(SR1, 0);
        bus.write32(CR1, PE | ACK | STOP);
        for (int poll = 0; (bus.read32(SR2) & 2) != 0; poll++) {
            wait(poll);
        }
        bus.write32(CR1, PE | ACK);
    }

    private int await(int register, int bits) {
        int word = bus.read32(register);
        for (int poll = 0; (word & bits) == 0; poll++) {
            wait(poll);
            word = bus.read32(register);
        }
        return word;
    }

    private void wait(int poll) {
        if (poll == POLLS_MAX) {
            throw new AssertionError("the bus does not answer, at cycle " + clock.now());
        }
        clock.advanceTo(clock.now() + 4);
    }
}
