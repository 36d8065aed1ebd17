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
    static final int UART1 = 4;
    static final int TIMER0 = 5;
    static final int TIMER1 = 6;
    static final int WATCHDOG = 7;
    static final int SPI0 = 8;
    static final int I2C0 = 9;
    static final int DMA0 = 10;

    private static final SortedMap<String, Integer> NAMES = Collections.unmodifiableSortedMap(
            new TreeMap<>(Map.ofEntries(Map.entry("uart0", UART0), Map.entry("rtc", RTC),
                    Map.entry("trng", TRNG), Map.entry("gpio0", GPIO0),
                    Map.entry("uart1", UART1), Map.entry("timer0", TIMER0),
                    Map.entry("timer1", TIMER1), Map.entry("watchdog", WATCHDOG),
                    Map.entry("spi0", SPI0), Map.entry("i2c0", I2C0),
                    Map.entry("dma0", DMA0))));

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
