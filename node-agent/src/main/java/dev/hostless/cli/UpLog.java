package dev.hostless.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What a service says, in a file that is put aside when it is full: {@code x.log} is the newest,
 * {@code x.log.1} the one before, and so on.
 */
final class UpLog {

    private static final int TAIL_BYTES = 16_384;

    private final Path file;
    private final long bytesMax;
    private final int kept;

    /**
     * @param bytesMax of one file
     * @param kept how many full ones stay beside the newest
     */
    UpLog(Path file, long bytesMax, int kept) {
        this.file = file;
        this.bytesMax = bytesMax;
        this.kept = kept;
    }

    Path file() {
        return file;
    }

    /** Copies all that comes until the end; a full disk does not stop the service. */
    void copy(InputStream from) {
        var buffer = new byte[8_192];
        try {
            int count = from.read(buffer);
            while (count >= 0) {
                append(buffer, count);
                count = from.read(buffer);
            }
        } catch (IOException gone) {
            // The service has ended.
        }
    }

    private void append(byte[] bytes, int count) {
        try {
            if (Files.exists(file) && Files.size(file) + count > bytesMax) {
                putAside();
            }
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND)) {
                out.write(bytes, 0, count);
            }
        } catch (IOException full) {
            // Reading on matters more than this piece: the service would block on a full pipe.
        }
    }

    private void putAside() throws IOException {
        for (int number = kept; number > 0; number--) {
            var older = number == 1 ? file : numbered(number - 1);
            if (Files.exists(older)) {
                Files.move(older, numbered(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(file);
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /** The last lines of the newest file. */
    List<String> tail(int lines) {
        try (var channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - TAIL_BYTES));
            var bytes = ByteBuffer.allocate(TAIL_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until the end of the file or of the buffer.
            }
            var all = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException absent) {
            return List.of();
        }
    }
}
