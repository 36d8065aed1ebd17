package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is attached to objects: finalizers, cleanups, weak handles, profile records. Each is the
 * address of a record in the guest's memory, opaque here but for one word of it that is a root.
 *
 * <ul>
 * <li>A <b>finalizer</b>'s function is a root, and everything that the object refers to is kept,
 * but not the object itself. If nothing marked it, the object is revived, and its finalizer and
 * weak handle are reported; what else it has stays.
 * <li>A <b>cleanup</b>'s function and a <b>weak handle</b> are roots. They and profile records are
 * reported when their object is about to be freed.
 * </ul>
 *
 * <p>All this is decided while marking finishes, before the program runs on, and not when the span
 * is swept, as Go does: so nobody can get a strong pointer from a weak one in between. What is
 * reported is no longer in the table; the guest must take it over before it runs on. A guest that
 * makes a strong pointer out of a weak one while marking runs shades it, as Go's does.
 */
public final class Specials {
    /** Field 0 is the slab's own. */
    private static final int OBJECT = 1;
    private static final int KIND = 2;
    private static final int RECORD = 3;
    private static final int NEXT = 4;
    private static final int FIELDS = 5;

    /** A record of 20 bytes each: no guest needs more. */
    private static final int LIMIT = 1 << 24;

    /** Specials that one step of marking looks at. */
    private static final int CHUNK = 64;

    private static final int NO_ROOT = -1;

    private static final SpecialKind[] KINDS = SpecialKind.values();

    private final Heap heap;
    private final Marker marker;
    private final Slab table = new Slab(FIELDS, LIMIT);

    /** By the base of an object: its first special, plus one. */
    private final IntMap byObject = new IntMap();
    private final Map<SpecialKind, Integer> rootOffsets = new EnumMap<>(SpecialKind.class);
    private final ArrayDeque<DeadSpecial> dead = new ArrayDeque<>();

    private boolean marking;
    private int cursor;

    Specials(Heap heap, Marker marker) {
        this.heap = heap;
        this.marker = marker;
    }

    /**
     * Says where a record has the word that is a root; without that it has none.
     *
     * @param offset in bytes
     */
    public void setRootOffset(SpecialKind kind, int offset) {
        if (!kind.hasRoot() || offset < 0) {
            throw new InvalidRequest("a record of kind " + kind + " has no root at " + offset);
        }
        rootOffsets.put(kind, offset);
    }

    /**
     * Attaches a record to the object that an address is in. While marking runs, what it keeps is
     * marked at once.
     *
     * @return false if the object has one of a kind of which there can be one only
     * @throws InvalidRequest if the address is in no object
     */
    public boolean add(int address, SpecialKind kind, int record) {
        heap.steps().count(Step.SPECIAL);
        int object = heap.objectBase(address);
        var span = object == 0 ? null : heap.spanOf(object);
        if (span == null) {
            throw new InvalidRequest("no object is at " + HeapFault.hex(address)
                    + ", so it can have no " + kind);
        }
        if (kind.isUnique() && find(address, kind) != 0) {
            return false;
        }
        int special = table.allocate();
        table.set(special, OBJECT, address);
        table.set(special, KIND, kind.ordinal() + 1);
        table.set(special, RECORD, record);
        table.set(special, NEXT, byObject.of(object, 0));
        byObject.put(object, special + 1);
        span.setSpecials(span.indexOf(object), true);
        if (marking) {
            scan(special);
        }
        return true;
    }

    /**
     * Takes away what an object has of a kind; of cleanups the one that came last.
     *
     * @return the record, 0 if there was none
     */
    public int remove(int address, SpecialKind kind) {
        return remove(address, kind, 0);
    }

    /**
     * Takes a certain record away from its object.
     *
     * @param record 0 for any of the kind
     * @return the record, 0 if it was not there
     */
    public int remove(int address, SpecialKind kind, int record) {
        heap.steps().count(Step.SPECIAL);
        int object = heap.objectBase(address);
        if (object == 0) {
            return 0;
        }
        int previous = Slab.NONE;
        int special = byObject.of(object, 0) - 1;
        while (special != Slab.NONE) {
            int found = table.get(special, RECORD);
            if (kindOf(special) == kind && (record == 0 || record == found)) {
                unlink(object, previous, special);
                return found;
            }
            previous = special;
            special = table.get(special, NEXT) - 1;
        }
        return 0;
    }

    /** The record of a kind that the object has at which an address is; 0 if it has none. */
    public int find(int address, SpecialKind kind) {
        heap.steps().count(Step.SPECIAL);
        int object = heap.objectBase(address);
        int special = object == 0 ? Slab.NONE : byObject.of(object, 0) - 1;
        while (special != Slab.NONE) {
            if (kindOf(special) == kind) {
                return table.get(special, RECORD);
            }
            special = table.get(special, NEXT) - 1;
        }
        return 0;
    }

    /** How many there are. */
    public int count() {
        return table.inUse();
    }

    /** The next special whose time has come; null if there is none. */
    public @Nullable DeadSpecial nextDead() {
        return dead.poll();
    }

    /** Specials whose time has come and that were not taken yet. */
    public int deadCount() {
        return dead.size();
    }

    long metadataBytes() {
        return table.bytes() + 8L * 2 * byObject.size();
    }

    void beginMark() {
        marking = true;
        cursor = 0;
    }

    boolean isScanned() {
        return cursor >= table.made();
    }

