package dev.hostless.gogc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GcTraceFilterTest {
    private static final String LINE = GcTraceTest.REAL_LINES.get(1);

    private final StringBuilder output = new StringBuilder();
    private final List<String> traces = new ArrayList<>();
    /** Both, in the order in which they came, to see that nothing overtakes. */
    private final StringBuilder merged = new StringBuilder();
    private final GcTraceFilter filter = new GcTraceFilter(this::output, this::trace);

    private void output(int value) {
        output.append((char) value);
        merged.append((char) value);
    }

    private void trace(GcTrace trace) {
        traces.add(trace.line());
        merged.append(trace.line()).append('\n');
    }

    private void accept(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        filter.accept(bytes, 0, bytes.length);
    }

    @Test
    void aTraceLineIsTakenOutOfTheStream() {
        accept("before\n" + LINE + "\nafter\n");
        assertThat(output).hasToString("before\nafter\n");
        assertThat(traces).containsExactly(LINE);
    }

    @Test
    void linesMayFollowEachOther() {
        accept(GcTraceTest.REAL_LINES.get(0) + "\n" + LINE + "\n\n" + LINE + "\n");
        assertThat(output).hasToString("\n");
        assertThat(traces).containsExactly(GcTraceTest.REAL_LINES.get(0), LINE, LINE);
    }

    @Test
    void writesMayBeCutAnywhere() {
        String text = "x\n" + LINE + "\ny\n";
        for (int cut = 0; cut <= text.length(); cut++) {
            var out = new StringBuilder();
            var found = new ArrayList<GcTrace>();
            var cutting = new GcTraceFilter(value -> out.append((char) value), found::add);
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            cutting.accept(bytes, 0, cut);
            cutting.accept(bytes, cut, bytes.length - cut);
            assertThat(out).hasToString("x\ny\n");
            assertThat(found).hasSize(1);
        }
    }

    @Test
    void whatCannotBecomeALineGoesOnAtOnce() {
        accept("gc 1 ");
        assertThat(output).isEmpty();
        assertThat(filter.heldBytes()).isEqualTo(5);
        accept("h");
        assertThat(output).hasToString("gc 1 h");
        assertThat(filter.heldBytes()).isZero();
        accept("ello\ngo");
        assertThat(output).hasToString("gc 1 hello\ngo");
    }

    @Test
    void aNearMissAtEveryPositionGoesOnUnchanged() {
        for (int index = 0; index < LINE.length(); index++) {
            merged.setLength(0);
            traces.clear();
            String broken = LINE.substring(0, index) + "?" + LINE.substring(index + 1) + "\n";
            accept(broken);
            assertThat(merged).hasToString(broken);
            assertThat(traces).isEmpty();
        }
    }

    @Test
    void aPrefixThatIsWholeButNotCanonicalGoesOnAtItsEnd() {
        String odd = LINE.replace("gc 10 ", "gc 010 ");
        accept(odd);
        assertThat(output).isEmpty();
        accept("\n");
        assertThat(output).hasToString(odd + "\n");
        assertThat(traces).isEmpty();
    }

    @Test
    void aTraceLineInTheMiddleOfALineIsText() {
        accept("progress: " + LINE + "\n");
        assertThat(output).hasToString("progress: " + LINE + "\n");
    }

    @Test
    void flushingLetsTheHeldBytesGo() {
        accept(LINE.substring(0, 20));
        filter.flush();
        assertThat(output).hasToString(LINE.substring(0, 20));
        accept(LINE.substring(20) + "\n" + LINE + "\n");
        assertThat(output).as("the rest of the line is text").hasToString(LINE + "\n");
        assertThat(traces).containsExactly(LINE);
    }

    @Test
    void bytesOfAllValuesPassUnchanged() {
        var all = new StringBuilder();
        for (int value = 0; value < 256; value++) {
            all.append((char) value).append('\n').append((char) value);
        }
        accept(all.toString());
        assertThat(merged).hasToString(all.toString());
    }

    @Test
    void noMoreThanALineIsHeldBack() {
        accept("gc " + "1".repeat(10_000));
        assertThat(filter.heldBytes()).isZero();
        String longest = "gc 4294967295 @999999999999.999s 100% (checking for goroutine leaks): "
                + "999999999999+999999999999+999999999999 ms clock, 999999999999+999999999999/"
                + "999999999999/999999999999+999999999999 ms cpu, 999999999999->999999999999->"
                + "999999999999 MB, 999999999999 MB goal, 999999999999 MB stacks, 999999999999 MB"
                + " globals, 999999999 P (forced)";
        accept("\n" + longest + "\n");
        assertThat(longest.length()).isLessThan(GcTrace.LINE_LIMIT);
        assertThat(traces).containsExactly(longest);
    }

    @Test
    void nothingIsLostOrReorderedInRandomText() {
        long seed = Long.getLong("seed", 5L);
        System.out.println("GcTraceFilterTest -Dseed=" + seed);
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int round = 0; round < 3000; round++) {
            String line = GcTraceTest.REAL_LINES.get(random.nextInt(4));
            switch (random.nextInt(6)) {
                case 0 -> text.append(line).append('\n');
                case 1 -> text.append(line, 0, random.nextInt(line.length())).append('\n');
                case 2 -> text.append(line, 0, 1 + random.nextInt(line.length() - 1)).append('#');
                case 3 -> text.append("gc ".repeat(random.nextInt(3))).append('x');
                case 4 -> text.append((char) random.nextInt(256));
                default -> text.append('\n');
            }
        }
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + random.nextInt(40));
            accept(text.substring(at, end));
            assertThat(merged.length() + filter.heldBytes()).isEqualTo(end);
            at = end;
        }
        filter.flush();
        assertThat(merged).hasToString(text.toString());
        String finished = text.substring(0, text.lastIndexOf("\n") + 1);
        assertThat(traces.size()).isGreaterThan(100).isEqualTo((int) finished.lines()
                .filter(line -> GcTrace.parse(line).isPresent()).count());
    }
}
