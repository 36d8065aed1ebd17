package dev.hostless.gogc.guest;

import dev.hostless.gogc.HeapMemory;
import java.util.List;

/** A Go program in a guest's memory, as a collector sees it. */
public final class GoLayout {
    private final GoDescriptor descriptor;
    private final TypeMasks masks;
    private final GoGlobals globals;
    private final GoStacks stacks;

    private GoLayout(GuestMemory memory, GoDescriptor descriptor) {
        this.descriptor = descriptor;
        masks = new TypeMasks(memory, descriptor);
        globals = new GoGlobals(memory, descriptor);
        stacks = new GoStacks(memory, descriptor);
    }

    /**
     * Reads the descriptor that a guest hands over.
     *
     * @param address where it is, unsigned
     * @throws GuestLayoutProblem if it is none
     */
    public static GoLayout read(HeapMemory memory, int address) {
        var guest = new GuestMemory(memory);
        return new GoLayout(guest, GoDescriptor.read(guest, Integer.toUnsignedLong(address)));
    }

    public GoDescriptor descriptor() {
        return descriptor;
    }

    /** The address of the word that switches the compiler's write barriers on. */
    public int writeBarrier() {
        return (int) descriptor.at(GoWord.WRITE_BARRIER);
    }

    public TypeMasks masks() {
        return masks;
    }

    public GoGlobals globals() {
        return globals;
    }

    /** Data and bss in blocks, each to be given to {@link GoGlobals#scan}. */
    public List<GlobalBlock> globalBlocks() {
        return globals.blocks();
    }

    public GoStacks stacks() {
        return stacks;
    }
}
