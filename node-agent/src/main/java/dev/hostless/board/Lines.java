package dev.hostless.board;

import java.util.Map;
import java.util.TreeMap;

/** The interrupt lines of a board: 32 of them, some named by the device instance they belong to. */
public final class Lines {
    /** How many lines there are. */
    public static final int COUNT = 32;

    static final int UART0 = 0;
    static final int RTC = 1;
    static final int TIMER0 = 2;
    static final int GPIO0 = 8;

    private static final Map<String, Integer> NAMES = new TreeMap<>(
            Map.of("uart0", UART0, "rtc", RTC, "timer0", TIMER0, "gpio0", GPIO0));

    private Lines() {
    }

    /**
     * The line that a name or a decimal number means.
     *
     * @throws IllegalArgumentException naming the lines there are
     */
    public static int parse(String text) {
        var named = NAMES.get(text);
        if (named != null) {
            return named;
        }
        if (text.matches("[0-9]{1,2}") && Integer.parseInt(text) < COUNT) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("no line '" + text + "' on this board; lines are "
                + String.join(", ", NAMES.keySet()) + " and 0..31");
    }

    /** The names and what they stand for, sorted by name. */
    public static Map<String, Integer> names() {
        return new TreeMap<>(NAMES);
    }
}
