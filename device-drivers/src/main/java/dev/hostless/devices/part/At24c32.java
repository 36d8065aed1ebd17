package dev.hostless.devices.part;

import dev.hostless.devices.I2cPart;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Fidelity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An EEPROM of 4 KiB. Atmel AT24C32 (doc0336), "Device Operation" to "Read Operations": byte and
 * page writes that wrap within a page of 32 bytes, a write cycle of 10 ms during which it
 * acknowledges nothing, and current, random and sequential reads. Erased bytes are 0xff, and until
 * the first write the model holds no memory for them.
 */
public final class At24c32 implements I2cPart, Part {
    public static final Fidelity FIDELITY = new Fidelity("EEPROM AT24C32", "Atmel doc0336",
            List.of("4 KiB, page writes of 32 bytes that wrap, sequential reads that wrap",
                    "the write cycle of 10 ms, during which nothing is acknowledged"),
            List.of("a write cycle always takes its longest time",
                    "no write protection pin, no wear",
                    "a write that is cut off by a loss of power is complete"));
    public static final int BYTES = 4096;
    public static final int PAGE_BYTES = 32;

    private static final long WRITE_NANOS = 10_000_000;
    private static final byte ERASED = (byte) 0xff;

    private final VirtualClock clock;
    private final int address;
    private byte @Nullable [] content;
    private final byte[] page = new byte[PAGE_BYTES];
    /** Which bytes of the page were sent, a bit each. */
    private int sent;
    private int received;
    private int position;
    private long readyAt;
    private long writes;

    /**
     * @param address 0x50 to 0x57
     * @param initial the first bytes, at most {@link #BYTES}; the rest is erased
     */
    public At24c32(VirtualClock clock, int address, byte[] initial) {
        if (address < 0x50 || address > 0x57) {
            throw new IllegalArgumentException("an AT24C32 must have an address of 0x50..0x57, not"
                    + " 0x" + Integer.toHexString(address));
        }
        if (initial.length > BYTES) {
            throw new IllegalArgumentException("an AT24C32 holds " + BYTES + " bytes, not "
                    + initial.length);
        }
        this.clock = clock;
        this.address = address;
        if (initial.length > 0) {
            System.arraycopy(initial, 0, allocated(), 0, initial.length);
        }
    }

    /** A copy of all bytes. */
    public byte[] content() {
        var held = content;
        if (held != null) {
            return held.clone();
        }
        var erased = new byte[BYTES];
        Arrays.fill(erased, ERASED);
        return erased;
    }

    /** Write cycles so far. */
    public long writes() {
        return writes;
    }

    @Override
    public Fidelity fidelity() {
        return FIDELITY;
    }

    @Override
    public int address() {
        return address;
    }

    @Override
    public boolean start(boolean read) {
        received = 0;
        sent = 0;
        return clock.now() >= readyAt;
    }

    @Override
    public boolean write(int value) {
        switch (received) {
            case 0 -> {
                position = (value << 8 | position & 0xff) & BYTES - 1;
                received = 1;
            }
            case 1 -> {
                position = position & ~0xff | value;
                received = 2;
            }
            default -> {
                int offset = position % PAGE_BYTES;
                page[offset] = (byte) value;
                sent |= 1 << offset;
                position = position - offset + (offset + 1) % PAGE_BYTES;
            }
        }
        return true;
    }

    @Override
    public int read() {
        var held = content;
        int value = held == null ? 0xff : held[position] & 0xff;
        position = (position + 1) % BYTES;
        return value;
    }

    /** Only a stop begins the write cycle; a write that ends in another start is forgotten. */
    @Override
    public void stop() {
        if (sent == 0) {
            return;
        }
        var held = allocated();
        int first = position - position % PAGE_BYTES;
        for (int offset = 0; offset < PAGE_BYTES; offset++) {
            if ((sent >>> offset & 1) != 0) {
                held[first + offset] = page[offset];
            }
        }
        sent = 0;
        writes++;
        readyAt = clock.later(clock.cycles(WRITE_NANOS));
    }

    private byte[] allocated() {
        var held = content;
        if (held == null) {
            held = new byte[BYTES];
            Arrays.fill(held, ERASED);
            content = held;
        }
        return held;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        var held = content;
        out.writeBoolean(held != null);
        if (held != null) {
            out.write(held);
        }
        out.write(page);
        out.writeInt(sent);
        out.writeInt(received);
        out.writeInt(position);
        out.writeLong(readyAt);
        out.writeLong(writes);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        if (in.readBoolean()) {
            in.readFully(allocated());
        } else {
            content = null;
        }
        in.readFully(page);
        sent = in.readInt();
        received = in.readInt();
        position = in.readInt() & BYTES - 1;
        readyAt = in.readLong();
        writes = in.readLong();
    }
}
