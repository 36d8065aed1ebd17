package dev.hostless.cli;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.BoardThreads;
import dev.hostless.board.Firmware;
import dev.hostless.board.InputEvent;
import dev.hostless.board.Lines;
import dev.hostless.cli.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code --sweep-irq}: when is the worst moment for an interrupt? A first run finds the
 * collections; then the program runs once for each moment of one of them, on all cores, with the
 * interrupt there.
 */
final class InterruptSweep {
    private static final int POINTS = 200;
    private static final int POINTS_MAX = 100_000;
    private static final long PROGRESS_NANOS = 2_000_000_000L;
    private static final String GC = "gc";

    private final Terminal terminal;
    private @Nullable String lineName;
    private @Nullable String over;
    private @Nullable Long step;
    private @Nullable Long points;

    InterruptSweep(Terminal terminal) {
        this.terminal = terminal;
    }

    Options declare(Options options) {
        return options.value("--sweep-irq", "LINE", """
                Run once for each moment of a collection, with an interrupt of LINE
                there; tell the latencies and record the worst.""",
                value -> lineName = value)
                .value("--over", "gc[:N|:all]", """
                        With --sweep-irq: over the first collection, the N-th or all.""",
                        value -> over = value)
                .number("--sweep-step", "CYCLES", """
                        With --sweep-irq: from one moment to the next.""",
                        value -> step = value)
                .number("--sweep-points", "N", """
                        With --sweep-irq: so many moments of each collection; 200.""",
                        value -> points = value);
    }

    boolean isWanted() {
        if (lineName == null && (over != null || step != null || points != null)) {
            throw new UsageProblem("--over, --sweep-step and --sweep-points: wanted --sweep-irq"
                    + " LINE with them, got none");
        }
        return lineName != null;
    }

    /** Says what is wrong with the options before anything runs. */
    void check() {
        line();
        windows(List.of());
        if (step != null && points != null) {
            throw new UsageProblem("--sweep-step and --sweep-points: wanted one, got both");
        }
        if (step != null && step < 1) {
            throw new UsageProblem("--sweep-step: wanted 1 cycle or more, got " + step);
        }
        if (points != null && (points < 1 || points > POINTS_MAX)) {
            throw new UsageProblem("--sweep-points: wanted 1 to " + POINTS_MAX + ", got "
                    + points);
        }
    }

    private int line() {
        try {
            return Lines.parse(String.valueOf(lineName));
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--sweep-irq: " + e.getMessage());
        }
    }

    /** The collections that were asked for, of those that there are. */
    private List<SweepWindow> windows(List<SweepWindow> all) {
        var wanted = over == null ? "" : over;
        if (wanted.equals(GC)) {
            return all.subList(0, Math.min(1, all.size()));
        }
        if (wanted.equals(GC + ":all")) {
            return all;
        }
        if (!wanted.matches("gc:[1-9][0-9]{0,6}")) {
            throw new UsageProblem("--over: wanted gc, gc:N or gc:all with --sweep-irq, got "
                    + (over == null ? "none" : "'" + over + "'"));
        }
        int number = Integer.parseInt(wanted.substring(GC.length() + 1));
        return all.size() < number ? List.of() : List.of(all.get(number - 1));
    }

    /**
     * Does it.
     *
     * @param record where the worst case goes; null for the standard place
     * @param report where the figures go; null for nowhere
     */
    int run(BoardSpec spec, Firmware firmware, RunPlan plan, List<InputEvent> inputs,
            @Nullable Path record, @Nullable Path report) {
        var run = new SweepRun(spec, firmware, plan, inputs, line());
        int cores = Runtime.getRuntime().availableProcessors();
        var threads = new BoardThreads(2 * cores + 1, cores);
        terminal.complain("--sweep-irq: a first run finds the collections");
        var reference = run.reference(threads);
        var all = SweepWindow.of(reference.moves());
        var windows = windows(all);
        if (windows.isEmpty()) {
            throw new UsageProblem("--over: wanted '" + over + "', but the run had " + all.size()
                    + " whole collections that can be seen; it ended at cycle "
                    + reference.lastCycle() + " (" + reference.state() + ")");
        }
        var result = new SweepResult(windows, sweep(run, threads, windows, reference));
        var name = InterruptsJson.name(run.line());
        terminal.print(SweepText.of(result, name, spec.clockHz()));
        var file = record == null ? Path.of("sweep-" + name + ".jsonl") : record;
        result.worst().ifPresentOrElse(worst -> recordWorst(run, threads, worst, file),
                () -> terminal.complain("--sweep-irq: in no run did the guest take the interrupt;"
                        + " does anything in it wait for line " + name + ", or ask for it?"));
        if (report != null) {
            SweepJson.write(report, run, result, file.toString());
        }
        return result.worst().isPresent() ? ExitCode.OK : ExitCode.NOTHING_FOUND;
    }

    private List<SweepPoint> sweep(SweepRun run, BoardThreads threads, List<SweepWindow> windows,
            SweepRun.Reference reference) {
        var moments = moments(windows);
        long patience = Math.max(run.spec().clockHz(), 10 * windows.stream()
                .mapToLong(SweepWindow::cycles).max().orElse(0));
        int atOnce = 2 * Runtime.getRuntime().availableProcessors();
        var found = new ArrayList<SweepPoint>();
        var running = new ArrayDeque<CompletableFuture<SweepPoint>>();
        long told = System.nanoTime();
        for (var moment : moments) {
            if (running.size() == atOnce) {
                found.add(running.remove().join());
            }
            long until = Math.min(run.plan().stopAt(), moment.cycle() + patience);
            running.add(run.start(threads, moment.window(), moment.cycle(), until));
            if (System.nanoTime() - told > PROGRESS_NANOS) {
                told = System.nanoTime();
                terminal.complain("--sweep-irq: " + found.size() + " of " + moments.size()
                        + " runs");
            }
        }
        running.forEach(last -> found.add(last.join()));
        return found;
    }

    private record Moment(SweepWindow window, long cycle) {
    }

    private List<Moment> moments(List<SweepWindow> windows) {
        var moments = new ArrayList<Moment>();
        for (var window : windows) {
            long count = step == null
                    ? points == null ? POINTS : points
                    : Math.ceilDiv(window.cycles(), step);
            for (long index = 0; index < count; index++) {
                if (moments.size() == POINTS_MAX) {
                    throw new UsageProblem("--sweep-step: wanted at most " + POINTS_MAX
                            + " runs, and these are more; take a longer step");
                }
                long offset = step == null
                        ? (long) ((double) window.cycles() * index / count)
                        : index * step;
                moments.add(new Moment(window, window.startCycle() + offset));
            }
        }
        return moments;
    }

    /** Nothing but what it takes to see it: the run up to the cycle at which it was taken. */
    private void recordWorst(SweepRun run, BoardThreads threads, SweepPoint worst, Path file) {
        long until = worst.cycle() + SweepResult.latency(worst) + 1;
        try (var writer = RecordingWriter.create(file, run.firmware().digest(), run.spec(), until,
                () -> {})) {
            writer.end(run.repeat(threads, worst.cycle(), until, writer));
            writer.problem().ifPresent(problem -> terminal.complain("--record: " + problem));
        } catch (IOException e) {
            throw new UsageProblem("--record: " + file + " cannot be written: " + e.getMessage());
        }
        terminal.print("\n  the worst case is recorded in " + file + "; see it again with run"
                + " FIRMWARE --replay " + file + "\n");
    }
}
