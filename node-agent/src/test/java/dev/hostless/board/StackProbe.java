package dev.hostless.board;

import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.gogc.PointerMask;
import dev.hostless.gogc.guest.GoLayout;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final int LARGEST_WITHOUT_TYPE = 512;
    private static final PointerMask EVERY_WORD = new PointerMask(1, 1);

    /** An object of the program. */
    record Judged(String name, long address, long bytes, boolean keptByGo) {
    }

    /** What was reachable at one moment, and what Go thinks of the same moment. */
    record Look(Set<Long> reached, Map<Judged, Boolean> objects) {
    }

    /** Memory of the guest's own heap, divided into objects of one size. */
    private record Span(long base, long size, long count, boolean noscan, int type) {
    }

    private final List<Look> looks = new ArrayList<>();
    private final TreeMap<Long, Span> spans = new TreeMap<>();
    private @Nullable GoLayout layout;

    @Override
    public String name() {
        return "stacks";
    }

    List<Look> looks() {
        return looks;
    }

    GoLayout layout() {
        if (layout == null) {
            throw new IllegalStateException("the program has not described itself");
        }
        return layout;
    }

    @HostFunction("describe")
    public void describe(Guest guest, int words) {
        layout = GoLayout.read(new GuestMemory(guest.memory(), guest.memory().sizeBytes()), words);
    }

    @HostFunction("span")
    public void span(int base, int size, int count, int noscan, int type) {
        long start = Integer.toUnsignedLong(base);
        spans.put(start, new Span(start, Integer.toUnsignedLong(size), count, noscan != 0,
                type));
    }

    @HostFunction("scan")
    public void scan(Guest guest) {
        var reached = new HashSet<Long>();
        var todo = new ArrayDeque<Long>();
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
        looks.add(new Look(reached, new LinkedHashMap<>()));
        spans.clear();
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

    /** As much of WASI as a program needs that prints and ends. */
    public static final class Console implements HostModule {
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private long nanos;

        @Override
        public String name() {
            return "wasi_snapshot_preview1";
        }

        String output() {
            return output.toString(StandardCharsets.UTF_8);
        }

        @HostFunction("args_sizes_get")
        public int argsSizesGet(Guest guest, int count, int bytes) {
            guest.memory().putInt(count, 0);
            guest.memory().putInt(bytes, 0);
            return 0;
        }

        @HostFunction("args_get")
        public int argsGet(int pointers, int bytes) {
            return 0;
        }

        @HostFunction("environ_sizes_get")
        public int environSizesGet(Guest guest, int count, int bytes) {
            return argsSizesGet(guest, count, bytes);
        }

        @HostFunction("environ_get")
        public int environGet(int pointers, int bytes) {
            return 0;
        }

        @HostFunction("clock_time_get")
        public int clockTimeGet(Guest guest, int clock, long precision, int result) {
            nanos += 1_000;
            guest.memory().putLong(result, nanos);
            return 0;
        }

        @HostFunction("random_get")
        public int randomGet(Guest guest, int address, int length) {
            guest.memory().fill(address, (byte) 7, length);
            return 0;
        }

        @HostFunction("fd_write")
        public int fdWrite(Guest guest, int file, int vectors, int count, int written) {
            int total = 0;
            for (int index = 0; index < count; index++) {
                int length = guest.memory().getInt(vectors + 8 * index + 4);
                output.writeBytes(guest.memory().copyOf(
                        guest.memory().getInt(vectors + 8 * index), length));
                total += length;
            }
            guest.memory().putInt(written, total);
            return 0;
        }

        /** All timers are due at once. */
        @HostFunction("poll_oneoff")
        public int pollOneoff(Guest guest, int subscriptions, int events, int count,
                int result) {
            for (int index = 0; index < count; index++) {
                guest.memory().fill(events + 32 * index, (byte) 0, 32);
                guest.memory().putLong(events + 32 * index,
                        guest.memory().getLong(subscriptions + 48 * index));
            }
            guest.memory().putInt(result, count);
            return 0;
        }

        @HostFunction("sched_yield")
        public int schedYield() {
            return 0;
        }

        @HostFunction("proc_exit")
        public void procExit(int code) {
            throw new GuestExit(code);
        }

        @HostFunction("fd_close")
        public int fdClose(int file) {
            return 8;
        }

        @HostFunction("fd_fdstat_get")
        public int fdFdstatGet(Guest guest, int file, int result) {
            return 8;
        }

        @HostFunction("fd_fdstat_set_flags")
        public int fdFdstatSetFlags(int file, int flags) {
            return 8;
        }

        @HostFunction("fd_prestat_get")
        public int fdPrestatGet(int file, int result) {
            return 8;
        }

        @HostFunction("fd_prestat_dir_name")
        public int fdPrestatDirName(int file, int path, int length) {
            return 8;
        }
    }
}
