package dev.hostless.devices;

import dev.hostless.devices.register.RegisterFile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A device whose words are all declared registers. */
abstract class RegisterDevice implements Mmio {
    abstract RegisterFile registers();

    /** Writes what is not in the registers: counters, queues, alarms, figures. */
    abstract void saveRest(DataOutput out) throws IOException;

    /** Reads what {@link #saveRest} wrote; the registers have their values already. */
    abstract void restoreRest(DataInput in) throws IOException;

    @Override
    public final void save(DataOutput out) throws IOException {
        registers().save(out);
        saveRest(out);
    }

    @Override
    public final void restore(DataInput in) throws IOException {
        registers().restore(in);
        restoreRest(in);
    }

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
