package dev.hostless.board;

import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapKind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The module {@code board}: RAM for a runtime, in pages of {@link BoardRam#PAGE_BYTES}. Sizes and
 * addresses are bytes. A call that makes no sense is a trap that says why.
 */
public final class RamImports implements HostModule {
    static final int CALL_CYCLES = 100;

    private static final int BYTES_PER_CYCLE = 8;

    private final BoardSpec spec;
    private final Scheduler scheduler;
    private @Nullable BoardRam ram;

    RamImports(BoardSpec spec, Scheduler scheduler) {
        this.spec = spec;
        this.scheduler = scheduler;
    }

    @Override
    public String name() {
        return BoardSystem.MODULE;
    }

    BoardRam ram(Guest guest) {
        var made = ram;
        if (made == null) {
            made = new BoardRam(spec, guest.memory());
            ram = made;
        }
        return made;
    }

    void save(DataOutput out) throws IOException {
        out.writeBoolean(ram != null);
        if (ram != null) {
            ram.save(out);
        }
    }

    /** Cuts the RAM up as it was; its books come with {@link #restoreBooks}. */
    void restore(DataInput in, Guest guest) throws IOException {
        if (in.readBoolean()) {
            ram(guest).restore(in);
        }
    }

    void saveBooks(DataOutput out) throws IOException {
        if (ram != null) {
            ram.saveBooks(out);
        }
    }

    void restoreBooks(DataInput in) throws IOException {
        if (ram != null) {
            ram.restoreBooks(in);
        }
    }

    /** The board's RAM, of which linear memory is the part that is in use. */
    @HostFunction("ram_bytes")
    public int ramBytes() {
        scheduler.charge(BoardSystem.CALL_CYCLES);
        return (int) spec.ramBytes();
    }

    /**
     * Says, once and before anything is allocated, where the program's own data ends.
     *
     * @param address a multiple of 8 KiB in memory
     */
    @HostFunction("ram_start")
    public void ramStart(Guest guest, int address) {
        scheduler.charge(CALL_CYCLES);
        var problem = ram(guest).start(address);
        if (problem != null) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, "board.ram_start: " + problem);
        }
    }

    /**
     * Takes pages, which read as zero.
     *
     * @param bytes rounded up to whole pages
     * @param alignment a power of two
     * @return the address, or 0 when there is no room
     */
    @HostFunction("ram_allocate")
    public int ramAllocate(Guest guest, int bytes, int alignment) {
        scheduler.charge(CALL_CYCLES + Math.max(0, bytes) / BYTES_PER_CYCLE);
        return ram(guest).allocate(bytes, alignment);
    }

    /** Gives pages back that were allocated; in other pieces, if the guest wants. */
    @HostFunction("ram_free")
    public void ramFree(Guest guest, int address, int bytes) {
        scheduler.charge(CALL_CYCLES);
        ram(guest).free(address, bytes);
    }

    /** The guest keeps these pages and does not need what is in them; see {@code --madvise}. */
    @HostFunction("ram_unused")
    public void ramUnused(Guest guest, int address, int bytes) {
        scheduler.charge(CALL_CYCLES);
        ram(guest).unused(address, bytes);
    }

    /** The guest needs these pages again. */
    @HostFunction("ram_used")
    public void ramUsed(Guest guest, int address, int bytes) {
        scheduler.charge(CALL_CYCLES);
        ram(guest).used(address, bytes);
    }
}
