package dev.hostless.cli.recording;

import dev.hostless.board.BoardReport;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.InputEvent;
import dev.hostless.board.RunObserver;
import dev.hostless.board.TraceEvent;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a recording while the run goes on. An input is on its way to the disk before the board
 * acts on it, so whatever ends this process leaves a recording that can be replayed up to there.
 */
public final class RecordingWriter implements RunObserver, AutoCloseable {
    /** Bytes of a recording; it holds the console output, so this is some 180 MB of that. */
    public static final long BYTES_MAX = 256L << 20;
    /** What the board may still do between reaching the limit and being stopped. */
    private static final long SLACK_BYTES = 16L << 20;
    private static final int RUN_BYTES_MAX = 4_096;

    private final Path file;
    private final OutputStream out;
    private final long bytesMax;
    private final Runnable stop;
    private final JsonMapper mapper = JsonMapper.builder().build();
    private final ByteArrayOutputStream run = new ByteArrayOutputStream();
    private int runStream;
    private long runStart;
    private long runStep;
    private long runEnd;
    private long written;
    private @Nullable String problem;

    private RecordingWriter(Path file, OutputStream out, long bytesMax, Runnable stop) {
        this.file = file;
        this.out = out;
        this.bytesMax = bytesMax;
        this.stop = stop;
    }

    /**
     * Begins a recording; a file that is there is replaced.
     *
     * @param stopAt the cycle at which the run is to end, or {@link Long#MAX_VALUE}
     * @param stop ends the run, when the recording cannot go on
     * @throws IOException when the file cannot be written
     */
    public static RecordingWriter create(Path file, String firmware, BoardSpec spec, long stopAt,
            Runnable stop) throws IOException {
        return create(file, firmware, spec, stopAt, BYTES_MAX, stop);
    }

    static RecordingWriter create(Path file, String firmware, BoardSpec spec, long stopAt,
            long bytesMax, Runnable stop) throws IOException {
        var writer = new RecordingWriter(file,
                new BufferedOutputStream(Files.newOutputStream(file)), bytesMax, stop);
        var json = writer.mapper.createObjectNode();
        json.put("recording", "hostless").put("version", Recording.VERSION);
        json.put("semantics", BoardReport.SEMANTICS).put("firmware", firmware);
        BoardSpecJson.write(json.putObject("board"), spec);
        if (stopAt != Long.MAX_VALUE) {
            json.put("stopAt", stopAt);
        }
        writer.line(json);
        writer.flush();
        return writer;
    }

    @Override
    public void input(long cycle, Entry entry, InputEvent event) {
        flushRun();
        var json = mapper.createObjectNode();
        InputEventJson.write(json, event);
        line(json.put("cycle", cycle).put("entry", Fields.word(entry)));
        flush();
    }

    @Override
    public void stopped(long cycle) {
        flushRun();
        line(mapper.createObjectNode().put(InputEventJson.INPUT, Recording.STOP)
                .put("cycle", cycle));
        flush();
    }

    @Override
    public void event(TraceEvent event) {
        if (event.kind().equals(TraceEvent.CONSOLE_BYTE)) {
            consoleByte(event);
            return;
        }
        flushRun();
        var json = mapper.createObjectNode().put("event", event.kind()).put("cycle",
                event.cycle());
        int length = event.content().length;
        if (length > Recording.CONTENT_BYTES_MAX) {
            json.put("length", length).put("sha256", sha256(event.content()));
        } else if (length > 0) {
            json.put("content", HexFormat.of().formatHex(event.content()));
        }
        line(json);
    }

    /** Bytes that follow each other at one speed share a line. */
    private void consoleByte(TraceEvent event) {
        int stream = event.content()[0];
        long step = event.cycle() - runEnd;
        if (run.size() > 0 && (stream != runStream || run.size() == RUN_BYTES_MAX
                || run.size() > 1 && step != runStep)) {
            flushRun();
        }
        if (run.size() == 0) {
            runStart = event.cycle();
            runStream = stream;
        } else {
            runStep = step;
        }
        runEnd = event.cycle();
        run.write(event.content()[1]);
    }

    private void flushRun() {
        if (run.size() == 0) {
            return;
        }
        var json = mapper.createObjectNode().put("event", TraceEvent.CONSOLE_BYTE)
                .put("cycle", runStart).put("stream", runStream);
        if (run.size() > 1) {
            json.put("every", runStep);
        }
        json.put("bytes", Base64.getEncoder().encodeToString(run.toByteArray()));
        run.reset();
        line(json);
    }

    @Override
    public void checkpoint(long events, String hash) {
        flushRun();
        line(mapper.createObjectNode().put("events", events).put("hash", hash));
    }

    /** The run has ended: says how, and closes the file. */
    public void end(BoardReport report) {
        flushRun();
        var json = mapper.createObjectNode().put("end", report.figures().state().name())
                .put("cycle", report.figures().cycle());
        report.traceHash().ifPresent(hash -> json.put("hash", hash));
        line(json);
        close();
    }

    /** Why the recording is not complete; empty when all is well. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void line(ObjectNode json) {
        byte[] bytes = (mapper.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        written += bytes.length;
        if (written > bytesMax && problem == null) {
            problem = file + " has reached " + bytesMax + " bytes, which is the limit; the run was"
                    + " stopped";
            stop.run();
        }
        if (written > bytesMax + SLACK_BYTES) {
            return;
        }
        try {
            out.write(bytes);
        } catch (IOException e) {
            failed(e);
        }
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        if (problem == null) {
            problem = file + " cannot be written: " + e.getMessage();
            stop.run();
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            failed(e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
        }
    }
}
