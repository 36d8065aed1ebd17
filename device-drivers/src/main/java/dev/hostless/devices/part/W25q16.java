package dev.hostless.devices.part;

import dev.hostless.devices.SpiPart;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Fidelity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A flash memory of 2 MiB. Winbond W25Q16JV, chapter 8 (instructions) and 9.6 (times, the typical
 * ones). An instruction is carried out when the chip select rises; while one is under way only the
 * status registers can be read. A sector that was never programmed takes no memory of the host.
 */
public final class W25q16 implements SpiPart, Part {
    public static final Fidelity FIDELITY = new Fidelity("Flash W25Q16",
            "Winbond W25Q16JV, chapters 8 and 9.6",
            List.of("JEDEC and device identification, unique ID", "read, fast read",
                    "write enable, page program that wraps and only clears bits",
                    "sector, block and chip erase, with BUSY for their typical times",
                    "status registers, power-down"),
            List.of("protection bits are stored and protect nothing",
                    "dual and quad instructions, security registers, suspend and resume",
                    "status registers 2 and 3 read 0", "no wear"));
    public static final int BYTES = 2 << 20;
    public static final int SECTOR_BYTES = 4096;
    public static final int PAGE_BYTES = 256;

    private static final int READ = 0x03;
    private static final int FAST_READ = 0x0b;
    private static final int PAGE_PROGRAM = 0x02;
    private static final int WRITE_STATUS = 0x01;
    private static final int READ_STATUS = 0x05;
    private static final int READ_STATUS_2 = 0x35;
    private static final int READ_STATUS_3 = 0x15;
    private static final int WRITE_ENABLE = 0x06;
    private static final int WRITE_DISABLE = 0x04;
    private static final int SECTOR_ERASE = 0x20;
    private static final int HALF_BLOCK_ERASE = 0x52;
    private static final int BLOCK_ERASE = 0xd8;
    private static final int CHIP_ERASE = 0xc7;
    private static final int CHIP_ERASE_TOO = 0x60;
    private static final int POWER_DOWN = 0xb9;
    private static final int RELEASE = 0xab;
    private static final int DEVICE_ID = 0x90;
    private static final int UNIQUE_ID = 0x4b;
    private static final int JEDEC_ID = 0x9f;

    private static final int MANUFACTURER = 0xef;
    private static final int MEMORY_TYPE = 0x40;
    private static final int CAPACITY = 0x15;
    private static final int DEVICE = 0x14;
    private static final int BUSY = 1;
    private static final int WRITE_ENABLED = 1 << 1;
    private static final int STORED_STATUS = 0b1111_1100;
    private static final int NOTHING = 0xff;
    private static final byte ERASED = (byte) 0xff;

    private static final long PROGRAM_NANOS = 400_000;
    private static final long SECTOR_ERASE_NANOS = 45_000_000;
    private static final long HALF_BLOCK_ERASE_NANOS = 120_000_000;
    private static final long BLOCK_ERASE_NANOS = 150_000_000;
    private static final long CHIP_ERASE_NANOS = 5_000_000_000L;
    private static final long WRITE_STATUS_NANOS = 10_000_000;

    private final VirtualClock clock;
    private final long uniqueId;
    /** By number; null is erased. The array itself is there from the first program on. */
    private byte @Nullable [] @Nullable [] sectors;
    private byte @Nullable [] page;

    private int instruction;
    /** Frames since the chip select fell. */
    private int frames;
    private int address;
    private int status;
    private int statusWritten;
    private boolean poweredDown;
    private long readyAt;
    private boolean busy;

    /** @param uniqueId what instruction 4Bh reads, for boards that tell themselves apart by it */
    public W25q16(VirtualClock clock, long uniqueId) {
        this.clock = clock;
        this.uniqueId = uniqueId;
    }

    /** The byte at an address, 0 to 255: what an operator's programmer would read. */
    public int at(int offset) {
        var held = sectors;
        var sector = held == null ? null : held[offset / SECTOR_BYTES];
        return sector == null ? NOTHING : sector[offset % SECTOR_BYTES] & 0xff;
    }

    /**
     * Puts bytes into the flash, as a programmer does before it is soldered in.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public void load(int offset, byte[] bytes) {
        if (offset < 0 || offset > BYTES - bytes.length) {
            throw new IllegalArgumentException("a W25Q16 holds " + BYTES + " bytes; " + bytes.length
                    + " from " + offset + " on do not fit");
        }
        for (int index = 0; index < bytes.length; index++) {
            sector((offset + index) / SECTOR_BYTES)[(offset + index) % SECTOR_BYTES] = bytes[index];
        }
    }

    @Override
    public Fidelity fidelity() {
        return FIDELITY;
    }

    @Override
    public void select() {
        frames = 0;
        address = 0;
    }

    @Override
    public int exchange(int value) {
        settle();
        int frame = frames;
        frames = Math.min(frames + 1, Integer.MAX_VALUE - 1);
        if (frame == 0) {
            instruction = value;
            return NOTHING;
        }
        if (busy && instruction != READ_STATUS && instruction != READ_STATUS_2
                && instruction != READ_STATUS_3 || poweredDown && instruction != RELEASE) {
            return NOTHING;
        }
        return switch (instruction) {
            case READ_STATUS -> status | (busy ? BUSY : 0);
            case READ_STATUS_2, READ_STATUS_3 -> 0;
            case JEDEC_ID -> byteOf(MANUFACTURER << 16 | MEMORY_TYPE << 8 | CAPACITY, 3, frame);
            case RELEASE -> frame > 3 ? DEVICE : NOTHING;
            case DEVICE_ID -> frame > 3
                    ? (frame + address & 1) == 0 ? MANUFACTURER : DEVICE
                    : addressed(value);
            case UNIQUE_ID -> frame > 4 ? byteOf(uniqueId, 8, frame - 4) : NOTHING;
            case READ -> frame > 3 ? next() : addressed(value);
            case FAST_READ -> frame > 4 ? next() : frame == 4 ? NOTHING : addressed(value);
            case PAGE_PROGRAM -> frame > 3 ? buffered(value) : addressed(value);
            case SECTOR_ERASE, HALF_BLOCK_ERASE, BLOCK_ERASE -> addressed(value);
            case WRITE_STATUS -> statusByte(value, frame);
            default -> NOTHING;
        };
    }

    /** The instruction is carried out. */
    @Override
    public void deselect() {
        settle();
        if (frames == 0 || busy || poweredDown && instruction != RELEASE) {
            return;
        }
        switch (instruction) {
            case WRITE_ENABLE -> status |= WRITE_ENABLED;
            case WRITE_DISABLE -> status &= ~WRITE_ENABLED;
            case POWER_DOWN -> poweredDown = true;
            case RELEASE -> poweredDown = false;
            default -> {
                if ((status & WRITE_ENABLED) != 0) {
                    change();
                }
            }
        }
        frames = 0;
    }

