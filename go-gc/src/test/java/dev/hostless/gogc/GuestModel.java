package dev.hostless.gogc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program with goroutines as Go compiles it for WebAssembly, and the same graph of objects in
 * Java. Goroutines that wait have all their pointers on stacks; the running one also has locals,
 * which nobody sees but at a GC-safe call, where they are on its stack. Its write barrier has a
 * buffer.
 */
final class GuestModel implements Roots {
    private static final int STACKS = 4;
    private static final int SLOTS = 12;
    private static final int GLOBALS = 20;
    private static final int BUFFER = 16;

    /** An object; its place in the heap never changes. The first word is its stamp, no pointer. */
    static final class Node {
        final int address;
        final long stamp;
        final @Nullable Node[] fields;

        Node(int address, long stamp, int fields) {
            this.address = address;
            this.stamp = stamp;
            this.fields = new Node[fields];
        }
    }

    final ArrayMemory memory;
    final Heap heap;
    final HeapCollector collector;
    private final Random random;
    private final int step;
    private final @Nullable Node[][] stacks = new Node[STACKS][SLOTS];
    private final @Nullable Node[] globals = new Node[GLOBALS];
    private final @Nullable Node[] locals = new Node[SLOTS];
    private final List<@Nullable Node> buffer = new ArrayList<>();

    /** Whether the write barrier works: without it, a collector loses objects. */
    boolean barrier = true;
    private int running;
    private boolean safe;
    private long stamps;
    private long now;
    private int exhausted;

    GuestModel(HeapOptions heapOptions, CollectorOptions options, Pacer pacer, int ramBytes,
            Random random) {
        this.random = random;
        step = heapOptions.profile().pointerBytes();
        memory = new ArrayMemory(ramBytes);
        heap = new Heap(heapOptions, memory, 4096);
        collector = new HeapCollector(heap, options, pacer, this);
    }

    @Override
    public int begin() {
        return 1 + STACKS;
    }

    @Override
    public boolean isUrgent(int job) {
        return job - 1 == running;
    }

    @Override
    public RootKind kind(int job) {
        return job == 0 ? RootKind.GLOBALS : RootKind.STACK;
    }

    @Override
    public boolean scan(int job, RootSink sink) {
        if (job == 0) {
            report(globals, sink);
            return true;
        }
        if (job - 1 == running) {
            if (!safe) {
                return false;
            }
            report(locals, sink);
        }
        report(stacks[job - 1], sink);
        return true;
    }

