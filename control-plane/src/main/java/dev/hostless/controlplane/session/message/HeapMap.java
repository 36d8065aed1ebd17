package dev.hostless.controlplane.session.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A heap that a node keeps for its guest, span by span. Sizes are bytes, times are cycles of the
 * board.
 *
 * @param cycle of the board, the moment
 * @param collections whose marking is over
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HeapMap(
        String node, long revision, int boot, long cycle, String collector, long collections,
        Totals totals, Cycles cycles, List<SizeClass> classes, @JsonProperty("map") Layout layout)
        implements
            Report {

    /** Twice Go's size classes: with pointers and without. */
    static final int CLASSES_MAX = 136;
    static final int SPANS_MAX = 2_048;
    private static final int SPAN_FIGURES = 5;

    public HeapMap {
        Wire.name("node", node);
        Wire.notNegative("revision", revision);
        Wire.notNegative("boot", (long) boot);
        Wire.notNegative("cycle", cycle);
        Wire.name("collector", collector);
        Wire.notNegative("collections", collections);
        if (totals == null || cycles == null || classes == null || layout == null) {
            throw new IllegalArgumentException(
                    "wanted totals, cycles, classes and map; one is absent");
        }
        if (classes.size() > CLASSES_MAX) {
            throw new IllegalArgumentException("classes: wanted at most " + CLASSES_MAX + ", got "
                    + classes.size());
        }
        for (var span : layout.spans()) {
            if (span[2] >= classes.size()) {
                throw new IllegalArgumentException("map.spans: wanted a class below "
                        + classes.size() + ", got " + span[2]);
            }
        }
    }

    /**
     * As in MemStats.
     *
     * @param allocatedBytes of objects in use, those that wait for the sweep included
     * @param markedBytes of objects that the last cycle found alive
     * @param peakBytes most that was ever allocated when a cycle ended
     * @param systemBytes pages of the heap
     * @param inUseBytes pages in spans
     * @param guestBytes pages that the guest's runtime has taken for itself
     * @param metadataBytes what the node keeps beside the board's RAM
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @Schema(name = "HeapTotals")
    public record Totals(
            long allocatedBytes, long markedBytes, long goalBytes, long peakBytes,
            long totalAllocatedBytes, long mallocs, long frees, long systemBytes, long inUseBytes,
            long guestBytes, long metadataBytes) {

        public Totals {
            Wire.notNegative("allocatedBytes", allocatedBytes);
            Wire.notNegative("markedBytes", markedBytes);
            Wire.notNegative("goalBytes", goalBytes);
            Wire.notNegative("peakBytes", peakBytes);
            Wire.notNegative("totalAllocatedBytes", totalAllocatedBytes);
            Wire.notNegative("mallocs", mallocs);
            Wire.notNegative("frees", frees);
            Wire.notNegative("systemBytes", systemBytes);
            Wire.notNegative("inUseBytes", inUseBytes);
            Wire.notNegative("guestBytes", guestBytes);
            Wire.notNegative("metadataBytes", metadataBytes);
        }
    }

    /** What collecting has cost: stops, and marking that was paid for, beside the guest, idle. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @Schema(name = "HeapCycles")
    public record Cycles(long pauses, long assist, long background, long idle) {

        public Cycles {
            Wire.notNegative("pauses", pauses);
            Wire.notNegative("assist", assist);
            Wire.notNegative("background", background);
            Wire.notNegative("idle", idle);
        }
    }

    /** @param objectBytes 0 for large objects, each of which has a span of its own */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @Schema(name = "HeapSizeClass")
    public record SizeClass(
            int objectBytes, boolean noscan, int spans, long objects, long bytes, long freed) {

        public SizeClass {
            Wire.notNegative("objectBytes", (long) objectBytes);
            Wire.notNegative("spans", (long) spans);
            Wire.notNegative("objects", objects);
            Wire.notNegative("bytes", bytes);
            Wire.notNegative("freed", freed);
        }
    }

    /**
     * Where what is.
     *
     * @param base address of the first span
     * @param spans five numbers each, by address
     * @param spansDropped that came after these
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @Schema(name = "HeapLayout")
    public record Layout(
            long base, int pageBytes,
            @Schema(description = "Of each span: its page from the base on, its pages, the index"
                    + " of its class, the objects there is room for, those that are"
                    + " allocated") List<int[]> spans,
            int spansDropped) {

        public Layout {
            Wire.notNegative("base", base);
            Wire.notNegative("pageBytes", (long) pageBytes);
            Wire.notNegative("spansDropped", (long) spansDropped);
            if (spans == null || spans.size() > SPANS_MAX) {
                throw new IllegalArgumentException("map.spans: wanted at most " + SPANS_MAX
                        + ", got " + (spans == null ? "null" : spans.size()));
            }
            for (var span : spans) {
                check(span);
            }
        }

        private static void check(int[] span) {
            if (span == null || span.length != SPAN_FIGURES) {
                throw new IllegalArgumentException("map.spans: wanted " + SPAN_FIGURES
                        + " numbers each, got " + (span == null ? "null" : span.length));
            }
            for (int figure : span) {
                Wire.notNegative("map.spans", (long) figure);
            }
        }
    }
}
