package dev.hostless.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Stops of the world for a collector.
 *
 * @param p50Nanos processor time, as are the next two
 * @param equal whether a second run had the same pauses in cycles
 */
record Pauses(long count, long p50Nanos, long p999Nanos, long maxNanos, long p50Cycles,
        long maxCycles, boolean equal) {
    /** Measures them in a process of its own. */
    static Pauses measure(Contestant contestant, Path home, int rounds) throws IOException {
        var file = contestant.build().make(GcProgram.CACHE, home);
        var collector = contestant.collector().map(Enum::name).orElse("INCREMENTAL");
        var process = new ProcessBuilder(RoundWorker.jvm(PauseWorker.class, file.toString(),
                collector, Integer.toString(rounds)))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var line = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .strip();
        if (line.isEmpty()) {
            throw new IOException("the process ended; its reason is above");
        }
        var words = line.split(" ");
        var numbers = Stream.of(words).limit(words.length - 1).mapToLong(Long::parseLong)
                .toArray();
        return new Pauses(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
                Boolean.parseBoolean(words[words.length - 1]));
    }

    /** As {@link #measure} reads it. */
    String line() {
        return LongStream.of(count, p50Nanos, p999Nanos, maxNanos, p50Cycles, maxCycles)
                .mapToObj(Long::toString).collect(Collectors.joining(" ")) + " " + equal;
    }
}
