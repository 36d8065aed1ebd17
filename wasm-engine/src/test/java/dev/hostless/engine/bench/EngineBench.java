package dev.hostless.engine.bench;

import dev.hostless.engine.bench.BenchOptions.Part;
import dev.hostless.engine.bench.BenchProgram.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ./hostless bench engine}; {@link BenchOptions} has what may follow. */
public final class EngineBench {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 64;
    /** A run this long is little disturbed by what else the machine does for a moment. */
    private static final long KERNEL_NANOS = 200_000_000;

    private static final int ROUNDS = 9;
    /** Fewer have no median. */
    private static final int LEAST_ROUNDS = 3;

    /** A busy machine compiles late: what the first one finds is too little then. */
    private static final int CALIBRATIONS = 3;

    /** An engine that is so much faster than after the warm-up before is not warm yet. */
    private static final double STILL_GAINS = 0.95;

    private final Path home;
    private final BenchOptions options;
    private final Machine machine;

    private EngineBench(Path home, BenchOptions options) {
        this.home = home;
        this.options = options;
        this.machine = Machine.here(home);
    }

    public static void main(String[] arguments) throws Exception {
        BenchOptions options;
        try {
            options = BenchOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + BenchOptions.USAGE);
            System.exit(EXIT_USAGE);
            return;
        }
        if (options.help()) {
            System.out.print(BenchOptions.USAGE);
            return;
        }
        Path home = Path.of(System.getProperty("hostless.home", ".")).toAbsolutePath();
        BenchReport report = new EngineBench(home, options).measure();
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), report.json());
        }
        System.exit(report.isGood() ? 0 : EXIT_FAILED);
    }

    private BenchReport measure() throws IOException {
        BenchReport report = new BenchReport(machine);
        System.out.println(machine);
        int rounds = options.quick() ? LEAST_ROUNDS : ROUNDS;
        if (options.parts().contains(Part.WARM)) {
            System.out.print(report.header(options.peers()));
            for (BenchProgram program : options.programs()) {
                System.out.print(report.add(new Race(program).run(rounds)));
            }
            System.out.print(report.summary());
        }
        if (options.parts().contains(Part.START)) {
            starts(report, rounds / 3);
        }
        if (options.parts().contains(Part.TIERS)) {
            tiers(report);
        }
        return report;
    }

    private void starts(BenchReport report, int rounds) {
        System.out.print(BenchReport.startHeader());
        for (BenchProgram program : goPrograms()) {
            print(report, program.name(),
                    () -> report.add(Start.measure(program, home, rounds)));
        }
        System.out.print(BenchReport.processHeader());
        if (options.hasAllPrograms()) {
            print(report, "hello",
                    () -> report.add(WholeProcess.measureHello(home, 3 * rounds)));
        }
        for (BenchProgram program : goPrograms()) {
            print(report, program.name(),
                    () -> report.add(WholeProcess.measure(program, home, rounds)));
        }
    }

    private void tiers(BenchReport report) {
        System.out.print(BenchReport.tiersHeader());
        for (BenchProgram program : goPrograms()) {
            print(report, program.name(), () -> report.add(Tiers.cold(program, home)));
            print(report, program.name(), () -> report.add(
                    Tiers.warm(program, home, 2 * warmUpMillis(Kind.GO), roundsMillis())));
        }
    }

    /** What fails is told and the rest is measured all the same. */
    private static void print(BenchReport report, String program, Lines lines) {
        try {
            System.out.print(lines.measured());
        } catch (IOException failed) {
            System.out.print(report.addFailure(program + ": " + failed.getMessage()));
        }
    }

    private List<BenchProgram> goPrograms() {
        return options.programs().stream().filter(program -> program.kind() == Kind.GO).toList();
    }

    private long warmUpMillis(Kind kind) {
        return switch (kind) {
            case KERNEL -> options.quick() ? 1_000 : 4_000;
            case GO -> options.quick() ? 5_000 : 20_000;
        };
    }

    private int mostWarmUps() {
        return options.quick() ? 2 : 6;
    }

    /** No further round begins after this time, so that slow peers do not hold all up. */
    private long roundsMillis() {
        return options.quick() ? 5_000 : 15_000;
    }

    /** All engines on one program: started together, warmed up together, run in turns. */
    private final class Race {
        private final BenchProgram program;
        private final Map<Peer, WorkerProcess> workers = new EnumMap<>(Peer.class);
        private final Map<Peer, String> missing = new EnumMap<>(Peer.class);
        private final Map<Peer, List<Long>> nanos = new EnumMap<>(Peer.class);
        private final Map<Peer, String> results = new EnumMap<>(Peer.class);

        Race(BenchProgram program) {
            this.program = program;
        }

        BenchRow run(int rounds) {
            for (Peer peer : options.peers()) {
                attempt(peer, () -> workers.put(peer,
                        WorkerProcess.start(peer, program, home)));
            }
            try {
                int iterations = program.kind() == Kind.GO ? program.iterations() : calibrate();
                warmUp(iterations);
                long end = System.nanoTime() + roundsMillis() * 1_000_000;
                for (int round = 0; round < rounds
                        && (round < LEAST_ROUNDS || System.nanoTime() < end); round++) {
                    workers().forEach((peer, worker) -> attempt(peer, () -> {
                        WorkerProcess.Run one = worker.run(iterations);
                        nanos.computeIfAbsent(peer, _ -> new ArrayList<>()).add(one.nanos());
                        check(peer, one.result());
                    }));
                }
                return new BenchRow(program, iterations, measurements());
            } finally {
                workers.values().forEach(WorkerProcess::close);
            }
        }

        /** Finds how many iterations our engine does in the time that a run should take. */
        private int calibrate() {
            int[] iterations = {1};
            workers().forEach((peer, worker) -> {
                if (peer == Peer.HOSTLESS) {
                    attempt(peer, () -> {
                        while (best(worker, iterations[0]) < KERNEL_NANOS / 8) {
                            iterations[0] *= 4;
                        }
                        for (int round = 0; round < CALIBRATIONS; round++) {
                            worker.warm(warmUpMillis(Kind.KERNEL) / 2, iterations[0]);
                            worker.answer();
                            long target = iterations[0] * KERNEL_NANOS
                                    / best(worker, iterations[0]);
                            iterations[0] = Math.clamp(target, 1, 1 << 26);
                        }
                    });
                }
            });
            return iterations[0];
        }

        /** The shortest of a few runs: one may have been disturbed. */
        private long best(WorkerProcess worker, int iterations) throws IOException {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                best = Math.min(best, Math.max(1, worker.run(iterations).nanos()));
            }
            return best;
        }

        /** Side by side, and again until no engine gains any more or the limit is reached. */
        private void warmUp(int iterations) {
            long millis = warmUpMillis(program.kind());
            Map<Peer, Long> bests = new EnumMap<>(Peer.class);
            boolean anyGains = true;
            for (int step = 0; anyGains && step < mostWarmUps(); step++) {
                workers().forEach((peer, worker) -> attempt(peer,
                        () -> worker.warm(millis, iterations)));
                workers().forEach((peer, worker) -> attempt(peer,
                        () -> check(peer, worker.answer().result())));
                Map<Peer, Long> before = Map.copyOf(bests);
                workers().forEach((peer, worker) -> attempt(peer,
                        () -> bests.merge(peer, best(worker, iterations), Math::min)));
                anyGains = bests.entrySet().stream().anyMatch(each -> each.getValue() < STILL_GAINS
                        * before.getOrDefault(each.getKey(), Long.MAX_VALUE));
            }
            if (anyGains) {
                System.err.println("  " + program.name() + ": some engine still gains after "
                        + mostWarmUps() + " warm-ups");
            }
        }

        private void check(Peer peer, String result) {
            String before = results.putIfAbsent(peer, result);
            if (before != null && !before.equals(result)) {
                missing.put(peer, "two results: " + before + " and " + result);
            }
        }

        private Map<Peer, Measurement> measurements() {
            Map<Peer, Measurement> all = new EnumMap<>(Peer.class);
            for (Peer peer : options.peers()) {
                @Nullable
                String reason = missing.get(peer);
                all.put(peer, reason != null
                        ? Measurement.missing(reason)
                        : Measurement.of(nanos.getOrDefault(peer, List.of()),
                                results.getOrDefault(peer, "")));
            }
            return all;
        }

        /** The workers that still run. */
        private Map<Peer, WorkerProcess> workers() {
            Map<Peer, WorkerProcess> running = new EnumMap<>(workers);
            running.keySet().removeAll(missing.keySet());
            return running;
        }

        private void attempt(Peer peer, Step step) {
            try {
                step.take();
            } catch (IOException failed) {
                missing.put(peer, "missing: " + failed.getMessage());
            }
        }
    }

    private interface Lines {
        String measured() throws IOException;
    }

    private interface Step {
        void take() throws IOException;
    }
}
