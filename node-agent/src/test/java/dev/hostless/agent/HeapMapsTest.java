package dev.hostless.agent;

import dev.hostless.agent.message.AgentJson;
import dev.hostless.agent.message.Command.Assignment;
import dev.hostless.agent.message.HeapMapReport;
import dev.hostless.board.HeapPolicy;
import dev.hostless.board.HeapReport;
import dev.hostless.board.HeapReport.SizeClass;
import dev.hostless.board.HeapReport.SpanLine;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeapMapsTest {
    private static final int PAGE = 8192;
    private static final Boot BOOT = new Boot(3,
            new Assignment("lab-0", 9, "sha256:1", 1, "x", List.of(), Map.of(), null), () -> 0,
            MeterFixture.boot(), () -> {});

    private static HeapMapReport report(List<SizeClass> classes, List<SpanLine> map) {
        return HeapMaps.report("lab-0", BOOT, new HeapReport(77, HeapPolicy.Collector.GREENTEA, 5,
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, new HeapReport.Cycles(12, 13, 14, 15), PAGE,
                classes, map, 16));
    }

    @Test
    void spansNameTheirClassAndTheirPageFromTheFirstOneOn() {
        var report = report(
                List.of(new SizeClass(0, false, 1, 1, 81_920, 0),
                        new SizeClass(0, true, 1, 1, 40_960, 0),
                        new SizeClass(48, false, 2, 9, 432, 7)),
                List.of(new SpanLine(0xffff_0000L - 100 * PAGE, 1, 48, false, 168, 2),
                        new SpanLine(0xffff_0000L - 98 * PAGE, 10, 81_920, false, 1, 1),
                        new SpanLine(0xffff_0000L - 80 * PAGE, 5, 40_960, true, 1, 1),
                        new SpanLine(0xffff_0000L - 1 * PAGE, 1, 48, false, 168, 7)));
        assertThat(report.map().base()).isEqualTo(0xffff_0000L - 100 * PAGE);
        assertThat(report.map().spans()).containsExactly(new int[]{0, 1, 2, 168, 2},
                new int[]{2, 10, 0, 1, 1}, new int[]{20, 5, 1, 1, 1},
                new int[]{99, 1, 2, 168, 7});
        assertThat(report.map().spansDropped()).isZero();
        assertThat(report.boot()).isEqualTo(3);
        assertThat(report.revision()).isEqualTo(9);
        assertThat(report.collector()).isEqualTo("greentea");
    }

    @Test
    void theLargestHeapStaysSmallAndWhatIsLeftOutIsCounted() {
        int spans = 60_000;
        var report = report(List.of(new SizeClass(8, true, spans, 1, 8, 0)),
                IntStream.range(0, spans)
                        .mapToObj(n -> new SpanLine((long) n * PAGE, 1, 8, true, 1024, 1024))
                        .toList());
        assertThat(report.map().spans()).hasSize(HeapMapReport.SPANS_MAX);
        assertThat(report.map().spansDropped()).isEqualTo(spans - HeapMapReport.SPANS_MAX);
        assertThat(AgentJson.MAPPER.writeValueAsBytes(report)).hasSizeLessThan(50_000);
    }

    @Test
    void aHeapWithoutSpansHasAnEmptyMap() {
        var map = report(List.of(), List.of()).map();
        assertThat(map.spans()).isEmpty();
        assertThat(map.base()).isZero();
    }
}
