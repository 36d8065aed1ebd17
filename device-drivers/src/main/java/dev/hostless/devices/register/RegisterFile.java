package dev.hostless.devices.register;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The registers of one device, declared once like the manual's table. Accesses are 32 bits wide
 * and aligned; everything that was not declared is a {@link BusFault}.
 */
public final class RegisterFile {
    private final String device;
    private final int bytes;
    private final List<Register> registers = new ArrayList<>();
    private final UnmodelledBits unmodelled = new UnmodelledBits();
    /** By offset / 4, only as long as the last declared register needs: boards are many. */
    private @Nullable Register[] words = {};

    /**
     * @param device the name of the instance, such as "uart0", for messages
     * @param bytes the size of the block, a multiple of 4
     */
    public RegisterFile(String device, int bytes) {
        if (bytes < 4 || bytes % 4 != 0 || bytes > 1 << 16) {
            throw new IllegalArgumentException("the registers of " + device
                    + " must take a multiple of 4 from 4 to 65536 bytes, not " + bytes);
        }
        this.device = device;
        this.bytes = bytes;
    }

    /**
     * Declares a register.
     *
     * @throws IllegalArgumentException if the offset is taken, unaligned or outside the block, or
     *     if the name is taken
     */
    public Register at(int offset, String name, int resetValue) {
        if (offset < 0 || offset % 4 != 0 || offset >= bytes) {
            throw new IllegalArgumentException(device + "." + name + " must lie at a multiple of 4"
                    + " below 0x" + Integer.toHexString(bytes) + ", not at " + at(offset));
        }
        for (var other : registers) {
            if (other.offset() == offset) {
                throw new IllegalArgumentException(device + "." + name + " overlaps "
                        + other.name() + " at " + at(offset));
            }
            if (other.name().equals(name)) {
                throw new IllegalArgumentException(device + "." + name + " is declared twice, at "
                        + at(other.offset()) + " and " + at(offset));
            }
        }
        var register = new Register(device, offset, name, resetValue, unmodelled);
        registers.add(register);
        if (words.length <= offset / 4) {
            words = Arrays.copyOf(words, offset / 4 + 1);
        }
        words[offset / 4] = register;
        return register;
    }

    /**
     * Reads a register as firmware does.
     *
     * @throws BusFault if there is no register at the offset
     */
    public int read(int offset) {
        return find(offset, "read").read();
    }

    /**
     * Writes a register as firmware does.
     *
     * @throws BusFault if there is no register at the offset
     */
    public void write(int offset, int word) {
        find(offset, "written").write(word);
    }

    /** Puts back every reset value; no callback runs. */
    public void reset() {
        registers.forEach(Register::reset);
    }

    /** Writes the stored values, and which unmodelled bits were reported. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(registers.size());
        for (var register : registers) {
            register.save(out);
        }
        unmodelled.save(out);
    }

    /**
     * Takes over what {@link #save} wrote; no callback runs.
     *
     * @throws IOException if it is of another table of registers
     */
    public void restore(DataInput in) throws IOException {
        int count = in.readInt();
        if (count != registers.size()) {
            throw new IOException("wanted the values of " + registers.size() + " registers of "
                    + device + ", got " + count);
        }
        for (var register : registers) {
            register.restore(in);
        }
        unmodelled.restore(in);
    }

    public String device() {
        return device;
    }

    public int bytes() {
        return bytes;
    }

    /** In the order of declaration. */
    public List<Register> registers() {
        return List.copyOf(registers);
    }

    public UnmodelledBits unmodelled() {
        return unmodelled;
    }

    private Register find(int offset, String verb) {
        if ((offset & 3) != 0) {
            throw new BusFault("only whole aligned words are " + verb + ", not " + at(offset));
        }
        int index = offset >>> 2;
        var register = index < words.length ? words[index] : null;
        if (register == null) {
            throw new BusFault("no register at " + at(offset));
        }
        return register;
    }

    private String at(int offset) {
        return device + "+0x" + Integer.toHexString(offset);
    }
}
