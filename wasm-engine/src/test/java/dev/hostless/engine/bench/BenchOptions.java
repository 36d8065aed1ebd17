package dev.hostless.engine.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What {@code ./hostless bench engine} was asked for.
 *
 * @param help to be told how to ask, and nothing else
 * @param parts all, unless something was left out
 * @param peers our engine is always one of them: the others are compared with it
 */
record BenchOptions(boolean help, boolean quick, Set<Part> parts, Optional<Path> json,
        List<BenchProgram> programs, Set<Peer> peers) {
    /** What is measured, in this order. */
    enum Part {
        /** Runs in turns, after warm-up. */
        WARM,
        /** Starts, and whole processes. */
        START,
        /** Where the time goes: a run of its own, since samples disturb the others. */
        TIERS
    }

    static final String USAGE = """
            usage: hostless bench engine [--quick] [--start] [--tiers] [--only PROGRAM,..]
                   [--engines ENGINE,..] [--json FILE]

              --quick     shorter warm-up, fewer rounds
              --start     starts and whole processes alone
              --tiers     the share of time by tier of the JVM alone
              --only      these programs: %s
              --engines   compare with these: %s
              --json      write every single run to FILE

            Without options everything is measured. A part of the programs or engines is compared
            warm, unless --start or --tiers are there too.
            """.formatted(names(BenchProgram.ALL, BenchProgram::name),
            names(List.of(Peer.values()), BenchOptions::word));

    static BenchOptions parse(List<String> arguments) {
        boolean quick = false;
        boolean help = false;
        Set<Part> parts = EnumSet.noneOf(Part.class);
        Optional<Path> json = Optional.empty();
        List<BenchProgram> programs = BenchProgram.ALL;
        Set<Peer> peers = EnumSet.allOf(Peer.class);
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext();) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--start" -> parts.add(Part.START);
                case "--tiers" -> parts.add(Part.TIERS);
                case "-h", "--help" -> help = true;
                case "--json" -> json = Optional.of(Path.of(value(option, rest, "a file")));
                case "--only" -> programs = chosen(option, value(option, rest, "programs"),
                        BenchProgram.ALL, BenchProgram::name);
                case "--engines" -> {
                    peers = EnumSet.of(Peer.HOSTLESS);
                    peers.addAll(chosen(option, value(option, rest, "engines"),
                            List.of(Peer.values()), BenchOptions::word));
                }
                default -> throw new IllegalArgumentException("unknown argument " + option);
            }
        }
        if (parts.isEmpty()) {
            parts = hasAll(programs) && peers.size() == Peer.values().length
                    ? EnumSet.allOf(Part.class)
                    : EnumSet.of(Part.WARM);
        }
        return new BenchOptions(help, quick, parts, json, programs, peers);
    }

    boolean hasAllPrograms() {
        return hasAll(programs);
    }

    private static boolean hasAll(List<BenchProgram> programs) {
        return programs.size() == BenchProgram.ALL.size();
    }

    private static <T> String names(List<T> all, Function<T, String> nameOf) {
        return all.stream().map(nameOf).collect(Collectors.joining(", "));
    }

    private static String word(Peer peer) {
        return peer.name().toLowerCase(Locale.ROOT);
    }

    private static String value(String option, Iterator<String> rest, String wanted) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + ": wanted " + wanted);
        }
        return rest.next();
    }

    /** In the order of all, each once. */
    private static <T> List<T> chosen(String option, String names, List<T> all,
            Function<T, String> nameOf) {
        var wanted = new ArrayList<>(List.of(names.split(",")));
        var known = all.stream().map(nameOf).toList();
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("%s: wanted names of %s, got '%s'"
                        .formatted(option, String.join(", ", known), name));
            }
        }
        return all.stream().filter(one -> wanted.contains(nameOf.apply(one))).toList();
    }
}
