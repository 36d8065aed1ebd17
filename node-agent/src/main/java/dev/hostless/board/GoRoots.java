package dev.hostless.board;

import dev.hostless.gogc.RootKind;
import dev.hostless.gogc.RootSink;
import dev.hostless.gogc.Roots;
import dev.hostless.gogc.guest.GlobalBlock;
import dev.hostless.gogc.guest.GoLayout;
import dev.hostless.gogc.guest.GoStacks;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The roots of a Go program: its global variables, block by block, and its goroutines' stacks. A
 * parked goroutine's stack can be read at any time. That of the one that runs only while the guest
 * has stopped for the collector: at other times some of its pointers may be in locals.
 */
final class GoRoots implements Roots {
    private final GoLayout layout;
    private final GoStacks stacks;
    private final IntSupplier stackPointer;
    private List<GlobalBlock> blocks = List.of();
    private int[] goroutines = {};
    private boolean stopped;

    /** @param stackPointer Go's SP */
    GoRoots(GoLayout layout, IntSupplier stackPointer) {
        this.layout = layout;
        this.stackPointer = stackPointer;
        stacks = layout.stacks();
    }

    /** Whether the guest is in a call that it makes for the collector, on its system stack. */
    void stopped(boolean now) {
        stopped = now;
    }

    long globalBytes() {
        return layout.globals().blocks().stream().mapToLong(GlobalBlock::bytes).sum();
    }

    @Override
    public int begin() {
        blocks = layout.globals().blocks();
        goroutines = stacks.goroutines();
        return blocks.size() + goroutines.length;
    }

    @Override
    public boolean isUrgent(int job) {
        return job >= blocks.size() && goroutines[job - blocks.size()] == stacks.current();
    }

    @Override
    public RootKind kind(int job) {
        return job < blocks.size() ? RootKind.GLOBALS : RootKind.STACK;
    }

    @Override
    public boolean scan(int job, RootSink sink) {
        if (job < blocks.size()) {
            layout.globals().scan(blocks.get(job), sink::word);
            return true;
        }
        int goroutine = goroutines[job - blocks.size()];
        boolean runs = goroutine == stacks.current();
        if (runs && !stopped) {
            return false;
        }
        long before = stacks.framesRead();
        if (runs) {
            stacks.scanRunning(stackPointer.getAsInt(), sink::word);
        } else {
            stacks.scan(goroutine, sink::word);
        }
        sink.frames(stacks.framesRead() - before);
        return true;
    }
}
