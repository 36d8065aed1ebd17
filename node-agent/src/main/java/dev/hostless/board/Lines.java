package dev.hostless.board;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The interrupt lines of a board: 32 of them, some named by the device instance they belong to. */
public final class Lines {
    /** How many lines there are. */
    public static final int COUNT = 32;

    static final int UART0 = 0;
    static final int RTC = 1;
    static final int TRNG = 2;
    static final int GPIO0 = 3;

    private static final SortedMap<String, Integer> NAMES = Collections.unmodifiableSortedMap(
            new TreeMap<>(Map.of("uart0", UART0, "rtc", RTC, "trng", TRNG, "gpio0", GPIO0)));

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

    /** The names and what they stand for. */
    public static SortedMap<String, Integer> names() {
        return NAMES;
    }
}
