package dev.hostless.gogc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Against the answers of Go's own pacer, and in simulations of many cycles. */
class PacerTest {
    private static final int CHAIN = 6;
    private static final long LARGEST = 1L << 40;

    /** One line of numbers, taken one after the other. */
    private static final class Line {
        private final long[] numbers;
        private int next;

        Line(String text) {
            numbers = Arrays.stream(text.split(" ")).mapToLong(PacerTest::number)
                    .toArray();
        }

        long next() {
            return numbers[next++];
        }

        double nextDouble() {
            return Double.longBitsToDouble(next());
        }
    }

    private static long number(String digits) {
        return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
    }

    private static List<String> lines() throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(Objects.requireNonNull(
                PacerTest.class.getResourceAsStream("pacer-cases.txt")),
                StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    @Test
    void itAnswersAsGosPacer() throws IOException {
        Pacer pacer = null;
        int count = 0;
        for (String text : lines()) {
            var line = new Line(text);
            line.next();
            long cycle = line.next();
            int gcPercent = (int) line.next();
            long limit = line.next();
            if (cycle == 0 || pacer == null) {
                pacer = new Pacer(gcPercent, limit);
            }
            compare(pacer, line, text);
            count++;
        }
        assertThat(count).isEqualTo(12 * CHAIN);
    }

    private static void compare(Pacer pacer, Line line, String text) {
        pacer.setMemory(line.next(), line.next(), line.next());
        long stacks = line.next();
        long globals = line.next();
        pacer.setRoots(globals, stacks);
        long growthBefore = line.next();
        long scanBefore = line.next();
        long growth = line.next();
        long work = line.next();
        long assist = line.next();
        long idle = line.next();
        long elapsed = line.next();
        long marked = line.next();
        boolean swept = line.next() == 1;
        same(pacer.trigger(), line.next(), text);
        same(pacer.heapGoal(), line.next(), text);
        pacer.heapGrew(growthBefore, scanBefore);
        pacer.startCycle(0);
        close(pacer.assistWorkPerByte(), line.nextDouble(), text);
        pacer.heapGrew(growth, 0);
        pacer.scanned(work / 2, 0, 0);
        pacer.revise();
        close(pacer.assistWorkPerByte(), line.nextDouble(), text);
        pacer.scanned(work - work / 2, stacks / 2, globals);
        pacer.revise();
        close(pacer.assistWorkPerByte(), line.nextDouble(), text);
        assertThat(pacer.assistBytesPerWork() * pacer.assistWorkPerByte()).isCloseTo(1,
                Offset.offset(1e-9));
        pacer.spent(assist, idle);
        same(pacer.heapGoal(), line.next(), text);
        pacer.endCycle(elapsed);
        pacer.resetLive(marked);
        pacer.commit(swept);
        close(pacer.consMark(), line.nextDouble(), text);
        same(pacer.trigger(), line.next(), text);
        same(pacer.heapGoal(), line.next(), text);
    }

    private static void same(long actual, long expected, String text) {
        // What stands for infinity differs.
        if (expected < LARGEST) {
            assertThat(actual).as(text).isEqualTo(expected);
        } else {
            assertThat(actual).as(text).isGreaterThan(LARGEST);
        }
    }

    private static void close(double actual, double expected, String text) {
        assertThat(actual).as(text).isCloseTo(expected,
                Offset.offset(Math.abs(expected) * 1e-9));
    }

    @Test
    void theLeastGoalDependsOnGogc() {
        assertThat(new Pacer(100, Pacer.NO_LIMIT).heapGoal()).isEqualTo(4 << 20);
        assertThat(new Pacer(50, Pacer.NO_LIMIT).heapGoal()).isEqualTo(2 << 20);
        assertThat(new Pacer(100, Pacer.NO_LIMIT, 512 << 10).heapGoal()).isEqualTo(512 << 10);
        assertThat(new Pacer(0, Pacer.NO_LIMIT).heapGoal()).isZero();
        assertThat(new Pacer(Pacer.OFF, Pacer.NO_LIMIT).trigger()).isGreaterThan(LARGEST);
        assertThat(new Pacer(Integer.MAX_VALUE, Pacer.NO_LIMIT).heapGoal()).isPositive();
    }

    @Test
    void theSweepIsSpreadOverTheWayToTheTrigger() {
        var pacer = new Pacer(100, Pacer.NO_LIMIT);
        pacer.heapGrew(10 << 20, 10 << 20);
        pacer.startCycle(0);
        pacer.scanned(10 << 20, 0, 0);
        pacer.endCycle(100);
        pacer.resetLive(10 << 20);
        pacer.commit(false);
        long distance = pacer.trigger() - (10 << 20) - (1 << 20);
        assertThat(pacer.sweepPagesPerByte(1280, 280, 8192)).isEqualTo(1000.0 / distance);
        assertThat(pacer.sweepPagesPerByte(10, 10, 8192)).isZero();
    }

    @Test
    void aQuarterOfTheTimeIsAThirdOfTheGuests() {
        assertThat(Pacer.backgroundCycles(3000)).isEqualTo(1000);
    }

    /** Bytes that the guest allocates, and that marking reads, in a cycle of the board. */
    @ParameterizedTest
    @CsvSource({"0.03, 1, 16000000, 100", "0.08, 1, 32000000, 100", "0.04, 1, 64000000, 50",
        "0.05, 1, 8000000, 200", "0.001, 2, 40000000, 100"})
    void aSteadyProgramGetsAQuarterOfTheTimeAndMeetsTheGoal(double allocated, double scanned,
            long live, int gcPercent) {
        var pacer = new Pacer(gcPercent, Pacer.NO_LIMIT);
        double utilization = 0;
        double goalRatio = 0;
        for (int cycle = 0; cycle < 60; cycle++) {
            long trigger = Math.max(pacer.trigger(), pacer.heapMarked());
            pacer.heapGrew(trigger - pacer.heapLive(), trigger - pacer.heapLive());
            pacer.startCycle(0);
            var result = mark(pacer, allocated, scanned, live);
            utilization = result[0];
            goalRatio = result[1];
            pacer.resetLive(live);
            pacer.commit(true);
            if (cycle > 25) {
                assertThat(goalRatio).as("goal, cycle %d", cycle).isBetween(0.85, 1.05);
                assertThat(utilization).as("time, cycle %d", cycle).isBetween(0.249, 0.28);
            }
        }
        System.out.printf("PacerTest: utilization %.3f, heap at the end %.3f of the goal%n",
                utilization, goalRatio);
    }

    @Test
    void aFastProgramPaysByAssistsAndMeetsTheGoal() {
        var pacer = new Pacer(100, Pacer.NO_LIMIT);
        for (int cycle = 0; cycle < 60; cycle++) {
            long trigger = Math.max(pacer.trigger(), pacer.heapMarked());
            pacer.heapGrew(trigger - pacer.heapLive(), trigger - pacer.heapLive());
            pacer.startCycle(0);
            var result = mark(pacer, 0.5, 1, 32 << 20);
            pacer.resetLive(32 << 20);
            pacer.commit(true);
            if (cycle > 25) {
                assertThat(result[0]).isBetween(0.4, 0.8);
                assertThat(result[1]).isBetween(0.85, 1.05);
            }
        }
    }

    /** The share of the time that marking took, and the heap at its end in parts of the goal. */
    private static double[] mark(Pacer pacer, double allocated, double scanned, long live) {
        double quantum = 1000;
        double time = 0;
        double credit = 0;
        double assisting = 0;
        double left = live;
        while (left > 0) {
            double background = Math.min(left, quantum * Pacer.BACKGROUND_UTILIZATION * scanned);
            credit += background;
            double guest = quantum * (1 - Pacer.BACKGROUND_UTILIZATION);
            double bytes = guest * allocated;
            double ratio = pacer.assistWorkPerByte();
            double work = 0;
            if (ratio * bytes > credit) {
                bytes = (guest + credit / scanned) / (1 / allocated + ratio / scanned);
                work = Math.max(0, ratio * bytes - credit);
                credit = 0;
            } else {
                credit -= ratio * bytes;
            }
            assisting += work / scanned;
            left -= background + work;
            time += quantum;
            pacer.heapGrew((long) bytes, 0);
            pacer.scanned((long) (background + work), 0, 0);
            pacer.revise();
        }
        pacer.spent((long) assisting, 0);
        double goal = pacer.heapGoal();
        double utilization = pacer.utilization((long) time);
        double ratio = pacer.heapLive() / goal;
        pacer.endCycle((long) time);
        return new double[]{utilization, ratio};
    }
}
