package dev.hostless.boardfile;

import java.util.List;

/** The kinds of mapping in a board file, each with the keys that it may have. */
enum Section {
    /** The file itself. */
    BOARD("name", "preset", "ram", "clock", "console", "cores", "quantum", "seed", "epoch",
            "cycles", "mpu", "heap",
            "environment", "volumes", "parts", "faults"),
    /** What instructions cost. */
    CYCLES("simple", "control", "call", "memory", "division", "floating"),
    /** A protected range. */
    RANGE("start", "size", "access"),
    /** How memory is handed out and collected. */
    HEAP("collector", "pages", "madvise"),
    /** A part of the file tree. */
    VOLUME("at", "folder", "ramdisk"),
    /** A temperature sensor. */
    TMP102("part", "name", "device", "address", "temperature", "alert"),
    /** A temperature from a moment on. */
    TEMPERATURE("at", "celsius"),
    /** An EEPROM. */
    AT24C32("part", "name", "device", "address", "image"),
    /** A flash memory. */
    W25Q16("part", "name", "device", "select", "id", "image"),
    /** A button. */
    BUTTON("part", "name", "device", "pin", "connects", "presses"),
    /** A press of a button. */
    PRESS("at", "hold"),
    /** A light. */
    LED("part", "name", "device", "pin", "lit"),
    /** A wire between two pins of a UART. */
    LOOPBACK("part", "name", "device");

    private final List<String> keys;

    Section(String... keys) {
        this.keys = List.of(keys);
    }

    List<String> keys() {
        return keys;
    }
}
