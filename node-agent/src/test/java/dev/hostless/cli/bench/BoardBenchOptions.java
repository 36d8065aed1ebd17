package dev.hostless.cli.bench;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code ./hostless bench board} was asked for.
 *
 * @param help to be told how to ask, and nothing else
 * @param parts all, unless something was left out
 * @param metalBoards C boards that rest at once
 * @param goBoards Go boards that rest at once
 */
record BoardBenchOptions(boolean help, boolean quick, Set<Part> parts, int metalBoards,
        int goBoards, Optional<Path> json) {
    /** What is measured, in this order. */
    enum Part {
        /** Bytes and threads of boards that rest. */
        DENSITY,
        /** From nothing to the guest's first rest. */
        BOOTS,
        /** Board time that a sleeping guest skips. */
        IDLE,
        /** Registers and interrupts. */
        COSTS,
        /** A thousand boards with one thread and with two. */
        THREADS
    }

    static final String USAGE = """
            usage: hostless bench board [--quick] [--density] [--boots] [--idle] [--costs]
                   [--threads] [--metal N] [--go N] [--json FILE]

              --quick    fewer boards, fewer repetitions
              --density  bytes and threads of boards that rest
              --boots    from nothing to the guest's first rest
              --idle     board time that a sleeping guest skips
              --costs    registers and interrupts
              --threads  a thousand boards with one thread and with two
              --metal    C boards that rest at once (5000, quick 1000)
              --go       Go boards that rest at once (300, quick 100)
              --json     writes all figures to a file

            Without parts everything is measured. HOSTLESS_BENCH_HEAP is the JVM's largest heap,
            2g when nothing is said.
            """;

    private static final int BOARDS_MAX = 100_000;

    static BoardBenchOptions parse(List<String> arguments) {
        boolean help = false;
        boolean quick = false;
        int metal = 0;
        int go = 0;
        Optional<Path> json = Optional.empty();
        var parts = EnumSet.noneOf(Part.class);
        for (var rest = arguments.iterator(); rest.hasNext();) {
            var option = rest.next();
            switch (option) {
                case "-h", "--help" -> help = true;
                case "--quick" -> quick = true;
                case "--metal" -> metal = number(option, rest);
                case "--go" -> go = number(option, rest);
                case "--json" -> json = Optional.of(Path.of(value(option, rest, "a file")));
                default -> parts.add(part(option));
            }
        }
        return new BoardBenchOptions(help, quick,
                parts.isEmpty() ? EnumSet.allOf(Part.class) : parts,
                metal > 0 ? metal : quick ? 1_000 : 5_000, go > 0 ? go : quick ? 100 : 300, json);
    }

    private static Part part(String option) {
        for (var part : Part.values()) {
            if (option.equals("--" + part.name().toLowerCase(Locale.ROOT))) {
                return part;
            }
        }
        throw new IllegalArgumentException("unknown argument " + option);
    }

    private static String value(String option, Iterator<String> rest, String wanted) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + ": wanted " + wanted);
        }
        return rest.next();
    }

    private static int number(String option, Iterator<String> rest) {
        var wanted = "1 to " + BOARDS_MAX + " boards";
        var text = value(option, rest, wanted);
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= BOARDS_MAX) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // Refused below.
        }
        throw new IllegalArgumentException(option + ": wanted " + wanted + ", got '" + text + "'");
    }
}