    /** Looks at some specials, and keeps what they keep. */
    long scanSome() {
        int end = Math.min(table.made(), cursor + CHUNK);
        int seen = 0;
        for (; cursor < end; cursor++) {
            if (table.get(cursor, KIND) != 0) {
                seen++;
                scan(cursor);
            }
        }
        heap.steps().count(Step.SPECIAL, seen);
        return Math.max(1, 8L * seen);
    }

    /** Reports every root of specials to the check, and the objects whose words are roots. */
    void report(HeapCheck check) {
        for (int special = 0; special < table.made(); special++) {
            if (table.get(special, KIND) != 0) {
                check.root(rootOf(special), true);
                if (kindOf(special) == SpecialKind.FINALIZER) {
                    check.words(heap.objectBase(table.get(special, OBJECT)));
                }
            }
        }
    }

    /** Marking is over: decides about the specials of objects that nothing has marked. */
    void endMark() {
        marking = false;
        for (int special = 0; special < table.made(); special++) {
            if (kindOf(special) == SpecialKind.FINALIZER && isWhite(special)) {
                revive(table.get(special, OBJECT));
            }
        }
        for (int special = 0; special < table.made(); special++) {
            if (table.get(special, KIND) != 0 && isWhite(special)) {
                bury(heap.objectBase(table.get(special, OBJECT)));
            }
        }
        marker.count();
    }

    private void scan(int special) {
        marker.shade(rootOf(special));
        if (kindOf(special) == SpecialKind.FINALIZER) {
            int object = heap.objectBase(table.get(special, OBJECT));
            var span = heap.spanOf(object);
            if (span != null && !span.noscan()) {
                marker.queueUnmarked(object);
            }
        }
    }

    /** The word of its record that is a root; 0 if it has none. */
    private int rootOf(int special) {
        var kind = kindOf(special);
        var offset = kind == null ? null : rootOffsets.get(kind);
        if (offset == null) {
            return 0;
        }
        var memory = heap.memory();
        int bytes = heap.profile().pointerBytes();
        long address = Integer.toUnsignedLong(table.get(special, RECORD)) + offset;
        if (address > memory.bytes() - bytes) {
            throw new InvalidRequest("the record of a " + kind + " at "
                    + HeapFault.hex(table.get(special, RECORD)) + " is not within the memory");
        }
        return Words.readPointer(memory.array(), (int) address, bytes);
    }

    private boolean isWhite(int special) {
        int address = table.get(special, OBJECT);
        var span = heap.spanOf(address);
        if (span == null) {
            throw new HeapCorrupted(HeapFault.hex(address) + " has a " + kindOf(special)
                    + ", but is no object");
        }
        return !span.isMarked(span.indexOf(address));
    }

    /** The object lives on for its finalizer; who has a weak pointer to it does not get it back. */
    private void revive(int address) {
        int object = heap.objectBase(address);
        var span = heap.spanOf(object);
        if (span != null) {
            marker.blacken(span, span.indexOf(object));
        }
        take(object, SpecialKind.WEAK_HANDLE);
        take(object, SpecialKind.FINALIZER);
    }

    private void bury(int object) {
        for (var kind : KINDS) {
            while (take(object, kind)) {
                // Until none of the kind is left.
            }
        }
    }

    /** Moves a special of a kind to those whose time has come; false if there is none. */
    private boolean take(int object, SpecialKind kind) {
        int previous = Slab.NONE;
        int special = byObject.of(object, 0) - 1;
        while (special != Slab.NONE && kindOf(special) != kind) {
            previous = special;
            special = table.get(special, NEXT) - 1;
        }
        var span = heap.spanOf(object);
        if (special == Slab.NONE || span == null) {
            return false;
        }
        heap.steps().count(Step.SPECIAL);
        dead.add(new DeadSpecial(kind, table.get(special, OBJECT), table.get(special, RECORD),
                span.elementBytes()));
        unlink(object, previous, special);
        return true;
    }

    private void unlink(int object, int previous, int special) {
        int next = table.get(special, NEXT);
        if (previous != Slab.NONE) {
            table.set(previous, NEXT, next);
        } else if (next != 0) {
            byObject.put(object, next);
        } else {
            byObject.remove(object);
            var span = heap.spanOf(object);
            if (span != null) {
                span.setSpecials(span.indexOf(object), false);
            }
        }
        table.set(special, KIND, 0);
        table.free(special);
    }

    private @Nullable SpecialKind kindOf(int special) {
        int kind = table.get(special, KIND);
        return kind == 0 ? null : KINDS[kind - 1];
    }

    void save(DataOutput out) throws IOException {
        table.save(out);
        byObject.save(out);
        for (var kind : KINDS) {
            out.writeInt(rootOffsets.getOrDefault(kind, NO_ROOT));
        }
        out.writeInt(dead.size());
        for (var each : dead) {
            out.writeByte(each.kind().ordinal());
            out.writeInt(each.object());
            out.writeInt(each.record());
            out.writeInt(each.bytes());
        }
        out.writeInt(cursor);
    }

    void restore(DataInput in) throws IOException {
        table.restore(in);
        byObject.restore(in);
        rootOffsets.clear();
        for (var kind : KINDS) {
            int offset = in.readInt();
            if (offset != NO_ROOT) {
                rootOffsets.put(kind, offset);
            }
        }
        dead.clear();
        for (int left = in.readInt(); left > 0; left--) {
            dead.add(new DeadSpecial(Saved.constant(KINDS, in), in.readInt(), in.readInt(),
                    in.readInt()));
        }
        cursor = in.readInt();
    }
}
