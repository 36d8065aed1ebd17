package dev.hostless.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The directory of one agent process, held while the process lives. */
final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws IOException when another process holds it, or it cannot be made */
    static DataDirectory lock(Path path) throws IOException {
        Files.createDirectories(path);
        var file = path.resolve("lock");
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = channel.tryLock() != null;
        } catch (OverlappingFileLockException inThisProcess) {
            // The same answer as for another process.
        } finally {
            if (!held) {
                channel.close();
            }
        }
        if (!held) {
            throw new IOException("another agent uses the data directory "
                    + path.toAbsolutePath() + "; wanted one for this agent alone");
        }
        return new DataDirectory(path, channel);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
