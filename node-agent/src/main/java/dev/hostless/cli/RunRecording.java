package dev.hostless.cli;

import dev.hostless.board.Board;
import dev.hostless.board.BoardReport;
import dev.hostless.board.BoardSpec;
import dev.hostless.cli.recording.Recording;
import dev.hostless.cli.recording.RecordingWriter;
import dev.hostless.cli.recording.ReplayCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@code --record}, {@code --replay} and {@code --fork} make of a run. */
final class RunRecording {
    private @Nullable Path record;
    private @Nullable Path replay;
    private @Nullable Long fork;
    private @Nullable Recording recording;
    private @Nullable ReplayCheck check;
    private @Nullable RecordingWriter writer;

    Options declare(Options options) {
        return options.value("--record", "FILE", """
                Record the run: its inputs with their cycles, and what it did.""",
                value -> record = Path.of(value))
                .value("--replay", "FILE", """
                        Repeat a recorded run, on its board and with its inputs alone, and
                        name the first event that differs. With --until: up to there.""",
                        value -> replay = Path.of(value))
                .number("--fork", "CYCLE", """
                        With --replay: up to this cycle; from there on the run goes its
                        own way, with the inputs of this command line.""",
                        value -> fork = value);
    }

    /** Where to record to; null when nothing was said. */
    @Nullable
    Path file() {
        return record;
    }

    boolean replays() {
        return replay != null;
    }

    /** Reads the recording, if there is one to be replayed. */
    void open(boolean otherInputs) {
        if (replay == null) {
            if (fork != null) {
                throw new UsageProblem("--fork: wanted --replay FILE with it, got none");
            }
            return;
        }
        if (fork == null && otherInputs) {
            throw new UsageProblem("--replay: its inputs are the recording's; --irq, --fault,"
                    + " --uart-in and --peer want --fork CYCLE with it");
        }
        if (record != null && record.toAbsolutePath().normalize()
                .equals(replay.toAbsolutePath().normalize())) {
            throw new UsageProblem("--record and --replay: wanted two files, got " + record
                    + " twice");
        }
        var read = Recording.open(replay);
        if (fork != null && (fork < 1 || fork > read.lastCycle())) {
            throw new UsageProblem("--fork: wanted a cycle from 1 to " + read.lastCycle()
                    + ", where the recording ends, got " + fork);
        }
        recording = read;
    }

    /**
     * The board: the recorded one, if there is a recording.
     *
     * @param described whether the command line says anything of it
     */
    BoardSpec spec(Supplier<BoardSpec> asked, boolean described) {
        if (recording == null) {
            return asked.get();
        }
        if (described) {
            recording.requireSame(asked.get());
        }
        return recording.spec();
    }

    /** When the run ends: a replay where its recording was to end too. */
    long stopAt(long asked) {
        return recording == null || fork != null
                ? asked
                : Math.min(asked, recording.stopAt().orElse(Long.MAX_VALUE));
    }

    /** The first cycle of inputs that are no recording's; {@link Long#MAX_VALUE} for none. */
    long inputsFrom() {
        return recording == null ? 0 : fork == null ? Long.MAX_VALUE : fork;
    }

    /** Prepares a board for it. */
    void applyTo(Board board, BoardReport before, long stopAt, Terminal terminal) {
        if (recording != null) {
            recording.requireSame(before.digest());
            long until = fork == null ? stopAt : fork;
            recording.planFor(board, fork == null ? Long.MAX_VALUE : fork);
            board.liveFrom(inputsFrom());
            check = new ReplayCheck(recording, until, board::stop);
            board.observe(check);
            tellInputEnd(recording, terminal);
        }
        if (record != null) {
            try {
                writer = RecordingWriter.create(record, before.digest(), before.spec(), stopAt,
                        board::stop);
                board.observe(writer);
            } catch (IOException e) {
                throw new UsageProblem("--record: " + record + " cannot be written: "
                        + e.getMessage());
            }
        }
    }

    private void tellInputEnd(Recording read, Terminal terminal) {
        if (fork != null) {
            read.inputEnd(fork).ifPresent(cycle -> terminal.complain("--fork: in the recording the"
                    + " input of UART0 ended at cycle " + cycle + "; what comes now is not read"));
        }
    }

    /**
     * Says what came of it.
     *
     * @param code the exit code without a recording
     * @param cutOff whether somebody ended the run meanwhile, so that nothing can be compared
     */
    int finish(BoardReport report, int code, boolean cutOff, Terminal terminal) {
        int result = code;
        if (check != null) {
            check.close();
            if (!cutOff) {
                result = verdict(check, code, terminal);
            }
        }
        if (writer != null) {
            writer.end(report);
            var problem = writer.problem();
            if (problem.isPresent()) {
                terminal.complain("--record: " + problem.get());
                result = ExitCode.IO;
            }
        }
        return result;
    }

    private int verdict(ReplayCheck checked, int code, Terminal terminal) {
        var difference = checked.difference();
        if (difference.isPresent()) {
            terminal.complain("--replay: " + difference.get());
            return ExitCode.DATA;
        }
        terminal.complain("--replay: " + checked.events() + " events are equal"
                + (recording != null && !recording.isComplete()
                        ? "; the recording has no end, it was cut off at cycle "
                                + recording.lastCycle()
                        : ""));
        return code;
    }
}
