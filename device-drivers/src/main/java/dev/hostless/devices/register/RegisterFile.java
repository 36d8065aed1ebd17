package dev.hostless.devices.register;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The registers of one device: its words. What they mean is in the {@link RegisterLayout}, which
 * all devices of a kind share, since boards are many.
 *
 * @param <D> the class of the device
 */
public final class RegisterFile<D> {
    private final String device;
    private final RegisterLayout<D> layout;
    private final D owner;
    private final int[] values;
    /** Unmodelled pieces that firmware has changed; bounded by the number of declared pieces. */
    private List<String> unmodelledWritten = List.of();

    /**
     * @param device the name of the instance, such as "uart0", for messages
     * @param owner told accesses with side effects
     */
    public RegisterFile(String device, RegisterLayout<D> layout, D owner) {
        this.device = device;
        this.layout = layout;
        this.owner = owner;
        this.values = new int[layout.count()];
        reset();
    }

    /**
     * Reads a register as firmware does.
     *
     * @throws BusFault if there is no register at the offset
     */
    public int read(int offset) {
        return find(offset, "read").read(values, owner);
    }

    /**
     * Writes a register as firmware does.
     *
     * @throws BusFault if there is no register at the offset
     */
    public void write(int offset, int word) {
        var register = find(offset, "written");
        int unmodelled = register.store(values, word);
        if (unmodelled != 0) {
            remember(register, unmodelled);
        }
        register.tell(owner, word);
    }

    /** Puts back every reset value; no callback runs. */
    public void reset() {
        layout.resetInto(values);
    }

    /** Writes the stored values, and which unmodelled bits firmware has changed. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(values.length);
        for (int value : values) {
            out.writeInt(value);
        }
        out.writeInt(unmodelledWritten.size());
        for (var name : unmodelledWritten) {
            out.writeUTF(name);
        }
    }

    /**
     * Takes over what {@link #save} wrote; no callback runs.
     *
     * @throws IOException if it is of another table of registers
     */
    public void restore(DataInput in) throws IOException {
        int count = in.readInt();
        if (count != values.length) {
            throw new IOException("wanted the values of " + values.length + " registers of "
                    + device + ", got " + count);
        }
        for (int index = 0; index < count; index++) {
            values[index] = in.readInt();
        }
        var written = new ArrayList<String>();
        for (int left = in.readInt(); left > 0; left--) {
            written.add(in.readUTF());
        }
        unmodelledWritten = written;
    }

    /** What is stored, before any access rule; the device's own view. */
    public int value(Register<D> register) {
        return values[register.index()];
    }

    /** Stores the word past all access rules: the device's own way to change the register. */
    public void store(Register<D> register, int word) {
        values[register.index()] = word;
    }

    /** The field's bits, shifted down to bit 0, free of access rules. */
    public int value(Field field) {
        return field.of(values[field.index()]);
    }

    public boolean isSet(Field field) {
        return (values[field.index()] & field.mask()) != 0;
    }

    /**
     * @throws IllegalArgumentException if the value has bits beyond the field's width
     */
    public void set(Field field, int value) {
        values[field.index()] = values[field.index()] & ~field.mask() | field.placed(value);
    }

    /** Sets all of the field's bits, or clears them. */
    public void set(Field field, boolean value) {
        int word = values[field.index()];
        values[field.index()] = value ? word | field.mask() : word & ~field.mask();
    }

    /** The name of the instance. */
    public String device() {
        return device;
    }

    public RegisterLayout<D> layout() {
        return layout;
    }

    /**
     * Bits without effect that firmware has changed, each once in the order of the first writes,
     * such as "uart0.UARTCR.RTSEn".
     */
    public List<String> unmodelledWritten() {
        return List.copyOf(unmodelledWritten);
    }

    private void remember(Register<D> register, int bits) {
        for (var name : register.unmodelledIn(bits)) {
            var path = device + "." + register.name() + "." + name;
            if (!unmodelledWritten.contains(path)) {
                var more = new ArrayList<>(unmodelledWritten);
                more.add(path);
                unmodelledWritten = more;
            }
        }
    }

    private Register<D> find(int offset, String verb) {
        if ((offset & 3) != 0) {
            throw new BusFault("only whole aligned words are " + verb + ", not " + at(offset));
        }
        var register = layout.atWord(offset >>> 2);
        if (register == null) {
            throw new BusFault("no register at " + at(offset));
        }
        return register;
    }

    private String at(int offset) {
        return device + "+0x" + Integer.toHexString(offset);
    }
}