    /** Does something at random. */
    void step() {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> allocate(1 + random.nextInt(random.nextInt(40) == 0 ? 4500 : 12));
            case 3, 4, 11, 12 -> load();
            case 5, 6, 13, 14 -> store();
            case 7 -> locals[random.nextInt(SLOTS)] = null;
            case 8 -> spill();
            case 9 -> switchGoroutine();
            case 10 -> storeGlobal();
            default -> copyFields();
        }
        now += 10;
    }

    /** What a board does between two instructions. */
    void slice(long work) {
        if (collector.phase() == GcPhase.MARK) {
            collector.markSlice(work);
        } else {
            collector.sweepSlice(1);
        }
        if (random.nextInt(3) == 0) {
            safeCall();
        }
    }

    /** A call at which a cycle may start or finish. */
    void safeCall() {
        safe = true;
        if (collector.isMarkDone()) {
            finish();
        } else if (collector.isStartDue()) {
            collector.start(GcCause.HEAP, now);
            if (collector.options().mode() == CollectorMode.STOP_THE_WORLD) {
                finish();
            }
        }
        safe = false;
    }

    void finish() {
        safe = true;
        flush();
        long reachable = trace().size();
        var figures = collector.finish(now);
        if (collector.options().mode() == CollectorMode.STOP_THE_WORLD) {
            assertThat(figures.marked().objects()).isEqualTo(reachable);
        }
        safe = false;
        verify();
    }

    /** Collects as runtime.GC does: afterwards only what is reachable is there. */
    void collect() {
        safe = true;
        flush();
        if (collector.phase() == GcPhase.MARK) {
            collector.finish(now);
        }
        long reachable = trace().size();
        var figures = collector.collect(GcCause.FORCED, now);
        safe = false;
        assertThat(figures.marked().objects()).isEqualTo(reachable);
        assertThat(heap.figures().heapObjects()).isEqualTo(reachable);
        verify();
    }

    /** Everything reachable is in its place and holds what was written. */
    void verify() {
        for (var node : trace()) {
            assertThat(heap.objectBase(node.address)).isEqualTo(node.address);
            assertThat(read(node.address)).isEqualTo(node.stamp);
            for (int field = 0; field < node.fields.length; field++) {
                var target = node.fields[field];
                assertThat(read(node.address + (1 + field) * step))
                        .isEqualTo(target == null ? 0 : target.address);
            }
        }
    }

    int exhausted() {
        return exhausted;
    }

    private void allocate(int words) {
        int fields = Math.min(words - 1, random.nextInt(1 + Math.min(words, 70)));
        long[] bits = new long[words / 64 + 1];
        for (int field = 0; field < fields; field++) {
            bits[(1 + field) / 64] |= 1L << 1 + field;
        }
        var mask = new PointerMask(words, bits);
        int bytes = Math.max(HeapProfile.TINY_SIZE, words * step);
        int address = request(mask, bytes);
        if (address == Heap.COLLECT) {
            return;
        }
        assertThat(memory.isFilled(address, bytes, 0)).isTrue();
        // The stamp looks like a pointer, but no mask says so.
        var node = new Node(address, address + 8L * (stamps++ % 1000), fields);
        write(address, node.stamp);
        var holder = locals[random.nextInt(SLOTS)];
        if (holder != null && holder.fields.length > 0 && random.nextInt(3) > 0) {
            set(holder, random.nextInt(holder.fields.length), node);
        }
        locals[random.nextInt(SLOTS)] = node;
    }

    private int request(PointerMask mask, int bytes) {
        safe = true;
        try {
            int address = heap.allocate(bytes, mask);
            if (address == Heap.COLLECT) {
                collect();
                safe = true;
                address = heap.allocate(bytes, mask);
            }
            return address;
        } catch (HeapExhausted full) {
            exhausted++;
            return Heap.COLLECT;
        } finally {
            safe = false;
        }
    }

    /** A local gets what a field, a stack slot or a global holds. */
    private void load() {
        var holder = locals[random.nextInt(SLOTS)];
        Node found;
        if (holder != null && holder.fields.length > 0 && random.nextInt(4) > 0) {
            found = holder.fields[random.nextInt(holder.fields.length)];
        } else {
            found = random.nextBoolean()
                    ? stacks[running][random.nextInt(SLOTS)]
                    : globals[random.nextInt(GLOBALS)];
        }
        locals[random.nextInt(SLOTS)] = found;
    }

    private void store() {
        var holder = locals[random.nextInt(SLOTS)];
        if (holder != null && holder.fields.length > 0) {
            set(holder, random.nextInt(holder.fields.length), value());
        }
    }

    private @Nullable Node value() {
        return random.nextInt(4) == 0 ? null : locals[random.nextInt(SLOTS)];
    }

    private void set(Node holder, int field, @Nullable Node value) {
        handOver(holder.fields[field]);
        handOver(value);
        holder.fields[field] = value;
        write(holder.address + (1 + field) * step, value == null ? 0 : value.address);
    }

    private void storeGlobal() {
        int index = random.nextInt(GLOBALS);
        var value = value();
        handOver(globals[index]);
        handOver(value);
        globals[index] = value;
    }

    /** A move of memory from one object to another. */
    private void copyFields() {
        var target = locals[random.nextInt(SLOTS)];
        var source = locals[random.nextInt(SLOTS)];
        if (target == null || source == null) {
            return;
        }
        int count = Math.min(target.fields.length, source.fields.length);
        boolean clear = random.nextInt(8) == 0;
        if (barrier && collector.isBarrierOn()) {
            collector.bulk(target.address + step, clear ? 0 : source.address + step,
                    (long) count * step);
        }
        for (int field = 0; field < count; field++) {
            var value = clear ? null : source.fields[field];
            target.fields[field] = value;
            write(target.address + (1 + field) * step, value == null ? 0 : value.address);
        }
    }

    private void spill() {
        stacks[running][random.nextInt(SLOTS)] = value();
    }

    /** At a switch all locals are on the stack, or dead. */
    private void switchGoroutine() {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (random.nextBoolean()) {
                stacks[running][slot] = locals[slot];
            }
            locals[slot] = null;
        }
        running = random.nextInt(STACKS);
        for (int slot = 0; slot < SLOTS; slot++) {
            if (random.nextBoolean()) {
                locals[slot] = stacks[running][slot];
            }
        }
    }

    private void handOver(@Nullable Node node) {
        if (barrier && collector.isBarrierOn()) {
            buffer.add(node);
            if (buffer.size() == BUFFER) {
                flush();
            }
        }
    }

    private void flush() {
        for (var node : buffer) {
            collector.shade(node == null ? 0 : node.address);
        }
        buffer.clear();
    }

    private void report(@Nullable Node[] slots, RootSink sink) {
        for (var slot : slots) {
            sink.word(slot == null ? 0 : slot.address);
        }
    }

    private Set<Node> trace() {
        Set<Node> seen = new HashSet<>();
        var grey = new ArrayDeque<Node>();
        for (var stack : stacks) {
            reach(stack, seen, grey);
        }
        reach(globals, seen, grey);
        reach(locals, seen, grey);
        while (!grey.isEmpty()) {
            reach(grey.remove().fields, seen, grey);
        }
        return seen;
    }

    private static void reach(@Nullable Node[] slots, Set<Node> seen, ArrayDeque<Node> grey) {
        for (var slot : slots) {
            if (slot != null && seen.add(slot)) {
                grey.add(slot);
            }
        }
    }

    private long read(int address) {
        return step == Integer.BYTES ? memory.readInt(address) : memory.readLong(address);
    }

    private void write(int address, long value) {
        if (step == Integer.BYTES) {
            memory.writeInt(address, (int) value);
        } else {
            memory.writeLong(address, value);
        }
    }
}
