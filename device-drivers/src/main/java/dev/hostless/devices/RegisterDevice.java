package dev.hostless.devices;

import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.RegisterFile;
import dev.hostless.devices.register.RegisterLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** A device whose words are all declared registers. */
public abstract class RegisterDevice implements Mmio {
    RegisterDevice() {
    }

    abstract RegisterFile<?> registers();

    /** Before firmware looks: a device that counts lazily brings its registers up to now. */
    void catchUp() {
    }

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

    /** The declarations that all devices of the kind share. */
    public final RegisterLayout<?> layout() {
        return registers().layout();
    }

    /** What the model does and what it leaves out. */
    public final Fidelity fidelity() {
        return layout().fidelity();
    }

    /** Bits without effect that firmware has changed, such as "uart0.UARTCR.RTSEn". */
    public final List<String> unmodelledWritten() {
        return registers().unmodelledWritten();
    }

    @Override
    public final int read32(int offset) {
        catchUp();
        return registers().read(offset);
    }

    @Override
    public final void write32(int offset, int value) {
        catchUp();
        registers().write(offset, value);
    }

    @Override
    public final int bytes() {
        return registers().layout().bytes();
    }
}
