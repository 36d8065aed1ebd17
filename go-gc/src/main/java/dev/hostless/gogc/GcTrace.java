package dev.hostless.gogc;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of GODEBUG=gctrace=1 as Go 1.26 prints it at the end of each collection
 * (gcMarkTermination in runtime/mgc.go). Times are the guest's own, taken from its clock; the
 * runtime prints them in milliseconds with two significant digits, so they are whole microseconds
 * here and coarse above a hundred of them. Sizes are rounded down to mebibytes, which the runtime
 * calls MB.
 *
 * @param number of the cycle, from 1
 * @param startMillis from the start of the program to the start of the cycle
 * @param cpuPercent of all processor time since the start that went to collection
 * @param goroutineLeakCheck whether the cycle also looked for leaked goroutines
 * @param sweepTerminationMicros elapsed with the world stopped at the beginning
 * @param markMicros elapsed while marking ran beside the program
 * @param markTerminationMicros elapsed with the world stopped at the end
 * @param sweepTerminationCpuMicros processor time of the first pause
 * @param assistCpuMicros processor time that allocating goroutines paid for marking
 * @param workerCpuMicros processor time of dedicated and fractional mark workers
 * @param idleCpuMicros processor time of idle mark workers
 * @param markTerminationCpuMicros processor time of the second pause
 * @param heapStartMebibytes heap when the cycle started
 * @param heapEndMebibytes heap when marking ended
 * @param heapLiveMebibytes of it marked as live
 * @param goalMebibytes the heap size that the pacer aimed at
 * @param stacksMebibytes of goroutine stacks that were scanned
 * @param globalsMebibytes of global variables that were scanned
 * @param processors GOMAXPROCS
 * @param forced whether the program asked for the cycle
 */
public record GcTrace(long number, long startMillis, int cpuPercent, boolean goroutineLeakCheck,
        long sweepTerminationMicros, long markMicros, long markTerminationMicros,
        long sweepTerminationCpuMicros, long assistCpuMicros, long workerCpuMicros,
        long idleCpuMicros, long markTerminationCpuMicros, long heapStartMebibytes,
        long heapEndMebibytes, long heapLiveMebibytes, long goalMebibytes, long stacksMebibytes,
        long globalsMebibytes, int processors, boolean forced) {

    /** No line is longer: every number in the pattern is bounded. */
    static final int LINE_LIMIT = 512;

    private static final String LEAK_CHECK = " (checking for goroutine leaks)";
    private static final String FORCED = " (forced)";
    private static final String MILLIS = "(\\d{1,12}(?:\\.\\d{1,3})?)";
    private static final String COUNT = "(\\d{1,12})";

    private static final Pattern LINE = Pattern.compile("gc (\\d{1,10}) @(\\d{1,12}\\.\\d{3})s"
            + " (\\d{1,3})%(" + Pattern.quote(LEAK_CHECK) + ")?: " + MILLIS + "\\+" + MILLIS + "\\+"
            + MILLIS + " ms clock, " + MILLIS + "\\+" + MILLIS + "/" + MILLIS + "/" + MILLIS + "\\+"
            + MILLIS + " ms cpu, " + COUNT + "->" + COUNT + "->" + COUNT + " MB, " + COUNT
            + " MB goal, " + COUNT + " MB stacks, " + COUNT + " MB globals, (\\d{1,9}) P("
            + Pattern.quote(FORCED) + ")?");

    /**
     * Reads a line without its line end. Only what {@link #line()} would print again byte for byte
     * is accepted, so that nothing is lost when a line is taken out of a stream.
     */
    public static Optional<GcTrace> parse(String line) {
        var matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var trace = of(matcher);
        return trace.line().equals(line) ? Optional.of(trace) : Optional.empty();
    }

    /** Whether more characters could make a line of this; true for complete lines too. */
    static boolean couldBegin(CharSequence text) {
        var matcher = LINE.matcher(text);
        return matcher.matches() || matcher.hitEnd();
    }

    /** The line as Go prints it, without a line end. */
    public String line() {
        return "gc " + number + " @" + thousandths(startMillis) + "s " + cpuPercent + "%"
                + (goroutineLeakCheck ? LEAK_CHECK : "") + ": " + millis(sweepTerminationMicros)
                + "+" + millis(markMicros) + "+" + millis(markTerminationMicros) + " ms clock, "
                + millis(sweepTerminationCpuMicros) + "+" + millis(assistCpuMicros) + "/"
                + millis(workerCpuMicros) + "/" + millis(idleCpuMicros) + "+"
                + millis(markTerminationCpuMicros) + " ms cpu, " + heapStartMebibytes + "->"
                + heapEndMebibytes + "->" + heapLiveMebibytes + " MB, " + goalMebibytes
                + " MB goal, " + stacksMebibytes + " MB stacks, " + globalsMebibytes
                + " MB globals, " + processors + " P" + (forced ? FORCED : "");
    }

    private static GcTrace of(Matcher matcher) {
        return new GcTrace(count(matcher, 1), micros(matcher, 2), (int) count(matcher, 3),
                matcher.group(4) != null, micros(matcher, 5), micros(matcher, 6),
                micros(matcher, 7), micros(matcher, 8), micros(matcher, 9), micros(matcher, 10),
                micros(matcher, 11), micros(matcher, 12), count(matcher, 13), count(matcher, 14),
                count(matcher, 15), count(matcher, 16), count(matcher, 17), count(matcher, 18),
                (int) count(matcher, 19), matcher.group(20) != null);
    }

    private static long count(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group));
    }

    /** Thousandths of the printed unit: microseconds of milliseconds, milliseconds of seconds. */
    private static long micros(Matcher matcher, int group) {
        String text = matcher.group(group);
        int point = text.indexOf('.');
        if (point < 0) {
            return 1000 * Long.parseLong(text);
        }
        String digits = text.substring(point + 1);
        return 1000 * Long.parseLong(text.substring(0, point))
                + Long.parseLong((digits + "00").substring(0, 3));
    }

    private static String thousandths(long value) {
        return value / 1000 + "." + pad(value % 1000, 3);
    }

    /** From 10 ms on whole ones, below two significant digits, and a bare 0; Go's fmtNSAsMS. */
    private static String millis(long micros) {
        if (micros >= 10_000) {
            return Long.toString(micros / 1000);
        }
        if (micros == 0) {
            return "0";
        }
        if (micros >= 1000) {
            return micros / 1000 + "." + micros / 100 % 10;
        }
        return "0." + (micros >= 100 ? pad(micros / 10, 2) : pad(micros, 3));
    }

    private static String pad(long value, int digits) {
        String text = Long.toString(value);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}
