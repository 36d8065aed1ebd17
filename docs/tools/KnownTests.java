import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code standard-library-tests.txt} says: the packages, and the tests that are left out. */
record KnownTests(Map<String, GoPackage> packages) {

    /**
     * @param sample whether the short list has it
     * @param collectors whether it is run in every collector
     * @param run which of its tests, or all
     */
    record GoPackage(String name, boolean sample, boolean collectors, Optional<String> run,
            List<Exception> exceptions) {

        /** The tests that are not even started, as a value of {@code go test -skip}. */
        String skip(GoTarget.Way way) {
            return exceptions.stream()
                    .filter(exception -> exception.skipped() && exception.ways().contains(way))
                    .map(exception -> Arrays.stream(exception.test().split("/"))
                            .map(part -> "^" + part + "$").collect(Collectors.joining("/")))
                    .collect(Collectors.joining("|"));
        }

        /** Why the test fails, if that is known. */
        Optional<String> reason(GoTarget.Way way, String test) {
            return exceptions.stream()
                    .filter(exception -> exception.ways().contains(way)
                            && exception.test().equals(test))
                    .map(Exception::reason).findFirst();
        }

        List<String> failing(GoTarget.Way way) {
            return exceptions.stream()
                    .filter(exception -> !exception.skipped() && exception.ways().contains(way))
                    .map(Exception::test).toList();
        }
    }

    /** @param skipped whether it is not started, since it would end or hold up the others */
    record Exception(boolean skipped, String test, Set<GoTarget.Way> ways, String reason) {
    }

    static KnownTests read(Path file) throws IOException {
        var packages = new LinkedHashMap<String, GoPackage>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                accept(packages, line.strip());
            } catch (IllegalArgumentException wrong) {
                throw new IOException(file + " line " + number + ": " + wrong.getMessage());
            }
        }
        return new KnownTests(packages);
    }

    private static void accept(Map<String, GoPackage> packages, String line) {
        String[] words = line.split("\\s+", 5);
        switch (words[0]) {
            case "package" -> {
                var name = words.length > 1 ? words[1] : "";
                boolean sample = false;
                boolean collectors = false;
                var run = Optional.<String>empty();
                for (int i = 2; i < words.length; i++) {
                    if (words[i].equals("sample")) {
                        sample = true;
                    } else if (words[i].equals("collectors")) {
                        collectors = true;
                    } else if (words[i].startsWith("run=")) {
                        run = Optional.of(words[i].substring("run=".length()));
                    } else {
                        throw new IllegalArgumentException(
                                "wanted sample, collectors or run=REGEX, got " + words[i]);
                    }
                }
                packages.put(name, new GoPackage(name, sample, collectors, run,
                        new ArrayList<>()));
            }
            case "skip", "fails" -> {
                if (words.length < 5 || !packages.containsKey(words[1])) {
                    throw new IllegalArgumentException("wanted package (listed before), test, where"
                            + " and reason, got \"" + line + "\"");
                }
                packages.get(words[1]).exceptions().add(new Exception(words[0].equals("skip"),
                        words[2], GoTarget.ways(words[3]), words[4]));
            }
            default -> throw new IllegalArgumentException(
                    "wanted package, skip or fails, got " + words[0]);
        }
    }

    /** The package as it is listed, or one of which nothing is known. */
    GoPackage named(String name) {
        return packages.getOrDefault(name,
                new GoPackage(name, false, false, Optional.empty(), List.of()));
    }
}
