package dev.hostless.agent;

import java.util.ArrayDeque;
import java.util.List;

/**
 * The longest stop of the world, and how much of a window's time stops took at most, within the
 * last one to two minutes of board time: so each stop is seen by a scraper that comes once in a
 * minute, and is forgotten soon after. The window with the most stopped time ends with a stop, so
 * only those are looked at. Asked and told by different threads.
 */
final class PauseWindows {

    /** As the label says it, and its share of a second. */
    record Window(String label, double seconds) {
    }

    /** Go's own figures of this kind have such windows. */
    static final List<Window> WINDOWS = List.of(new Window("1ms", 1e-3), new Window("10ms", 1e-2),
            new Window("100ms", 1e-1));

    private static final int SECONDS_KEPT = 60;
    /** Of stops in the longest window; more of them than that count as if the first were not. */
    private static final int RECENT_MAX = 256;

    private record Stop(long start, long end) {
    }

    /** What was seen in one minute. */
    private static final class Minute {
        private long longest;
        private final double[] stopped = new double[WINDOWS.size()];
    }

    private final double hz;
    private final long minuteCycles;
    private final ArrayDeque<Stop> recent = new ArrayDeque<>();
    private long minute;
    private Minute now = new Minute();
    private Minute before = new Minute();

    PauseWindows(long clockHz) {
        hz = clockHz;
        minuteCycles = SECONDS_KEPT * clockHz;
    }

    /** The world has stood from a cycle to another; later stops are told later. */
    synchronized void stopped(long start, long end) {
        turn(end);
        recent.addLast(new Stop(start, end));
        long longestWindow = (long) (hz * WINDOWS.getLast().seconds());
        while (recent.size() > RECENT_MAX || recent.getFirst().end() <= end - longestWindow) {
            recent.removeFirst();
        }
        now.longest = Math.max(now.longest, end - start);
        for (int window = 0; window < WINDOWS.size(); window++) {
            double cycles = hz * WINDOWS.get(window).seconds();
            double stopped = 0;
            for (var stop : recent) {
                stopped += Math.max(0, stop.end() - Math.max(stop.start(), end - cycles));
            }
            now.stopped[window] = Math.max(now.stopped[window], Math.min(1, stopped / cycles));
        }
    }

    /** Seconds of the longest one. */
    synchronized double longest(long cycle) {
        turn(cycle);
        return Math.max(now.longest, before.longest) / hz;
    }

    /**
     * The share of the worst window that was left to the program.
     *
     * @param window its index
     */
    synchronized double utilization(int window, long cycle) {
        turn(cycle);
        return 1 - Math.max(now.stopped[window], before.stopped[window]);
    }

    private void turn(long cycle) {
        long then = cycle / minuteCycles;
        if (then <= minute) {
            return;
        }
        before = then == minute + 1 ? now : new Minute();
        now = new Minute();
        minute = then;
    }
}
