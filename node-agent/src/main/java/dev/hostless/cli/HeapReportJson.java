package dev.hostless.cli;

import dev.hostless.board.HeapReport;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** The part of a run's report that is about a hosted heap; docs/cli.md describes its fields. */
final class HeapReportJson {
    private HeapReportJson() {
    }

    static void write(ObjectNode json, HeapReport heap) {
        json.put("collector", heap.collector().name().toLowerCase(Locale.ROOT));
        json.put("collections", heap.collections());
        json.put("allocatedBytes", heap.allocated());
        json.put("markedBytes", heap.marked());
        json.put("goalBytes", heap.goal());
        json.put("peakBytes", heap.peak());
        json.put("totalAllocatedBytes", heap.totalAllocated());
        json.put("mallocs", heap.mallocs());
        json.put("frees", heap.frees());
        json.put("systemBytes", heap.system());
        json.put("inUseBytes", heap.inUse());
        json.put("guestBytes", heap.guest());
        json.put("metadataBytes", heap.metadata());
        var cycles = json.putObject("cycles");
        cycles.put("pauses", heap.cycles().pauses());
        cycles.put("assist", heap.cycles().assist());
        cycles.put("background", heap.cycles().background());
        cycles.put("idle", heap.cycles().idle());
        var classes = json.putArray("classes");
        for (var each : heap.classes()) {
            var line = classes.addObject();
            line.put("objectBytes", each.bytes());
            line.put("noscan", each.noscan());
            line.put("spans", each.spans());
            line.put("objects", each.objects());
            line.put("bytes", each.objectBytes());
            line.put("freed", each.freed());
        }
        json.put("pageBytes", heap.pageBytes());
        var map = json.putArray("map");
        for (var span : heap.map()) {
            var line = map.addObject();
            line.put("address", span.address());
            line.put("pages", span.pages());
            line.put("objectBytes", span.objectBytes());
            line.put("noscan", span.noscan());
            line.put("objects", span.objects());
            line.put("allocated", span.allocated());
        }
    }
}
