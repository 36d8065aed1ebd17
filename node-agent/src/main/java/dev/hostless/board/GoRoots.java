package dev.hostless.board;

import dev.hostless.gogc.InvalidRequest;
import dev.hostless.gogc.RootKind;
import dev.hostless.gogc.RootSink;
import dev.hostless.gogc.Roots;
import dev.hostless.gogc.guest.GlobalBlock;
import dev.hostless.gogc.guest.GoLayout;
import dev.hostless.gogc.guest.GoStacks;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The roots of a Go program: its global variables, block by block, its goroutines' stacks, and what
 * its runtime keeps elsewhere: queued finalizers and cleanups, and what is attached to objects. A
 * parked goroutine's stack can be read at any time. That of the one that runs only while the guest
 * has stopped for the collector: at other times some of its pointers may be in locals.
 */
final class GoRoots implements Roots {
    /** A finalizer has a record of five words, and a board of 2 GiB room for no more. */
    private static final int RECORDS_MAX = 1 << 24;

    private final GoLayout layout;
    private final GoStacks stacks;
    private final IntSupplier stackPointer;
    private List<GlobalBlock> blocks = List.of();
    private int[] goroutines = {};
    private long[] records = {};
    private int recordCount;
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

    /** A word that the runtime keeps elsewhere. */
    void add(long word) {
        if (recordCount == RECORDS_MAX) {
            throw new InvalidRequest("gogc.roots: wanted at most " + RECORDS_MAX + " words");
        }
        if (recordCount == records.length) {
            records = Arrays.copyOf(records, Math.max(64, 2 * records.length));
        }
        records[recordCount++] = word;
    }

    /** The cycle is over. */
    void clear() {
        recordCount = 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(recordCount);
        for (int index = 0; index < recordCount; index++) {
            out.writeLong(records[index]);
        }
    }

    void restore(DataInput in) throws IOException {
        clear();
        for (int left = in.readInt(); left > 0; left--) {
            add(in.readLong());
        }
    }

    /** How many goroutines there are. */
    int goroutines() {
        return stacks.count();
    }

    long globalBytes() {
        return layout.globals().blocks().stream().mapToLong(GlobalBlock::bytes).sum();
    }

    @Override
    public int begin() {
        blocks = layout.globals().blocks();
        goroutines = stacks.goroutines();
        return blocks.size() + goroutines.length + 1;
    }

    @Override
    public boolean isUrgent(int job) {
        return kind(job) == RootKind.STACK
                && goroutines[job - blocks.size()] == stacks.current();
    }

    @Override
    public RootKind kind(int job) {
        if (job < blocks.size()) {
            return RootKind.GLOBALS;
        }
        return job < blocks.size() + goroutines.length ? RootKind.STACK : RootKind.OTHER;
    }

    /** As in Go, all bytes of a block and of the used part of a stack count as looked at. */
    @Override
    public boolean scan(int job, RootSink sink) {
        if (isUrgent(job) && !stopped) {
            return false;
        }
        long before = sink.bytes();
        long all = switch (kind(job)) {
            case GLOBALS -> scanBlock(blocks.get(job), sink);
            case STACK -> scanStack(goroutines[job - blocks.size()], sink);
            case OTHER -> scanRecords(sink);
        };
        sink.skipped(all - (sink.bytes() - before));
        return true;
    }

    private long scanBlock(GlobalBlock block, RootSink sink) {
        layout.globals().scan(block, sink::word);
        return block.bytes();
    }

    private long scanStack(int goroutine, RootSink sink) {
        long before = stacks.framesRead();
        long bytes = goroutine == stacks.current()
                ? stacks.scanRunning(stackPointer.getAsInt(), sink::word)
                : stacks.scan(goroutine, sink::word);
        sink.frames(stacks.framesRead() - before);
        return bytes;
    }

    private long scanRecords(RootSink sink) {
        for (int index = 0; index < recordCount; index++) {
            sink.word(records[index]);
        }
        return (long) Long.BYTES * recordCount;
    }
}
