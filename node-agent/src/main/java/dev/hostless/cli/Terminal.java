package dev.hostless.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The three streams of a command. Bytes of a guest go through untouched and unbuffered: the board
 * hands them over in runs already.
 *
 * @param inputIsFixed everything that will ever be read is there already: a file, or nothing
 */
record Terminal(InputStream in, OutputStream out, OutputStream err, boolean inputIsFixed) {
    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
    private static final long FIXED_BYTES_MAX = 16L << 20;

    static Terminal system() {
        return new Terminal(new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err),
                standardInputIsFixed());
    }

    /** Whether standard input is a file or the null device, where the system can tell. */
    private static boolean standardInputIsFixed() {
        try {
            return Files.isRegularFile(STANDARD_INPUT)
                    ? Files.size(STANDARD_INPUT) <= FIXED_BYTES_MAX
                    : STANDARD_INPUT.toRealPath().equals(Path.of("/dev/null"));
        } catch (IOException e) {
            return false;
        }
    }

    PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
    }

    PrintWriter errorWriter() {
        return new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
    }

    /** @throws OutputClosed if nobody reads any more */
    void print(String text) {
        try {
            write(out, text);
        } catch (IOException e) {
            throw new OutputClosed(e);
        }
    }

    /** One line on standard error, if anybody reads it. */
    void complain(String message) {
        try {
            write(err, "hostless: " + message + "\n");
        } catch (IOException _) {
            // The exit code tells, too, and there is no other place to say it.
        }
    }

    private static void write(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }
}
