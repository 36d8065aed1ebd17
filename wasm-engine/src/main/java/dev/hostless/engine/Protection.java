package dev.hostless.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of a memory in which not everything is allowed, as a memory protection unit holds
 * them. Immutable, so that a change is one step for whoever reads it.
 */
final class Protection {
    /** A memory protection unit has 8 or 16; more help nobody and would slow down each access. */
    static final int MAX_RANGES = 256;
    static final Protection OFF = new Protection(List.of());

    /** Bytes from {@code start} to before {@code end}, whose access is restricted. */
    record Range(long start, long end, MemoryAccess access) {
        @Override
        public String toString() {
            return "the range 0x%x to 0x%x is %s".formatted(start, end - 1,
                    access == MemoryAccess.NONE ? "without access" : "read-only");
        }
    }

    /** In ascending order, not overlapping. */
    private final List<Range> ranges;

    private Protection(List<Range> ranges) {
        this.ranges = ranges;
    }

    boolean isOff() {
        return ranges.isEmpty();
    }

    /** A copy in which the bytes have this access, whatever they had before. */
    Protection with(long start, long end, MemoryAccess access) {
        var changed = new ArrayList<Range>();
        for (var range : ranges) {
            if (range.end <= start || range.start >= end) {
                changed.add(range);
                continue;
            }
            if (range.start < start) {
                changed.add(new Range(range.start, start, range.access));
            }
            if (range.end > end) {
                changed.add(new Range(end, range.end, range.access));
            }
        }
        if (access != MemoryAccess.READ_WRITE) {
            changed.add(new Range(start, end, access));
        }
        if (changed.size() > MAX_RANGES) {
            throw new IllegalStateException("at most %d ranges of a memory can be protected"
                    .formatted(MAX_RANGES));
        }
        changed.sort((a, b) -> Long.compare(a.start, b.start));
        return new Protection(List.copyOf(changed));
    }

    /** The first range that forbids an access, or null. */
    @Nullable
    Range violated(long at, long bytes, boolean write) {
        for (int i = firstEndingAfter(at); i < ranges.size(); i++) {
            var range = ranges.get(i);
            if (range.start >= at + bytes) {
                return null;
            }
            if (write || range.access == MemoryAccess.NONE) {
                return range;
            }
        }
        return null;
    }

    private int firstEndingAfter(long at) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges.get(middle).end > at) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** What a trap says. */
    static String describe(Range range, long at, long bytes, boolean write) {
        return "%s: %s of %d bytes at 0x%x, %s".formatted(TrapKind.MEMORY_PROTECTION.wording(),
                write ? "write" : "read", bytes, at, range);
    }
}
