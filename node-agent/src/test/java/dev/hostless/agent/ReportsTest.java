package dev.hostless.agent;

import dev.hostless.agent.message.AgentJson;
import dev.hostless.agent.message.HeapMapReport;
import dev.hostless.agent.message.Report;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportsTest {

    private static final long ENOUGH_BYTES = 1 << 20;

    @Test
    void reportsLeaveInTheOrderInWhichTheyCame() throws InterruptedException {
        var reports = new Reports(10, ENOUGH_BYTES);
        reports.offer(console("one"));
        reports.offer(ack("a-1"));
        reports.offer(console("two"));
        reports.offer(ack("a-2"));
        assertThat(taken(reports)).containsExactly("one", "a-1", "two", "a-2");
        assertThat(taken(reports)).isEmpty();
    }

    @Test
    void theOldestBulkIsDroppedAndCountedAndAcknowledgementsStay() throws InterruptedException {
        var reports = new Reports(3, ENOUGH_BYTES);
        reports.offer(ack("a-1"));
        for (int i = 0; i < 10; i++) {
            reports.offer(console("chunk" + i));
        }
        reports.offer(ack("a-2"));
        assertThat(reports.dropped()).isEqualTo(7);
        assertThat(reports.size()).isEqualTo(5);
        assertThat(taken(reports)).containsExactly("a-1", "chunk7", "chunk8", "chunk9", "a-2");
    }

    @Test
    void heapsGiveWayToHeapsOnly() throws InterruptedException {
        var reports = new Reports(1_000, 8 * 1_500);
        for (int i = 0; i < 10; i++) {
            reports.offer(console("chunk" + i));
            reports.offer(heap(i));
        }
        assertThat(reports.dropped()).isBetween(7L, 9L);
        var taken = reports.take(100, ENOUGH_BYTES, Duration.ZERO).stream()
                .map(json -> AgentJson.MAPPER.readValue(json, Report.class)).toList();
        assertThat(taken.stream().filter(Report.Console.class::isInstance)).hasSize(10);
        assertThat(taken.getLast()).isEqualTo(heap(9));
    }

    private static HeapMapReport heap(long cycle) {
        return new HeapMapReport("lab-0", 1, 1, cycle, "stw", 0,
                new HeapMapReport.Totals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
                new HeapMapReport.Cycles(1, 2, 3, 4), List.of(),
                new HeapMapReport.Map(0, 8192, List.of(), 0));
    }

    @Test
    void acknowledgementsAreBoundedToo() throws InterruptedException {
        var reports = new Reports(3, ENOUGH_BYTES);
        for (int i = 0; i < 5; i++) {
            reports.offer(ack("a-" + i));
        }
        assertThat(reports.dropped()).isEqualTo(2);
        assertThat(taken(reports)).containsExactly("a-2", "a-3", "a-4");
    }

    @Test
    void bytesAreBoundedButOneReportAlwaysFits() throws InterruptedException {
        var reports = new Reports(1_000, 1_000);
        for (int i = 0; i < 50; i++) {
            reports.offer(console("chunk" + i));
        }
        assertThat(reports.size()).isBetween(5, 12);
        reports.offer(console("x".repeat(5_000)));
        assertThat(reports.size()).isEqualTo(1);
        assertThat(reports.dropped()).isEqualTo(50);
        assertThat(taken(reports)).containsExactly("x".repeat(5_000));
    }

    @Test
    void aBatchIsLimitedInReportsAndBytes() throws InterruptedException {
        var reports = new Reports(100, ENOUGH_BYTES);
        for (int i = 0; i < 6; i++) {
            reports.offer(ack("a-" + i));
        }
        assertThat(reports.take(2, ENOUGH_BYTES, Duration.ZERO)).hasSize(2);
        int bytes = reports.take(1, ENOUGH_BYTES, Duration.ZERO).getFirst().length;
        assertThat(reports.take(100, 2L * bytes, Duration.ZERO)).hasSize(2);
        assertThat(reports.take(100, 1, Duration.ZERO)).hasSize(1);
    }

    @Test
    void whoWaitsIsWokenByTheFirstReport() throws InterruptedException {
        var reports = new Reports(10, ENOUGH_BYTES);
        Thread.ofVirtual().start(() -> {
            Pause.millis(50);
            reports.offer(ack("a-1"));
        });
        assertThat(reports.take(10, ENOUGH_BYTES, Duration.ofSeconds(10))).hasSize(1);
    }

    private static Report console(String text) {
        return new Report.Console("n-0", 1, 1, 0, text.getBytes(StandardCharsets.UTF_8), 0);
    }

    private static Report ack(String id) {
        return Report.Ack.applied(id, 1);
    }

    private static List<String> taken(Reports reports) throws InterruptedException {
        return reports.take(1_000, ENOUGH_BYTES, Duration.ZERO).stream().map(json -> {
            return switch (AgentJson.MAPPER.readValue(json, Report.class)) {
                case Report.Ack ack -> ack.id();
                case Report.Console console ->
                    new String(console.data(), StandardCharsets.UTF_8);
                case Report other -> other.toString();
            };
        }).toList();
    }
}
