package dev.hostless.agent;

import dev.hostless.agent.message.HeapMapReport;
import dev.hostless.board.HeapReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A heap as a report that stays small, however many spans there are. */
final class HeapMaps {

    private HeapMaps() {
    }

    /** Large objects share a class of size 0, whatever their sizes. */
    private record ClassKey(int objectBytes, boolean noscan) {
    }

    static HeapMapReport report(String node, Boot boot, HeapReport heap) {
        var cycles = heap.cycles();
        return new HeapMapReport(node, boot.assignment().revision(), boot.number(), heap.cycle(),
                heap.collector().name().toLowerCase(Locale.ROOT), heap.collections(),
                new HeapMapReport.Totals(heap.allocated(), heap.marked(), heap.goal(),
                        heap.peak(), heap.totalAllocated(), heap.mallocs(), heap.frees(),
                        heap.system(), heap.inUse(), heap.guest(), heap.metadata()),
                new HeapMapReport.Cycles(cycles.pauses(), cycles.assist(), cycles.background(),
                        cycles.idle()),
                heap.classes().stream()
                        .map(each -> new HeapMapReport.SizeClass(each.bytes(), each.noscan(),
                                each.spans(), each.objects(), each.objectBytes(), each.freed()))
                        .toList(),
                map(heap));
    }

    private static HeapMapReport.Map map(HeapReport heap) {
        var all = heap.map();
        int told = Math.min(all.size(), HeapMapReport.SPANS_MAX);
        long base = all.isEmpty() ? 0 : all.getFirst().address();
        var classes = indices(heap);
        var spans = new ArrayList<int[]>(told);
        for (var span : all.subList(0, told)) {
            spans.add(new int[]{(int) ((span.address() - base) / heap.pageBytes()), span.pages(),
                indexOf(classes, span), span.objects(), span.allocated()});
        }
        return new HeapMapReport.Map(base, heap.pageBytes(), spans, all.size() - told);
    }

    private static Map<ClassKey, Integer> indices(HeapReport heap) {
        var indices = new HashMap<ClassKey, Integer>();
        for (var each : heap.classes()) {
            indices.put(new ClassKey(each.bytes(), each.noscan()), indices.size());
        }
        return indices;
    }

    private static int indexOf(Map<ClassKey, Integer> classes, HeapReport.SpanLine span) {
        var index = classes.get(new ClassKey(span.objectBytes(), span.noscan()));
        if (index == null) {
            index = classes.get(new ClassKey(0, span.noscan()));
        }
        if (index == null) {
            throw new IllegalStateException("BUG: no class for " + span);
        }
        return index;
    }
}
