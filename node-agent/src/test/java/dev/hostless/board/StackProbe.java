package dev.hostless.board;

import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.LinearMemory;
import dev.hostless.gogc.PointerMask;
import dev.hostless.gogc.guest.GoLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the programs under go-stacks import: reads all roots when the program asks for it, and
 * hears from it which objects Go's own collector has kept.
 */
public final class StackProbe implements HostModule {
    private static final int STACK_POINTER = 0;
    private static final long NONE = -1;
    private static final long ANSWER = 42;
    private static final int TINY_BYTES = 16;
    private static final int LARGEST_WITHOUT_TYPE = 512;
    private static final PointerMask EVERY_WORD = new PointerMask(1, 1);

    /** An object of the program. */
    record Judged(String name, long address, long bytes, boolean keptByGo) {
    }

    /**
     * What was reachable at one moment, and what Go thinks of the same moment.
     *
     * @param objects whether the ones that the program tells of were reached
     */
    record Look(Set<Long> existed, Set<Long> reached, Set<Long> kept,
            Map<Judged, Boolean> objects, NavigableMap<Long, Span> spans, GuestCopy memory) {
        /** Go keeps the block from which it makes tiny objects, whether anyone needs it or not. */
        boolean isTinyBlock(long object) {
            var span = spans.floorEntry(object).getValue();
            return span.noscan() && span.size() == TINY_BYTES;
        }
    }

    /** All of memory at that moment, and where its stack and its descriptor were. */
    record GuestCopy(byte[] bytes, int stackPointer, int descriptor) {
    }

    /** The mask of a type by both. */
    record Mask(long type, long bytes, BitSet ours, BitSet theirs) {
    }

    /** Memory of the guest's own heap, divided into objects of one size. */
    record Span(long base, long size, long count, boolean noscan, int type) {
    }

    private final List<Look> looks = new ArrayList<>();
    private final List<Mask> masks = new ArrayList<>();
    private TreeMap<Long, Span> spans = new TreeMap<>();
    private List<Integer> handles = new ArrayList<>();
    private Set<Long> existing = new HashSet<>();
    private @Nullable GoLayout layout;
    private int descriptor;

    @Override
    public String name() {
        return "stacks";
    }

    List<Look> looks() {
        return looks;
    }

    List<Mask> masks() {
        return masks;
    }

    GoLayout layout() {
        if (layout == null) {
            throw new IllegalStateException("the program has not described itself");
        }
        return layout;
    }

    @HostFunction("describe")
    public void describe(Guest guest, int words) {
        layout = GoLayout.read(new GuestMemory(guest.memory(), LinearMemory.MAX_BYTES), words);
        descriptor = words;
    }

    @HostFunction("span")
    public void span(int base, int size, int count, int noscan, int type) {
        long start = Integer.toUnsignedLong(base);
        spans.put(start, new Span(start, Integer.toUnsignedLong(size), count, noscan != 0,
                type));
    }

    @HostFunction("object")
    public void object(int address) {
        existing.add(Integer.toUnsignedLong(address));
    }

    @HostFunction("root")
    public void root(int address) {
        handles.add(address);
    }

    @HostFunction("kept")
    public void kept(int address) {
        looks.getLast().kept().add(Integer.toUnsignedLong(address));
    }

    /** Calls the guest back. */
    @HostFunction("enter")
    public void enter(Guest guest) {
        long answer = guest.call("visit", ANSWER)[0];
        if (answer != ANSWER) {
            throw new IllegalStateException("visit answers " + answer);
        }
    }

    @HostFunction("typ")
    public void type(Guest guest, int type, int bytes, int pointerBytes, int mask) {
        var ours = layout().masks().maskOf(type);
        var theirs = BitSet.valueOf(guest.memory().copyOf(mask, pointerBytes + 63 >>> 6))
                .get(0, pointerBytes / Long.BYTES);
        var repeated = new BitSet();
        for (int word = 0; word < bytes / Long.BYTES; word++) {
            repeated.set(word, ours.isPointer(word % ours.words()));
        }
        masks.add(new Mask(Integer.toUnsignedLong(type), bytes, repeated, theirs));
    }

    @HostFunction("scan")
    public void scan(Guest guest) {
        var reached = new HashSet<Long>();
        var todo = new ArrayDeque<Long>();
        handles.forEach(handle -> reach(handle, reached, todo));
        handles = new ArrayList<>();
        for (var block : layout().globalBlocks()) {
            layout().globals().scan(block, root -> reach(root, reached, todo));
        }
        var stacks = layout().stacks();
        for (int goroutine : stacks.goroutines()) {
            stacks.scan(goroutine, root -> reach(root, reached, todo));
        }
        stacks.scanRunning((int) guest.global(STACK_POINTER),
                root -> reach(root, reached, todo));
        while (!todo.isEmpty()) {
            follow(guest, todo.remove(), reached, todo);
        }
        looks.add(new Look(existing, reached, new HashSet<>(), new LinkedHashMap<>(), spans,
                new GuestCopy(guest.memory().copyOf(0, guest.memory().sizeBytes()),
                        (int) guest.global(STACK_POINTER), descriptor)));
        existing = new HashSet<>();
        spans = new TreeMap<>();
    }

    /** Go says the type of an object of more than 512 bytes in its first word or in its span. */
    private void follow(Guest guest, long object, Set<Long> reached, ArrayDeque<Long> todo) {
        var span = spans.floorEntry(object).getValue();
        long start = object;
        var mask = EVERY_WORD;
        if (span.type() != 0) {
            mask = layout().masks().maskOf(span.type());
        } else if (span.size() > LARGEST_WITHOUT_TYPE) {
            mask = layout().masks().maskOf(guest.memory().getInt((int) object));
            start += Long.BYTES;
        }
        int words = (int) (object + span.size() - start) / Long.BYTES;
        for (int index = 0; index < words; index++) {
            long word = guest.memory().getLong((int) start + Long.BYTES * index);
            if (mask.isPointer(index % mask.words()) && word >>> 32 == 0) {
                reach((int) word, reached, todo);
            }
        }
    }

    /** The guest waits: a look, if it has asked for one. */
    void idle(Guest guest) {
        if (!spans.isEmpty()) {
            scan(guest);
        }
    }

    private void reach(int address, Set<Long> reached, ArrayDeque<Long> todo) {
        long object = objectAt(Integer.toUnsignedLong(address));
        if (object != NONE && reached.add(object)
                && !spans.floorEntry(object).getValue().noscan()) {
            todo.add(object);
        }
    }

    private long objectAt(long address) {
        var entry = spans.floorEntry(address);
        if (entry == null) {
            return NONE;
        }
        var span = entry.getValue();
        long index = (address - span.base()) / span.size();
        return index < span.count() ? span.base() + index * span.size() : NONE;
    }

    @HostFunction("judge")
    public void judge(Guest guest, int name, int nameBytes, int address, int bytes, int kept) {
        var look = looks.getLast();
        var text = new String(guest.memory().copyOf(name, nameBytes), StandardCharsets.UTF_8);
        long start = Integer.toUnsignedLong(address);
        // Larger objects begin with a word for Go's own use.
        boolean reached = look.reached().contains(start)
                || look.reached().contains(start - Long.BYTES);
        look.objects().put(new Judged(text, start, bytes, kept != 0), reached);
    }
}
