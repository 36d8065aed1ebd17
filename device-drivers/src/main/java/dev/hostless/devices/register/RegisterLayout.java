package dev.hostless.devices.register;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The registers of a kind of device, declared once like the manual's table, for all the boards of
 * a process: an instance keeps only its words, in a {@link RegisterFile}. Accesses are 32 bits
 * wide and aligned; everything that was not declared is a {@link BusFault}. A layout is complete
 * before the first device is made from it, and does not change after that.
 *
 * @param <D> the class of the device, to which accesses with side effects are handed
 */
public final class RegisterLayout<D> {
    private final String device;
    private final int bytes;
    private final Fidelity fidelity;
    private final List<Register<D>> registers = new ArrayList<>();
    /** By offset / 4, only as long as the last declared register needs. */
    private @Nullable Register<D>[] words = empty(0);

    /**
     * @param device the kind of device, such as "uart", for messages and the register page
     * @param bytes the size of the block, a multiple of 4
     */
    public RegisterLayout(String device, int bytes, Fidelity fidelity) {
        if (bytes < 4 || bytes % 4 != 0 || bytes > 1 << 16) {
            throw new IllegalArgumentException("the registers of " + device
                    + " must take a multiple of 4 from 4 to 65536 bytes, not " + bytes);
        }
        this.device = device;
        this.bytes = bytes;
        this.fidelity = fidelity;
    }

    /**
     * Declares a register.
     *
     * @throws IllegalArgumentException if the offset is taken, unaligned or outside the block, or
     *     if the name is taken
     */
    public Register<D> at(int offset, String name, int resetValue) {
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
        var register = new Register<D>(device, registers.size(), offset, name, resetValue);
        registers.add(register);
        if (words.length <= offset / 4) {
            words = Arrays.copyOf(words, offset / 4 + 1);
        }
        words[offset / 4] = register;
        return register;
    }

    /** The kind of device. */
    public String device() {
        return device;
    }

    public int bytes() {
        return bytes;
    }

    public Fidelity fidelity() {
        return fidelity;
    }

    /** In the order of declaration. */
    public List<Register<D>> registers() {
        return List.copyOf(registers);
    }

    /** Bits that the manual has and the model only stores, such as "UARTCR.RTSEn". */
    public List<String> unmodelledNames() {
        return registers.stream().flatMap(register -> register.unmodelledNames().stream()
                .map(bits -> register.name() + "." + bits)).toList();
    }

    @Nullable
    Register<D> atWord(int index) {
        return index < words.length ? words[index] : null;
    }

    void resetInto(int[] values) {
        for (var register : registers) {
            values[register.index()] = register.resetValue();
        }
    }

    int count() {
        return registers.size();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Arrays have no type parameters.
    private static <D> @Nullable Register<D>[] empty(int length) {
        return new Register[length];
    }

    private String at(int offset) {
        return device + "+0x" + Integer.toHexString(offset);
    }
}
