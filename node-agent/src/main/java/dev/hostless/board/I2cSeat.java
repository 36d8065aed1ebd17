package dev.hostless.board;

import dev.hostless.devices.I2cPart;

/** A part's place on an I2C bus, where the contact may be bad. */
final class I2cSeat implements I2cPart {
    private final I2cPart part;
    private int refusals;

    I2cSeat(I2cPart part) {
        this.part = part;
    }

    /** The part will not hear that it is addressed, so many times. */
    void refuse(int times) {
        refusals += times;
    }

    int refusals() {
        return refusals;
    }

    @Override
    public int address() {
        return part.address();
    }

    @Override
    public boolean start(boolean read) {
        if (refusals > 0) {
            refusals--;
            return false;
        }
        return part.start(read);
    }

    @Override
    public boolean write(int value) {
        return part.write(value);
    }

    @Override
    public int read() {
        return part.read();
    }

    @Override
    public void stop() {
        part.stop();
    }

    @Override
    public long stretchCycles() {
        return part.stretchCycles();
    }
}
