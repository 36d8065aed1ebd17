package dev.hostless.cli.recording;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The lines of a recording, one after the other. */
final class RecordingLines implements AutoCloseable {
    /** Room for what a writer adds after its limit. */
    private static final long BYTES_MAX = RecordingWriter.BYTES_MAX + (32L << 20);

    private final Path file;
    private final BufferedReader reader;
    private final JsonMapper mapper = JsonMapper.builder().build();
    private int number;

    RecordingLines(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new RecordingProblem(file + ": wanted a recording, it is a folder");
        }
        if (Files.size(file) > BYTES_MAX) {
            throw new RecordingProblem(file + ": wanted at most " + BYTES_MAX + " bytes, it has "
                    + Files.size(file));
        }
        this.file = file;
        this.reader = Files.newBufferedReader(file);
    }

    /** The next line; null after the last that is whole. */
    @Nullable
    Fields next() {
        try {
            var line = reader.readLine();
            number++;
            return line == null ? null : parsed(line);
        } catch (IOException e) {
            throw new RecordingProblem(file + ": cannot be read: " + e.getMessage());
        }
    }

    private @Nullable Fields parsed(String line) throws IOException {
        var where = file + ":" + number;
        try {
            return new Fields(mapper.readTree(line), where);
        } catch (JacksonException | RecordingProblem e) {
            if (number > 1 && reader.readLine() == null) {
                // The process ended within this line.
                return null;
            }
            throw new RecordingProblem(where + ": wanted a JSON object, got '"
                    + line.substring(0, Math.min(40, line.length())) + "'");
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new RecordingProblem(file + ": cannot be read: " + e.getMessage());
        }
    }
}
