package dev.hostless.gogc;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class GcTraceTest {
    /** Printed by Go 1.26.8, the first on wasip1 and the others on linux/amd64. */
    static final List<String> REAL_LINES = List.of(
            "gc 1 @0.068s 24%: 1.3+33+0.82 ms clock, 1.3+24/0/0+0.82 ms cpu, 3->4->1 MB,"
                    + " 4 MB goal, 0 MB stacks, 0 MB globals, 1 P",
            "gc 10 @0.024s 2%: 0.052+0.12+0.003 ms clock, 0.10+0/0.11/0.022+0.007 ms cpu,"
                    + " 2->2->2 MB, 5 MB goal, 0 MB stacks, 0 MB globals, 3 P (forced)",
            "gc 1 @0.029s 3%: 0.11+1.9+0.11 ms clock, 0.23+0.55/1.0/0+0.23 ms cpu, 3->3->1 MB,"
                    + " 4 MB goal, 0 MB stacks, 0 MB globals, 2 P",
            "gc 4 @0.068s 5%: 4.2+0.53+0.031 ms clock, 8.5+1.7/0.29/0+0.062 ms cpu, 5->6->3 MB,"
                    + " 6 MB goal, 0 MB stacks, 0 MB globals, 2 P");

    @Test
    void everyFieldIsRead() {
        var trace = GcTrace.parse(REAL_LINES.getFirst()).orElseThrow();
        assertThat(trace).isEqualTo(new GcTrace(1, 68, 24, false, 1300, 33_000, 820, 1300, 24_000,
                0, 0, 820, 3, 4, 1, 4, 0, 0, 1, false));
    }

    @Test
    void theNotesAreRead() {
        String line = "gc 7 @12.345s 3% (checking for goroutine leaks): 0+0.001+9.9 ms clock,"
                + " 10+0.10/0.012/0+1.0 ms cpu, 300->310->150 MB, 320 MB goal, 2 MB stacks,"
                + " 1 MB globals, 8 P (forced)";
        var trace = GcTrace.parse(line).orElseThrow();
        assertThat(trace.goroutineLeakCheck()).isTrue();
        assertThat(trace.forced()).isTrue();
        assertThat(trace.startMillis()).isEqualTo(12_345);
        assertThat(trace.markMicros()).isEqualTo(1);
        assertThat(trace.assistCpuMicros()).isEqualTo(100);
        assertThat(trace.stacksMebibytes()).isEqualTo(2);
        assertThat(trace.globalsMebibytes()).isEqualTo(1);
        assertThat(trace.line()).isEqualTo(line);
    }

    @ParameterizedTest
    @FieldSource("REAL_LINES")
    void aRealLineIsPrintedBackByteForByte(String line) {
        assertThat(GcTrace.parse(line)).map(GcTrace::line).contains(line);
    }

    @ParameterizedTest
    @FieldSource("REAL_LINES")
    void aLineThatLacksSomethingIsRefused(String line) {
        for (int index = 0; index < line.length(); index++) {
            char lacking = line.charAt(index);
            if (!Character.isDigit(lacking) && lacking != '.') {
                String shorter = line.substring(0, index) + line.substring(index + 1);
                assertThat(GcTrace.parse(shorter)).as(shorter).isEmpty();
            }
            String prefix = line.substring(0, index);
            assertThat(GcTrace.parse(prefix).isPresent()).as(prefix)
                    .isEqualTo(prefix.endsWith(" P"));
        }
        assertThat(GcTrace.parse(line + " ")).isEmpty();
        assertThat(GcTrace.parse(" " + line)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gc", "gc 1 hello",
        // A number that the runtime would print otherwise: 01, 0.0680, 0.123, 10.5, 1.
        "gc 01 @0.068s 24%: 1.3+33+0.82 ms clock, 1.3+24/0/0+0.82 ms cpu, 3->4->1 MB,"
                + " 4 MB goal, 0 MB stacks, 0 MB globals, 1 P",
        "gc 1 @0.0680s 24%: 1.3+33+0.82 ms clock, 1.3+24/0/0+0.82 ms cpu, 3->4->1 MB,"
                + " 4 MB goal, 0 MB stacks, 0 MB globals, 1 P",
        "gc 1 @0.068s 24%: 0.123+33+0.82 ms clock, 1.3+24/0/0+0.82 ms cpu, 3->4->1 MB,"
                + " 4 MB goal, 0 MB stacks, 0 MB globals, 1 P",
        "gc 1 @0.068s 24%: 10.5+33+0.82 ms clock, 1.3+24/0/0+0.82 ms cpu, 3->4->1 MB,"
                + " 4 MB goal, 0 MB stacks, 0 MB globals, 1 P",
        "gc 1 @0.068s 24%: 1+33+0.82 ms clock, 1.3+24/0/0+0.82 ms cpu, 3->4->1 MB,"
                + " 4 MB goal, 0 MB stacks, 0 MB globals, 1 P",
        // The documentation of the runtime has no space here; the runtime prints one.
        "gc 1 @0.068s 24%: 1.3+33+0.82 ms clock, 1.3+24/0/0+0.82 ms cpu, 3->4->1 MB,"
                + " 4 MB goal, 0 MB stacks, 0MB globals, 1 P"})
    void aNearMissIsRefused(String line) {
        assertThat(GcTrace.parse(line)).isEmpty();
    }

    /** What Go prints for a duration, by decimal arithmetic instead of the runtime's digits. */
    private static String reference(long nanos) {
        long micros = nanos / 1000;
        if (micros == 0) {
            return "0";
        }
        if (micros >= 10_000) {
            return Long.toString(nanos / 1_000_000);
        }
        int digits = Long.toString(micros).length();
        return BigDecimal.valueOf(micros, 3)
                .setScale(3 - Math.max(0, digits - 2), RoundingMode.DOWN).toPlainString();
    }

    @Test
    void everyDurationThatTheRuntimePrintsIsPrintedBack() {
        long seed = Long.getLong("seed", 11L);
        System.out.println("GcTraceTest -Dseed=" + seed);
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            long nanos = random.nextLong() >>> 18 + random.nextInt(45);
            String line = ("gc 3 @0.100s 0%%: %s+0+0 ms clock, 0+0/0/0+0 ms cpu, 1->1->1 MB,"
                    + " 4 MB goal, 0 MB stacks, 0 MB globals, 1 P").formatted(reference(nanos));
            assertThat(GcTrace.parse(line)).as("%s ns", nanos).map(GcTrace::line).contains(line);
        }
    }
}
