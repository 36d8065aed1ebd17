package dev.hostless.cli.recording;

import dev.hostless.board.TraceEvent;
import org.jspecify.annotations.Nullable;

/** The events of a recording, one after the other, and the hashes between them. */
final class RecordedTrace implements AutoCloseable {
    /** What comes next. */
    sealed interface Step {
    }

    /**
     * An event.
     *
     * @param hash SHA-256 of the content, in hex, where the content itself was too long; else null
     */
    record Event(TraceEvent event, @Nullable String hash) implements Step {
        boolean is(TraceEvent other) {
            return event.kind().equals(other.kind()) && event.cycle() == other.cycle()
                    && (hash == null
                            ? java.util.Arrays.equals(event.content(), other.content())
                            : hash.equals(RecordingWriter.sha256(other.content())));
        }

        String text() {
            return hash == null
                    ? event.text()
                    : event.kind() + " at cycle " + event.cycle() + ": sha256:" + hash;
        }
    }

    /** The hash over so many events. */
    record Checkpoint(long events, String hash) implements Step {
    }

    private final RecordingLines lines;
    private byte[] run = {};
    private int nextOfRun;
    private long runStart;
    private long runStep;
    private byte runStream;

    RecordedTrace(RecordingLines lines) {
        this.lines = lines;
    }

    /** The next step; null behind the last. */
    @Nullable
    Step next() {
        while (true) {
            if (nextOfRun < run.length) {
                long cycle = runStart + nextOfRun * runStep;
                return new Event(new TraceEvent(TraceEvent.CONSOLE_BYTE, cycle,
                        new byte[]{runStream, run[nextOfRun++]}), null);
            }
            var line = lines.next();
            if (line == null) {
                return null;
            }
            if (line.has("events")) {
                return new Checkpoint(line.number("events"), line.text("hash"));
            }
            if (line.has("event") && line.has("bytes")) {
                begin(line);
            } else if (line.has("event")) {
                return event(line);
            }
        }
    }

    private void begin(Fields line) {
        run = line.base64("bytes");
        nextOfRun = 0;
        runStart = line.number("cycle");
        runStep = line.optionalNumber("every").orElse(0);
        runStream = (byte) line.integer("stream");
    }

    private static Event event(Fields line) {
        byte[] content = line.has("content") ? line.hex("content") : new byte[0];
        return new Event(new TraceEvent(line.text("event"), line.number("cycle"), content),
                line.has("sha256") ? line.text("sha256") : null);
    }

    @Override
    public void close() {
        lines.close();
    }
}