    private void change() {
        switch (instruction) {
            case PAGE_PROGRAM -> program();
            case SECTOR_ERASE -> erase(SECTOR_BYTES, SECTOR_ERASE_NANOS);
            case HALF_BLOCK_ERASE -> erase(8 * SECTOR_BYTES, HALF_BLOCK_ERASE_NANOS);
            case BLOCK_ERASE -> erase(16 * SECTOR_BYTES, BLOCK_ERASE_NANOS);
            case CHIP_ERASE, CHIP_ERASE_TOO -> {
                sectors = null;
                work(CHIP_ERASE_NANOS);
            }
            case WRITE_STATUS -> {
                if (frames > 1) {
                    status = statusWritten & STORED_STATUS | status & ~STORED_STATUS;
                    work(WRITE_STATUS_NANOS);
                }
            }
            default -> {
                // It changes nothing.
            }
        }
    }

    private int addressed(int value) {
        if (frames <= 4) {
            address = (address << 8 | value) & BYTES - 1;
        }
        return NOTHING;
    }

    private int next() {
        int value = at(address);
        address = (address + 1) % BYTES;
        return value;
    }

    private int buffered(int value) {
        var held = page;
        if (held == null || frames == 5) {
            held = new byte[PAGE_BYTES];
            Arrays.fill(held, ERASED);
            page = held;
        }
        int offset = address % PAGE_BYTES;
        held[offset] = (byte) value;
        address = address - offset + (offset + 1) % PAGE_BYTES;
        return NOTHING;
    }

    private int statusByte(int value, int frame) {
        if (frame == 1) {
            statusWritten = value;
        }
        return NOTHING;
    }

    private void program() {
        var held = page;
        if (frames < 5 || held == null) {
            return;
        }
        int first = address - address % PAGE_BYTES;
        var sector = sector(first / SECTOR_BYTES);
        for (int offset = 0; offset < PAGE_BYTES; offset++) {
            sector[first % SECTOR_BYTES + offset] &= held[offset];
        }
        page = null;
        work(PROGRAM_NANOS);
    }

    private void erase(int bytes, long nanos) {
        if (frames != 4) {
            return;
        }
        var held = sectors;
        if (held != null) {
            int first = address / bytes * (bytes / SECTOR_BYTES);
            Arrays.fill(held, first, first + bytes / SECTOR_BYTES, null);
        }
        work(nanos);
    }

    private void work(long nanos) {
        busy = true;
        readyAt = clock.later(clock.cycles(nanos));
    }

    private void settle() {
        if (busy && clock.now() >= readyAt) {
            busy = false;
            status &= ~WRITE_ENABLED;
        }
    }

    private byte[] sector(int number) {
        var held = sectors;
        if (held == null) {
            held = new byte[BYTES / SECTOR_BYTES][];
            sectors = held;
        }
        var sector = held[number];
        if (sector == null) {
            sector = new byte[SECTOR_BYTES];
            Arrays.fill(sector, ERASED);
            held[number] = sector;
        }
        return sector;
    }

    /** The so-manieth of some bytes, the highest first; then again from the start. */
    private static int byteOf(long bytes, int count, int frame) {
        return (int) (bytes >>> 8 * (count - 1 - (frame - 1) % count)) & 0xff;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        var held = sectors;
        for (int number = 0; held != null && number < held.length; number++) {
            var sector = held[number];
            if (sector != null) {
                out.writeInt(number);
                out.write(sector);
            }
        }
        out.writeInt(-1);
        var buffer = page;
        out.writeBoolean(buffer != null);
        if (buffer != null) {
            out.write(buffer);
        }
        for (int value : new int[]{instruction, frames, address, status, statusWritten}) {
            out.writeInt(value);
        }
        out.writeBoolean(poweredDown);
        out.writeLong(readyAt);
        out.writeBoolean(busy);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        sectors = null;
        for (int number = in.readInt(); number >= 0; number = in.readInt()) {
            if (number >= BYTES / SECTOR_BYTES) {
                throw new IOException("wanted a sector of 0 to " + (BYTES / SECTOR_BYTES - 1)
                        + ", got " + number);
            }
            in.readFully(sector(number));
        }
        page = null;
        if (in.readBoolean()) {
            var buffer = new byte[PAGE_BYTES];
            in.readFully(buffer);
            page = buffer;
        }
        instruction = in.readInt();
        frames = in.readInt();
        address = in.readInt() & BYTES - 1;
        status = in.readInt();
        statusWritten = in.readInt();
        poweredDown = in.readBoolean();
        readyAt = in.readLong();
        busy = in.readBoolean();
    }
}
