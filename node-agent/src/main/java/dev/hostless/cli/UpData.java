package dev.hostless.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;

/** The data directory of one {@code up}, held while the process lives. */
final class UpData implements AutoCloseable {

    private final Path path;
    private final FileChannel lock;

    private UpData(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the directory, making it if need be.
     *
     * @param port is told to whoever comes later and finds it taken
     */
    static UpData open(Path directory, int port) throws IOException {
        var path = directory.toAbsolutePath().normalize();
        Files.createDirectories(path.resolve("logs"));
        var channel = FileChannel.open(path.resolve("up.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            var owner = read(channel);
            channel.close();
            throw new UpFailure("the data directory " + path + " is in use by a running ./hostless"
                    + " up (" + owner + "); stop it, or choose another with --data DIR");
        }
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode("process " + ProcessHandle.current().pid()
                + ", http://localhost:" + port), 0);
        return new UpData(path, channel);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException inThisProcess) {
            return false;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(100);
        channel.read(bytes, 0);
        var text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        return text.isBlank() ? "just starting" : text;
    }

    Path path() {
        return path;
    }

    Path log(String service) {
        return path.resolve("logs").resolve(service + ".log");
    }

    /** A secret that the control plane wrote. */
    String secret(String file) throws IOException {
        try {
            return Files.readString(path.resolve(file)).strip();
        } catch (NoSuchFileException absent) {
            throw new UpFailure("the control plane wrote no " + path.resolve(file), absent);
        }
    }

    /** Nodes that were given a sample program once; what they run since is the operator's. */
    Set<String> provisioned() throws IOException {
        var file = path.resolve("provisioned-nodes");
        return Files.exists(file) ? new TreeSet<>(Files.readAllLines(file)) : new TreeSet<>();
    }

    void addProvisioned(String node) throws IOException {
        Files.writeString(path.resolve("provisioned-nodes"), node + "\n",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
