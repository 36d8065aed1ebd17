package dev.hostless.engine.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the guest's thread was, by samples of the Flight Recorder.
 *
 * @param refused methods that a compiler would not compile, and why
 */
record Tiers(String program, String run, Map<Place, Integer> samples, double seconds,
        double secondsOfC1, double secondsOfC2, Map<String, String> refused) {
    /** Where a sample was taken. */
    enum Place {
        /** Generated code, in the JVM's interpreter. */
        INTERPRETED,
        /** Our interpreter, whatever the JVM made of it. */
        INTERPRETER,
        /** Generated code that C1 compiled, with profile or without. */
        C1,
        /** Generated code that C2 compiled. */
        C2,
        /** What guest code calls: clearing and growing memory, safepoints, system interface. */
        HELPERS,
        /** Loading, decoding, generating and linking. */
        LOADING
    }

    private static final double TICKS_PER_SECOND = 100;
    private static final int C2_LEVEL = 4;
    private static final String GENERATED = "guest.";
    /** Generated once for all programs: how code reaches memory. */
    private static final String ACCESSORS = "shared.";
    private static final String INTERPRETER = "dev.hostless.engine.compiler.Interpreter";

    /** C2 says so, and compiles the method at once in another way. */
    private static final String RETRY = "retry ";

    /** Between guest code and the innermost frame these say that code is being made. */
    private static final List<String> LOADERS = List.of("java.lang.ClassLoader",
            "java.lang.invoke.", "dev.hostless.engine.compiler.ProgramCode",
            "dev.hostless.engine.compiler.Decoder");

    /** The end of a compilation, from when on the method is of this level. */
    private record Compiled(Instant at, int level) {
    }

    /** One run in a new JVM that is started as the command line's is, loading included. */
    static Tiers cold(BenchProgram program, Path home) throws IOException {
        String flags = System.getProperty("hostless.cli.flags", "").strip();
        return record(program, home, "cold",
                flags.isEmpty() ? List.of() : Arrays.asList(flags.split("\\s+")), 0, 0);
    }

    /** Runs after a warm-up. */
    static Tiers warm(BenchProgram program, Path home, long warmMillis, long runMillis)
            throws IOException {
        return record(program, home, "warm", List.of(), warmMillis, runMillis);
    }

    /** Of all samples, between 0 and 1. */
    double share(Place place) {
        int all = samples.values().stream().mapToInt(Integer::intValue).sum();
        return all == 0 ? 0 : (double) samples.getOrDefault(place, 0) / all;
    }

    private static Tiers record(BenchProgram program, Path home, String run, List<String> flags,
            long warmMillis, long runMillis) throws IOException {
        Path recording = Files.createTempFile("hostless-bench", ".jfr");
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(flags);
            // The time of a compiler's thread that has ended would be lost.
            command.addAll(List.of("-XX:-UseDynamicNumberOfCompilerThreads", "-Xlog:jfr*=off",
                    "-cp", System.getProperty("java.class.path"), TierWorker.class.getName(),
                    program.kind().name(), program.file(home).toString(),
                    Integer.toString(program.iterations()), Long.toString(warmMillis),
                    Long.toString(runMillis), recording.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String answer = new String(process.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8).strip();
            String[] parts = answer.split(" ");
            if (parts.length != 4) {
                throw new IOException("the recording of %s answered '%s'".formatted(
                        program.name(), answer));
            }
            return read(program.name(), run, recording,
                    Arrays.stream(parts).mapToLong(Long::parseLong).toArray());
        } finally {
            Files.delete(recording);
        }
    }

    private static Tiers read(String program, String run, Path recording, long[] window)
            throws IOException {
        Instant begin = Instant.ofEpochSecond(0, window[0]);
        Instant end = Instant.ofEpochSecond(0, window[1]);
        Map<String, List<Compiled>> compilations = new HashMap<>();
        Map<Long, String> names = new HashMap<>();
        Map<Long, String> failures = new HashMap<>();
        List<RecordedEvent> taken = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
            switch (event.getEventType().getName()) {
                case "jdk.Compilation" -> {
                    RecordedMethod method = event.getValue("method");
                    names.put(event.getLong("compileId"), name(method));
                    if (event.getBoolean("succeded")) {
                        compilations.computeIfAbsent(name(method), _ -> new ArrayList<>())
                                .add(new Compiled(event.getEndTime(),
                                        event.getInt("compileLevel")));
                    }
                }
                case "jdk.CompilationFailure" -> {
                    if (!event.getString("failureMessage").startsWith(RETRY)) {
                        failures.put(event.getLong("compileId"),
                                event.getString("failureMessage"));
                    }
                }
                case "jdk.ExecutionSample", "jdk.NativeMethodSample" -> {
                    if (event.getThread("sampledThread") != null
                            && TierWorker.THREAD.equals(
                                    event.getThread("sampledThread").getJavaName())
                            && event.getStartTime().isAfter(begin)
                            && event.getStartTime().isBefore(end)) {
                        taken.add(event);
                    }
                }
                default -> {
                    // What every recording has: nothing to learn from it here.
                }
            }
        }
        Map<Place, Integer> samples = new EnumMap<>(Place.class);
        for (RecordedEvent sample : taken) {
            if (sample.getStackTrace() != null) {
                samples.merge(place(sample, compilations), 1, Integer::sum);
            }
        }
        Map<String, String> refused = new TreeMap<>();
        failures.forEach((id, reason) -> refused.put(names.getOrDefault(id, "compilation " + id),
                reason));
        return new Tiers(program, run, samples, (window[1] - window[0]) / 1e9,
                window[2] / TICKS_PER_SECOND, window[3] / TICKS_PER_SECOND, refused);
    }

    private static Place place(RecordedEvent sample, Map<String, List<Compiled>> compilations) {
        List<RecordedFrame> frames = sample.getStackTrace().getFrames();
        boolean isHelper = false;
        for (RecordedFrame frame : frames) {
            String type = frame.getMethod().getType().getName();
            if (LOADERS.stream().anyMatch(type::startsWith)) {
                return Place.LOADING;
            }
            if (type.startsWith(INTERPRETER)) {
                return isHelper ? Place.HELPERS : Place.INTERPRETER;
            }
            if (type.startsWith(GENERATED)) {
                return isHelper
                        ? Place.HELPERS
                        : tier(frames, compilations, sample.getStartTime());
            }
            isHelper |= !type.startsWith(ACCESSORS);
        }
        return Place.LOADING;
    }

    /** That of the method of the JVM's in which the innermost frame is. */
    private static Place tier(List<RecordedFrame> frames,
            Map<String, List<Compiled>> compilations, Instant at) {
        for (RecordedFrame frame : frames) {
            switch (frame.getType()) {
                case "Interpreted" -> {
                    return Place.INTERPRETED;
                }
                case "JIT compiled" -> {
                    int level = compilations.getOrDefault(name(frame.getMethod()), List.of())
                            .stream().filter(compiled -> compiled.at.isBefore(at))
                            .mapToInt(Compiled::level).reduce(0, (_, later) -> later);
                    return level == C2_LEVEL ? Place.C2 : Place.C1;
                }
                default -> {
                    // Inlined into a frame further out, or a native method that one calls.
                }
            }
        }
        return Place.C1;
    }

    private static String name(RecordedMethod method) {
        return method.getType().getName() + "." + method.getName() + method.getDescriptor();
    }
}
