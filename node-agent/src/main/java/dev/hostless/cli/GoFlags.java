package dev.hostless.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The user's arguments behind the subcommand, without the flags that the port sets itself: those
 * are merged. As for the go command, what is on the command line stands instead of what is in
 * GOFLAGS, and of several the last counts.
 *
 * @param tags the user's build tags, possibly none
 * @param overlay the user's own overlay file
 * @param modFile the user's own file in the place of go.mod; it stays among the others
 * @param mod where modules come from; it stays among the others
 * @param others everything else, in order
 */
record GoFlags(String tags, Optional<String> overlay, Optional<String> modFile,
        Optional<String> mod, List<String> others) {
    private static final String TAGS = "tags";
    private static final String OVERLAY = "overlay";
    private static final String MOD_FILE = "modfile";
    private static final String MOD = "mod";
    /** Flags of go build, run, test and vet whose value may stand in the next argument. */
    private static final Set<String> WITH_VALUE = Set.of("C", "asmflags", "bench", "benchtime",
            "blockprofile", "blockprofilerate", "buildmode", "c", "compiler", "count",
            "covermode", "coverpkg", "coverprofile", "cpu", "cpuprofile", "exec", "fuzz",
            "fuzzminimizetime", "fuzztime", "gccgoflags", "gcflags", "installsuffix", "ldflags",
            "list", "memprofile", "memprofilerate", MOD, MOD_FILE, "mutexprofile",
            "mutexprofilefraction", "o", "outputdir", OVERLAY, "p", "parallel", "pgo", "pkgdir",
            "run", "shuffle", "skip", TAGS, "timeout", "toolexec", "trace", "vet", "vettool");

    private static final Set<String> MERGED = Set.of(TAGS, OVERLAY);

    static GoFlags divide(String subcommand, List<String> arguments, String goflags) {
        var found = new Found();
        for (var flag : goflags.split("\\s+")) {
            found.set(flag);
        }
        var others = new ArrayList<String>();
        int at = 0;
        while (at < arguments.size()) {
            var argument = arguments.get(at);
            boolean flag = argument.startsWith("-") && argument.length() > 1;
            if (name(argument).equals("args") || !flag && !subcommand.equals("test")) {
                break;
            }
            int length = length(subcommand, argument, flag);
            int end = Math.min(at + length, arguments.size());
            var value = length == 2 && end == at + 2
                    ? argument + "=" + arguments.get(at + 1)
                    : argument;
            if (!flag || !found.set(value)) {
                others.addAll(arguments.subList(at, end));
            }
            at = end;
        }
        others.addAll(arguments.subList(at, arguments.size()));
        return new GoFlags(found.tags, given(found.overlay), given(found.modFile),
                given(found.mod), List.copyOf(others));
    }

    private static Optional<String> given(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    /** {@code -c} is a flag with a value for vet alone. */
    private static int length(String subcommand, String argument, boolean flag) {
        var name = name(argument);
        return flag && argument.indexOf('=') < 0 && WITH_VALUE.contains(name)
                && (!name.equals("c") || subcommand.equals("vet"))
                        ? 2
                        : 1;
    }

    private static String name(String flag) {
        int equals = flag.indexOf('=');
        var name = equals < 0 ? flag : flag.substring(0, equals);
        return name.replaceFirst("^--?", "");
    }

    /** The values so far. */
    private static final class Found {
        private String tags = "";
        private @Nullable String overlay;
        private @Nullable String modFile;
        private @Nullable String mod;

        /** Whether it was one of the flags that are merged, and so not passed on. */
        boolean set(String flag) {
            int equals = flag.indexOf('=');
            if (!flag.startsWith("-") || equals < 0) {
                return false;
            }
            switch (name(flag)) {
                case TAGS -> tags = flag.substring(equals + 1);
                case OVERLAY -> overlay = flag.substring(equals + 1);
                case MOD_FILE -> modFile = flag.substring(equals + 1);
                case MOD -> mod = flag.substring(equals + 1);
                default -> {
                }
            }
            return MERGED.contains(name(flag));
        }
    }
}
