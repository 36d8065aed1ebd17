package dev.hostless.devices;

import dev.hostless.devices.register.RegisterFile;

/** A device whose words are all declared registers. */
abstract class RegisterDevice implements Mmio {
    abstract RegisterFile registers();

    @Override
    public final int read32(int offset) {
        return registers().read(offset);
    }

    @Override
    public final void write32(int offset, int value) {
        registers().write(offset, value);
    }

    @Override
    public final int bytes() {
        return registers().bytes();
    }
}
