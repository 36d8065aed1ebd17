package dev.hostless.cli.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code ./hostless bench gc} was asked for.
 *
 * @param help to be told how to ask, and nothing else
 * @param parts all, unless something was left out
 */
record GcBenchOptions(boolean help, boolean quick, Set<Part> parts, List<GcProgram> programs,
        List<Contestant> contestants) {
    /** What is measured, in this order. */
    enum Part {
        /** Rounds in turns, after warm-up. */
        PROGRAMS,
        /** Stops of the world, in processor time and in cycles. */
        PAUSES,
        /** A round of the cache with each page allocator. */
        PAGES,
        /** The heap without a guest: allocation, marking, pages. */
        HEAP
    }

    static final String USAGE = """
            usage: hostless bench gc [--quick] [--programs] [--pauses] [--pages] [--heap]
                   [--only PROGRAM,..] [--contestants NAME,..]

              --quick        fewer rounds, shorter warm-up
              --programs     Go programs, in turns, alone
              --pauses       stops of the world at 8 MiB live alone
              --pages        the page allocators under a program alone
              --heap         the heap without a guest alone
              --only         these programs: %s
              --contestants  these: %s

            Without options everything is measured. A part of the programs or contestants is
            compared alone, unless another part is asked for too.
            """.formatted(names(GcProgram.values()), names(Contestant.values()));

    static GcBenchOptions parse(List<String> arguments) {
        boolean help = false;
        boolean quick = false;
        var parts = EnumSet.noneOf(Part.class);
        var programs = List.of(GcProgram.values());
        var contestants = List.of(Contestant.values());
        for (var rest = arguments.iterator(); rest.hasNext();) {
            var option = rest.next();
            switch (option) {
                case "-h", "--help" -> help = true;
                case "--quick" -> quick = true;
                case "--programs" -> parts.add(Part.PROGRAMS);
                case "--pauses" -> parts.add(Part.PAUSES);
                case "--pages" -> parts.add(Part.PAGES);
                case "--heap" -> parts.add(Part.HEAP);
                case "--only" -> programs = chosen(option, rest, GcProgram.values());
                case "--contestants" -> contestants = chosen(option, rest, Contestant.values());
                default -> throw new IllegalArgumentException("unknown argument " + option);
            }
        }
        if (parts.isEmpty()) {
            parts = programs.size() == GcProgram.values().length
                    && contestants.size() == Contestant.values().length
                            ? EnumSet.allOf(Part.class)
                            : EnumSet.of(Part.PROGRAMS);
        }
        return new GcBenchOptions(help, quick, parts, programs, contestants);
    }

    private static <E extends Enum<E>> String names(E[] all) {
        return List.of(all).stream().map(GcBenchOptions::word).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** In the order of all, each once. */
    private static <E extends Enum<E>> List<E> chosen(String option, Iterator<String> rest,
            E[] all) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + ": wanted " + names(all));
        }
        var wanted = new ArrayList<>(List.of(rest.next().split(",")));
        var known = List.of(all).stream().map(GcBenchOptions::word).toList();
        for (var name : wanted) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("%s: wanted names of %s, got '%s'"
                        .formatted(option, names(all), name));
            }
        }
        return List.of(all).stream().filter(one -> wanted.contains(word(one))).toList();
    }
}
