package dev.hostless.board;

import dev.hostless.board.files.FileTree;
import dev.hostless.board.files.VolumeSpec;
import dev.hostless.devices.clock.VirtualClock;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a board is made of and what it is given at reset. Equal specs with equal firmware and equal
 * inputs behave equally.
 *
 * @param preset name of the board kind, for reports; 1 to 63 of {@code [a-z0-9-]}
 * @param ramBytes RAM, 64 KiB to 2,097,088 KiB; linear memory grows within it in pages of 64 KiB
 * @param clockHz cycles per second of board time, 1,000 to 9,000,000,000
 * @param consoleBaud speed of UART0 in bits per second, 300 to 100,000,000; 10 bits make a byte
 * @param environment variables that the guest sees, sorted by name
 * @param arguments arguments after the program's own name
 * @param seed seed of the random number generator
 * @param epochSeconds what the real-time clock shows at reset, seconds since 1970, 0 to 2^32-1
 * @param gcTrace how GODEBUG=gctrace is used
 * @param volumes the guest's files; none, then it has no file system
 * @param ram how pages are handed out to guests that ask the board for memory
 * @param heap how a hosted heap is collected
 * @param cores how many cores share the memory of a program that starts them
 * @param equipment costs of instructions, memory protection, parts
 */
public record BoardSpec(String preset, long ramBytes, long clockHz, int consoleBaud,
        SortedMap<String, String> environment, List<String> arguments, long seed, long epochSeconds,
        GcTraceUse gcTrace, List<VolumeSpec> volumes, RamPolicy ram, HeapPolicy heap,
        CoreSpec cores, Equipment equipment) {
    /** 2026-01-01T00:00:00Z: fixed, so that a run does not depend on the day it is made. */
    public static final long DEFAULT_EPOCH_SECONDS = 1_767_225_600L;

    static final long PAGE_BYTES = 65_536;
    static final long RAM_BYTES_MAX = 32_767 * PAGE_BYTES;
    private static final int TEXT_CHARS_MAX = 131_072;
    private static final int TEXTS_MAX = 4_096;

    /** What the board does about Go's GC trace lines. */
    public enum GcTraceUse {
        /** GODEBUG is left as it is, and nothing is filtered. */
        OFF,
        /** The board switches them on, reads them and keeps them out of the console. */
        OBSERVE,
        /** The board switches them on, reads them and lets them pass. */
        SHOW
    }

    public BoardSpec {
        if (!preset.matches("[a-z0-9-]{1,63}")) {
            throw new IllegalArgumentException(
                    "preset: wanted 1 to 63 of [a-z0-9-], got '" + preset + "'");
        }
        requireWithin("ramBytes", ramBytes, PAGE_BYTES, RAM_BYTES_MAX);
        requireWithin("clockHz", clockHz, 1_000, VirtualClock.HZ_LIMIT);
        requireWithin("consoleBaud", consoleBaud, 300, 100_000_000);
        requireSpeed(clockHz, consoleBaud);
        requireWithin("epochSeconds", epochSeconds, 0, 0xffff_ffffL);
        requireWithin("environment size", environment.size(), 0, TEXTS_MAX);
        requireWithin("arguments size", arguments.size(), 0, TEXTS_MAX);
        environment.forEach(BoardSpec::requireVariable);
        arguments.forEach(argument -> requireText("argument", argument));
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        arguments = List.copyOf(arguments);
        volumes = List.copyOf(volumes);
        requireWithin("volumes size", volumes.size(), 0, FileTree.VOLUMES_MAX);
        requireGuarded(equipment, ramBytes);
        equipment.parts().forEach(part -> requireOrder(part, clockHz));
        if (volumes.stream().map(VolumeSpec::guestPath).distinct().count() < volumes.size()) {
            throw new IllegalArgumentException("volumes: wanted one volume at a place, got two");
        }
        long chars = arguments.stream().mapToLong(String::length).sum() + environment.entrySet()
                .stream().mapToLong(e -> e.getKey().length() + e.getValue().length()).sum();
        requireWithin("characters of arguments and environment", chars, 0, TEXT_CHARS_MAX);
    }

    /** A board with this hardware, no arguments, seed 1 and the default epoch. */
    public static BoardSpec of(String preset, long ramBytes, long clockHz, int consoleBaud,
            Map<String, String> environment) {
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, new TreeMap<>(environment),
                List.of(), 1, DEFAULT_EPOCH_SECONDS, GcTraceUse.OBSERVE, List.of(),
                RamPolicy.DEFAULT, HeapPolicy.DEFAULT, CoreSpec.ONE, Equipment.PLAIN);
    }

    public BoardSpec withRamBytes(long bytes) {
        return new BoardSpec(preset, bytes, clockHz, consoleBaud, environment, arguments, seed,
                epochSeconds, gcTrace, volumes, ram, heap, cores, equipment);
    }

    public BoardSpec withClockHz(long hz) {
        return new BoardSpec(preset, ramBytes, hz, consoleBaud, environment, arguments, seed,
                epochSeconds, gcTrace, volumes, ram, heap, cores, equipment);
    }

    /** Adds the variables; a name that is already there gets the new value. */
    public BoardSpec withEnvironment(Map<String, String> more) {
        var all = new TreeMap<>(environment);
        all.putAll(more);
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, all, arguments, seed,
                epochSeconds, gcTrace, volumes, ram, heap, cores, equipment);
    }

    public BoardSpec withArguments(List<String> all) {
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, environment, all, seed,
                epochSeconds, gcTrace, volumes, ram, heap, cores, equipment);
    }

    public BoardSpec withSeed(long newSeed) {
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, environment, arguments,
                newSeed, epochSeconds, gcTrace, volumes, ram, heap, cores, equipment);
    }

    public BoardSpec withVolumes(List<VolumeSpec> all) {
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, environment, arguments, seed,
                epochSeconds, gcTrace, all, ram, heap, cores, equipment);
    }

    public BoardSpec withGcTrace(GcTraceUse use) {
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, environment, arguments, seed,
                epochSeconds, use, volumes, ram, heap, cores, equipment);
    }

    public BoardSpec withRam(RamPolicy policy) {
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, environment, arguments, seed,
                epochSeconds, gcTrace, volumes, policy, heap, cores, equipment);
    }

    public BoardSpec withHeap(HeapPolicy policy) {
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, environment, arguments, seed,
                epochSeconds, gcTrace, volumes, ram, policy, cores, equipment);
    }

    public BoardSpec withCores(CoreSpec all) {
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, environment, arguments, seed,
                epochSeconds, gcTrace, volumes, ram, heap, all, equipment);
    }

    public BoardSpec withEquipment(Equipment all) {
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, environment, arguments, seed,
                epochSeconds, gcTrace, volumes, ram, heap, cores, all);
    }

    /** Another kind of board, by its name in reports. */
    public BoardSpec withName(String name) {
        return new BoardSpec(name, ramBytes, clockHz, consoleBaud, environment, arguments, seed,
                epochSeconds, gcTrace, volumes, ram, heap, cores, equipment);
    }

    /** Clock and console together: not every console goes with every clock. */
    public BoardSpec withSpeeds(long hz, int baud) {
        return new BoardSpec(preset, ramBytes, hz, baud, environment, arguments, seed,
                epochSeconds, gcTrace, volumes, ram, heap, cores, equipment);
    }

    public BoardSpec withEpochSeconds(long seconds) {
        return new BoardSpec(preset, ramBytes, clockHz, consoleBaud, environment, arguments, seed,
                seconds, gcTrace, volumes, ram, heap, cores, equipment);
    }

    /** Pages of linear memory that fit into the RAM; a rest below 64 KiB stays unused. */
    int ramPages() {
        return (int) (ramBytes / PAGE_BYTES);
    }

    /** The UART divides the clock by 16 times a divisor of 1 to 65,535. */
    private static void requireSpeed(long clockHz, int baud) {
        if (clockHz < 16L * baud || clockHz / (16L * 65_535) >= baud) {
            throw new IllegalArgumentException("consoleBaud: wanted 1/16 to 1/1048560 of the clock"
                    + " of " + clockHz + " Hz, got " + baud);
        }
    }

    private static void requireGuarded(Equipment equipment, long ramBytes) {
        for (var range : equipment.protection()) {
            if (range.end() > ramBytes) {
                throw new IllegalArgumentException("the protected range " + range
                        + " is not in the RAM of " + ramBytes + " bytes");
            }
        }
    }

    /** What happens to a part happens one thing after the other. */
    private static void requireOrder(PartSpec part, long clockHz) {
        long last = -1;
        for (long moment : part.moments(clockHz)) {
            if (moment <= last) {
                throw new IllegalArgumentException("part " + part.name() + ": wanted a moment after"
                        + " cycle " + last + ", got cycle " + moment);
            }
            last = moment;
        }
    }

    private static void requireVariable(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException(
                    "environment: wanted a name without '=', got '" + name + "'");
        }
        requireText("environment name", name);
        requireText("environment " + name, value);
    }

    private static void requireText(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + ": wanted text without NUL, got one");
        }
    }

    private static void requireWithin(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    what + ": wanted " + least + " to " + most + ", got " + value);
        }
    }
}
