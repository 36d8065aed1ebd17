import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code go-test-programs.txt} says. */
record KnownPrograms(Set<String> sample, Map<String, Integer> slow, List<Exception> exceptions) {

    /** @param skipped whether it is not started, since it would only cost time */
    record Exception(boolean skipped, String program, Set<GoTarget.Way> ways, String reason) {
    }

    static KnownPrograms read(Path file) throws IOException {
        var known = new KnownPrograms(new LinkedHashSet<>(), new LinkedHashMap<>(),
                new ArrayList<>());
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                known.accept(line.strip());
            } catch (IllegalArgumentException wrong) {
                throw new IOException(file + " line " + number + ": " + wrong.getMessage());
            }
        }
        return known;
    }

    private void accept(String line) {
        String[] words = line.split("\\s+", 4);
        switch (words[0] + " " + words.length) {
            case "sample 2" -> sample.add(words[1]);
            case "slow 3" -> slow.put(words[1], Integer.parseInt(words[2]));
            case "skip 4", "fails 4" -> exceptions.add(new Exception(words[0].equals("skip"),
                    words[1], GoTarget.ways(words[2]), words[3]));
            default -> throw new IllegalArgumentException("wanted sample PROGRAM, slow PROGRAM"
                    + " SECONDS, or skip or fails PROGRAM WHERE REASON, got \"" + line + "\"");
        }
    }

    Optional<String> leftOut(String program, GoTarget.Way way) {
        return reason(program, way, true);
    }

    Optional<String> failure(String program, GoTarget.Way way) {
        return reason(program, way, false);
    }

    private Optional<String> reason(String program, GoTarget.Way way, boolean skipped) {
        return exceptions.stream()
                .filter(exception -> exception.skipped() == skipped
                        && exception.program().equals(program) && exception.ways().contains(way))
                .map(Exception::reason).findFirst();
    }

    Optional<Integer> seconds(String program) {
        return Optional.ofNullable(slow.get(program));
    }
}
