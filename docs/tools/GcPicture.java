import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Draws gctrace lines from standard input as an SVG: heap and goal over the board's time, and the
 * two pauses of each collection.
 *
 * <p>{@code ./hostless run deploy/firmware/gc-torture/firmware.wasm --seed 1 --gctrace 2>&1
 * | java docs/tools/GcPicture.java TITLE > docs/pictures/gc-torture.svg}
 */
public final class GcPicture {
    private static final Pattern LINE = Pattern.compile(
            "gc \\d+ @([\\d.]+)s \\d+%: ([\\d.]+)\\+([\\d.]+)\\+([\\d.]+) ms clock,.*"
                    + " (\\d+)->(\\d+)->(\\d+) MB, (\\d+) MB goal.*");
    private static final int WIDTH = 900;
    private static final int HEAP_HEIGHT = 220;
    private static final int PAUSE_HEIGHT = 90;
    private static final int MARGIN = 50;

    /** Milliseconds and MB as gctrace gives them. */
    private record Collection(double start, double sweepStop, double mark, double markStop,
            int before, int after, int live, int goal) {
        double end() {
            return start + (sweepStop + mark + markStop) / 1000;
        }

        double longestStop() {
            return Math.max(sweepStop, markStop);
        }
    }

    private GcPicture() {
    }

    public static void main(String[] arguments) throws IOException {
        var collections = new ArrayList<Collection>();
        var input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            var found = LINE.matcher(line);
            if (found.matches()) {
                collections.add(new Collection(number(found.group(1)), number(found.group(2)),
                        number(found.group(3)), number(found.group(4)),
                        Integer.parseInt(found.group(5)), Integer.parseInt(found.group(6)),
                        Integer.parseInt(found.group(7)), Integer.parseInt(found.group(8))));
            }
        }
        if (collections.isEmpty()) {
            System.err.println("no gctrace line on standard input");
            System.exit(1);
        }
        System.out.print(draw(collections, String.join(" ", arguments)));
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    private static String draw(List<Collection> collections, String title) {
        double last = collections.getLast().end();
        double heap = collections.stream().mapToInt(c -> Math.max(c.goal, c.after)).max()
                .orElseThrow();
        double pause = collections.stream().mapToDouble(Collection::longestStop).max()
                .orElseThrow();
        int floor = MARGIN + HEAP_HEIGHT;
        int ground = floor + 40 + PAUSE_HEIGHT;
        var used = new StringBuilder("0," + floor);
        var goal = new StringBuilder();
        var bars = new StringBuilder();
        for (var c : collections) {
            used.append(point(c.start, last, floor, c.before / heap))
                    .append(point(c.end(), last, floor, c.after / heap))
                    .append(point(c.end(), last, floor, c.live / heap));
            goal.append(point(c.end(), last, floor, c.goal / heap));
            bars.append(format("<rect x='%.1f' y='%.1f' width='4' height='%.1f'/>%n",
                    x(c.start, last), ground - c.longestStop() / pause * PAUSE_HEIGHT,
                    c.longestStop() / pause * PAUSE_HEIGHT));
        }
        used.replace(0, used.indexOf(" "), format("%d,%d", MARGIN, floor));
        return format("""
                <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'
                 font-family='sans-serif' font-size='13' fill='#333'>
                <rect width='100%%' height='100%%' fill='#fff'/>
                <text x='%d' y='25' font-size='16'>%s</text>
                <text x='%d' y='45' fill='#2a6'>heap, up to %.0f MB</text>
                <text x='%d' y='45' fill='#c60'>goal</text>
                <polyline points='%s' fill='none' stroke='#2a6' stroke-width='2'/>
                <polyline points='%s' fill='none' stroke='#c60' stroke-dasharray='5 3'/>
                <text x='%d' y='%d' fill='#a22'>longest stop of each collection, up to %.3f ms</text>
                <g fill='#a22'>
                %s</g>
                <path d='M%d %dH%d' stroke='#999'/><path d='M%d %dH%d' stroke='#999'/>
                <text x='%d' y='%d' text-anchor='end'>%.2f s of board time</text>
                </svg>
                """, WIDTH, ground + 40, MARGIN, title, MARGIN, heap, MARGIN + 170, used,
                goal.toString().strip(), MARGIN, floor + 25, pause, bars, MARGIN, floor,
                WIDTH - MARGIN, MARGIN, ground, WIDTH - MARGIN, WIDTH - MARGIN, ground + 20, last);
    }

    private static double x(double time, double last) {
        return MARGIN + time / last * (WIDTH - 2 * MARGIN);
    }

    private static String point(double time, double last, int floor, double share) {
        return format(" %.1f,%.1f", x(time, last), floor - share * (HEAP_HEIGHT - 20));
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
