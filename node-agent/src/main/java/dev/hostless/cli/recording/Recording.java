package dev.hostless.cli.recording;

import dev.hostless.board.Board;
import dev.hostless.board.BoardReport;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.InputEvent;
import dev.hostless.board.RunObserver;
import dev.hostless.board.files.VolumeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A recording that was read: all but its events, which stay in the file until they are wanted. */
public final class Recording {
    /** Of the format; a reader takes its own alone. */
    static final int VERSION = 1;
    /** Longer contents of events are kept as their hash. */
    static final int CONTENT_BYTES_MAX = 256;
    /** In the place of an input's name: somebody outside ended the run. */
    static final String STOP = "stop";

    /** An input, with the cycle and the way of its entry. */
    private record Input(long cycle, RunObserver.Entry entry, InputEvent event) {
    }

    private final Path file;
    private final Fields head;
    private final BoardSpec spec;
    private final List<Input> inputs = new ArrayList<>();
    private long stopEnteredAt = Long.MAX_VALUE;
    private long lastCycle;
    private boolean ended;

    private Recording(Path file, Fields head) {
        this.file = file;
        this.head = head;
        this.spec = BoardSpecJson.read(head.object("board"));
    }

    /**
     * Reads a recording. A last line that was cut off is left out.
     *
     * @throws RecordingProblem naming the line and the field that are wrong
     */
    public static Recording open(Path file) {
        try (var lines = new RecordingLines(file)) {
            var first = lines.next();
            if (first == null || !first.has("recording") || !first.has("version")) {
                throw new RecordingProblem(file + ": this is no recording");
            }
            if (first.number("version") != VERSION) {
                throw new RecordingProblem(file + ": wanted a recording of version " + VERSION
                        + ", got one of version " + first.number("version"));
            }
            var recording = new Recording(file, first);
            for (var line = lines.next(); line != null; line = lines.next()) {
                recording.take(line);
            }
            return recording;
        } catch (NoSuchFileException e) {
            throw new RecordingProblem(file + ": no such file");
        } catch (IOException e) {
            throw new RecordingProblem(file + ": cannot be read: " + e.getMessage());
        }
    }

    private void take(Fields line) {
        if (ended) {
            throw new RecordingProblem(line.where() + ": nothing can follow the end");
        }
        if (line.has(InputEventJson.INPUT)) {
            long cycle = line.number("cycle");
            if (line.text(InputEventJson.INPUT).equals(STOP)) {
                stopEnteredAt = cycle;
            } else {
                inputs.add(new Input(cycle, line.choice("entry", RunObserver.Entry.values()),
                        InputEventJson.read(line)));
            }
        }
        ended = line.has("end");
        if (line.has("cycle")) {
            lastCycle = Math.max(lastCycle, line.number("cycle"));
        }
    }

    public BoardSpec spec() {
        return spec;
    }

    /** The cycle at which the run was to end, from the beginning. */
    public OptionalLong stopAt() {
        return head.optionalNumber("stopAt");
    }

    /** The last cycle of which anything is told. */
    public long lastCycle() {
        return lastCycle;
    }

    /** Whether it has its end; one that a crash cut off has not. */
    public boolean isComplete() {
        return ended;
    }

    /** The cycle at which the input ended, if it did up to this one. */
    public OptionalLong inputEnd(long until) {
        return inputs.stream().filter(input -> input.event() instanceof InputEvent.InputEnd)
                .mapToLong(Input::cycle).filter(cycle -> cycle <= until).findFirst();
    }

    /**
     * Refuses another firmware or another engine, with which nothing would be as it was.
     *
     * @throws RecordingProblem saying which of them differs
     */
    public void requireSame(String firmware) {
        if (!firmware.equals(head.text("firmware"))) {
            throw new RecordingProblem(file + ": it was recorded with the firmware "
                    + head.text("firmware") + ", this one is " + firmware);
        }
        if (head.number("semantics") != BoardReport.SEMANTICS) {
            throw new RecordingProblem(file + ": it was recorded with version "
                    + head.number("semantics") + " of the engine's semantics, this is version "
                    + BoardReport.SEMANTICS);
        }
        for (var volume : spec.volumes()) {
            if (volume instanceof VolumeSpec.HostFolder image
                    && !Files.isDirectory(image.folder())) {
                throw new RecordingProblem(file + ": its folder " + image.folder()
                        + " is not on this machine");
            }
        }
    }

    /**
     * Refuses another board.
     *
     * @throws RecordingProblem naming the first field that differs
     */
    public void requireSame(BoardSpec asked) {
        var mapper = JsonMapper.builder().build();
        var now = mapper.createObjectNode();
        BoardSpecJson.write(now, asked);
        var then = (ObjectNode) head.object("board").json();
        // Numbers of one value are not equal when one was read and the other was not.
        var read = (ObjectNode) mapper.readTree(now.toString());
        BoardSpecJson.difference(then, read).ifPresent(difference -> {
            throw new RecordingProblem(
                    file + ": it was recorded on another board: " + difference);
        });
    }

    /** Plans all inputs up to a cycle as they were, and the way in which the run was stopped. */
    public void planFor(Board board, long until) {
        try {
            for (var input : inputs) {
                if (input.cycle() > until) {
                    continue;
                }
                switch (input.entry()) {
                    case PLANNED -> board.injectAt(input.cycle(), input.event());
                    case LIVE -> board.enterAt(input.cycle(), input.event());
                }
            }
        } catch (IllegalArgumentException e) {
            throw new RecordingProblem(file + ": " + e.getMessage());
        }
        if (until == Long.MAX_VALUE) {
            long stop = ended ? stopEnteredAt : lastCycle;
            if (stop != Long.MAX_VALUE) {
                board.stopEntersAt(stop);
            }
        }
    }

    /** The trace, from its beginning; to be closed. */
    RecordedTrace trace() {
        try {
            return new RecordedTrace(new RecordingLines(file));
        } catch (IOException e) {
            throw new RecordingProblem(file + ": cannot be read: " + e.getMessage());
        }
    }
}
