package dev.hostless.devices;

import dev.hostless.devices.register.BusFault;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The address map of a board. Addresses are unsigned 32 bits; accesses are aligned words. */
public final class Bus implements Stateful {
    /** A device and where it stands; the last address is included. */
    public record Mapping(int base, String name, Mmio device) {
        int last() {
            return base + device.bytes() - 1;
        }

        boolean holds(int address) {
            return Integer.compareUnsigned(address, base) >= 0
                    && Integer.compareUnsigned(address, last()) <= 0;
        }

        String range() {
            return "(0x%x..0x%x)".formatted(base, last());
        }
    }

    private static final Comparator<Mapping> BY_ADDRESS = (left, right) -> Integer
            .compareUnsigned(left.base(), right.base());

    /** Ordered by address, so that an access is a binary search. */
    private final List<Mapping> mappings = new ArrayList<>();

    /**
     * Puts a device on the bus. Calls chain, so that a board's map reads as one table.
     *
     * @throws IllegalArgumentException if the base is unaligned, the range leaves 32 bits or
     *     overlaps another, or the name is taken
     */
    public Bus map(int base, String name, Mmio device) {
        var mapping = new Mapping(base, name, device);
        if ((base & 3) != 0 || Integer.compareUnsigned(mapping.last(), base) < 0) {
            throw new IllegalArgumentException(name + " must stand at a multiple of 4 with all of"
                    + " its bytes below 2^32, not at " + mapping.range());
        }
        for (var other : mappings) {
            if (other.name().equals(name)) {
                throw new IllegalArgumentException("two devices are named " + name + ": "
                        + other.range() + " and " + mapping.range());
            }
            if (other.holds(base) || mapping.holds(other.base())) {
                throw new IllegalArgumentException(name + " " + mapping.range() + " overlaps "
                        + other.name() + " " + other.range());
            }
        }
        mappings.add(mapping);
        mappings.sort(BY_ADDRESS);
        return this;
    }

    /**
     * @throws BusFault if the address is unaligned or no register stands there
     */
    public int read32(int address) {
        var mapping = find(address, "read");
        return mapping.device().read32(address - mapping.base());
    }

    /**
     * @throws BusFault if the address is unaligned or no register stands there
     */
    public void write32(int address, int value) {
        var mapping = find(address, "write");
        mapping.device().write32(address - mapping.base(), value);
    }

    /** Resets every device, from the lowest address to the highest. */
    public void reset() {
        for (var mapping : mappings) {
            mapping.device().reset();
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (var mapping : mappings) {
            out.writeUTF(mapping.name());
            mapping.device().save(out);
        }
        out.writeUTF("");
    }

    /** The same devices must stand at the same places. */
    @Override
    public void restore(DataInput in) throws IOException {
        for (var mapping : mappings) {
            requireNext(in, mapping.name());
            mapping.device().restore(in);
        }
        requireNext(in, "");
    }

    private static void requireNext(DataInput in, String wanted) throws IOException {
        var name = in.readUTF();
        if (!name.equals(wanted)) {
            throw new IOException(
                    "wanted the state of device '" + wanted + "', got '" + name + "'");
        }
    }

    /** From the lowest address to the highest. */
    public List<Mapping> mappings() {
        return List.copyOf(mappings);
    }

    private Mapping find(int address, String verb) {
        int index = lastAtOrBelow(address);
        var mapping = index < 0 ? null : mappings.get(index);
        if (mapping == null || !mapping.holds(address)) {
            throw new BusFault("no device at 0x%x to %s; %s".formatted(address, verb,
                    nearest(address, index)));
        }
        if ((address & 3) != 0) {
            throw new BusFault("unaligned %s at %s+0x%x; only aligned words have an address"
                    .formatted(verb, mapping.name(), address - mapping.base()));
        }
        return mapping;
    }

    private int lastAtOrBelow(int address) {
        int low = 0;
        int high = mappings.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Integer.compareUnsigned(mappings.get(middle).base(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private String nearest(int address, int below) {
        if (mappings.isEmpty()) {
            return "the bus is empty";
        }
        var lower = mappings.get(Math.max(below, 0));
        var upper = mappings.get(Math.min(below + 1, mappings.size() - 1));
        long fromLower = Math.abs(Integer.toUnsignedLong(address)
                - Integer.toUnsignedLong(lower.last()));
        long toUpper = Math.abs(Integer.toUnsignedLong(upper.base())
                - Integer.toUnsignedLong(address));
        var nearest = below < 0 || toUpper < fromLower && upper != lower ? upper : lower;
        return "the nearest is " + nearest.name() + " " + nearest.range();
    }
}
