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

/**
 * What {@code ./hostless bench engine} was asked for.
 *
 * @param startsOnly how long starts take, and nothing else
 * @param peers our engine is always one of them: the others are compared with it
 */
record BenchOptions(boolean quick, boolean startsOnly, Optional<Path> json,
        List<BenchProgram> programs,
        Set<Peer> peers) {
    static final String USAGE = "usage: hostless bench engine [--quick] [--start]"
            + " [--only PROGRAM,..] [--engines ENGINE,..] [--json FILE]";

    static BenchOptions parse(List<String> arguments) {
        boolean quick = false;
        boolean startsOnly = false;
        Optional<Path> json = Optional.empty();
        List<BenchProgram> programs = BenchProgram.ALL;
        Set<Peer> peers = EnumSet.allOf(Peer.class);
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext();) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--start" -> startsOnly = true;
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
        return new BenchOptions(quick, startsOnly, json, programs, peers);
    }

    /** Whether nothing was left out. */
    boolean isComplete() {
        return programs.size() == BenchProgram.ALL.size() && peers.size() == Peer.values().length;
    }

    /** Starts take a while, so who asks for a part of the benchmark must ask for them too. */
    boolean measuresStarts() {
        return startsOnly || isComplete();
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
