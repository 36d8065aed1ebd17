package dev.hostless.board;

import dev.hostless.board.RamPolicy.Madvise;
import dev.hostless.engine.LinearMemory;
import dev.hostless.gogc.Heap;
import dev.hostless.gogc.HeapFault;
import dev.hostless.gogc.HeapMemory;
import dev.hostless.gogc.HeapOptions;
import dev.hostless.gogc.HeapProfile;
import dev.hostless.gogc.InvalidRequest;
import dev.hostless.gogc.MadvisePolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The RAM above a guest's own data, in pages of 8 KiB: for the guest's runtime, and for its objects
 * where the heap is hosted. Linear memory grows as pages are asked for and never beyond the board's
 * RAM. What is handed out reads as zero.
 */
final class BoardRam {
    static final int PAGE_BYTES = HeapProfile.GO_WASM.pageBytes();

    private static final int CLOSED = -1;
    private static final List<HeapProfile> PROFILES = List.of(HeapProfile.GO_WASM,
            HeapProfile.WASM_32BIT, HeapProfile.MICROCONTROLLER);

    private final BoardSpec spec;
    private final LinearMemory linear;
    private final GuestMemory memory;
    private @Nullable Heap heap;
    private int start = CLOSED;

    BoardRam(BoardSpec spec, LinearMemory linear) {
        this.spec = spec;
        this.linear = linear;
        memory = new GuestMemory(linear, (long) spec.ramPages() * LinearMemory.PAGE_BYTES);
    }

    HeapMemory memory() {
        return memory;
    }

    /** Everything that the pages are for: the guest's, and objects. */
    Heap heap() {
        return heap == null ? open(linear.sizeBytes(), HeapProfile.GO_WASM) : heap;
    }

    /** The same, for a guest whose objects are of another kind than Go's. */
    Heap heap(HeapProfile profile) {
        var there = heap == null ? open(linear.sizeBytes(), profile) : heap;
        if (there.profile() != profile) {
            throw new InvalidRequest("wanted a heap of the profile " + profile.name()
                    + ", but the board's RAM is cut up for " + there.profile().name());
        }
        return there;
    }

    /**
     * Says where the guest's own data ends. It is the end of the memory when the first page is
     * asked for before.
     *
     * @return why it cannot be there, or null
     */
    @Nullable
    String start(int address) {
        if (heap != null) {
            return "pages were asked for already";
        }
        if (address < 0 || address > linear.sizeBytes() || address % PAGE_BYTES != 0) {
            return "wanted a multiple of %d up to the memory's end at 0x%x, got 0x%x"
                    .formatted(PAGE_BYTES, linear.sizeBytes(), address);
        }
        open(address, HeapProfile.GO_WASM);
        return null;
    }

    private Heap open(int address, HeapProfile profile) {
        long page = profile.pageBytes();
        if (Math.max(address, page) > memory.limitBytes() - page) {
            throw new InvalidRequest("wanted a page of RAM above 0x%x, but the board has %d bytes"
                    .formatted(address, memory.limitBytes()));
        }
        var policy = spec.ram();
        var options = HeapOptions.of(profile, policy.pages().policy())
                .withMadvise(policy.madvise() == Madvise.RECLAIM
                        ? MadvisePolicy.RECLAIM
                        : MadvisePolicy.IGNORE)
                .withPoison(spec.heap().check());
        var opened = new Heap(options, memory, address);
        heap = opened;
        start = address;
        return opened;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(start);
        if (heap != null) {
            out.writeByte(PROFILES.indexOf(heap.profile()));
        }
    }

    void restore(DataInput in) throws IOException {
        int address = in.readInt();
        if (address != CLOSED) {
            open(address, PROFILES.get(in.readByte()));
        }
    }

    void saveBooks(DataOutput out) throws IOException {
        if (heap != null) {
            heap.save(out);
        }
    }

    void restoreBooks(DataInput in) throws IOException {
        if (heap != null) {
            heap.restore(in);
        }
    }

    /**
     * Takes pages, all zero.
     *
     * @param bytes rounded up to whole pages
     * @param alignment of the address, a power of two
     * @return the address; 0 when there is no such room
     * @throws HeapFault if the request makes no sense
     */
    int allocate(int bytes, int alignment) {
        return heap().guestPages().allocate(bytes, alignment);
    }

    /**
     * Gives pages back.
     *
     * @throws HeapFault if they are not all the guest's
     */
    void free(int address, int bytes) {
        heap().guestPages().free(address, bytes);
    }

    /** Says that whole pages of a range hold nothing of worth for now. */
    void unused(int address, int bytes) {
        heap().guestPages().unused(address, bytes);
    }

    /** Takes {@link #unused} back. */
    void used(int address, int bytes) {
        heap().guestPages().used(address, bytes);
    }
}
