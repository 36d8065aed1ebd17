package dev.hostless.controlplane.database;

import dev.hostless.controlplane.problem.StartupRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds what must survive a restart. One control plane at a time owns it: the
 * lock goes with the process, however that ends.
 */
public final class DataDirectory implements AutoCloseable {

    private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews()
            .contains("posix");
    private static final int SECRET_BYTES = 24;

    private final Path path;
    private final FileChannel channel;
    private final @Nullable FileLock lock;

    private DataDirectory(Path path, FileChannel channel, @Nullable FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** @throws StartupRefused if another control plane owns the directory */
    public static DataDirectory open(Path path) {
        var absolute = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute, only("rwx------"));
            var channel = FileChannel.open(
                    absolute.resolve("control-plane.lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ,
                            StandardOpenOption.WRITE),
                    only("rw-------"));
            var lock = tryLock(channel);
            if (lock == null) {
                var owner = ownerIn(channel);
                channel.close();
                throw new StartupRefused("The data directory " + absolute
                        + " is in use by another control plane (process " + owner
                        + "). Stop it, or choose another with --hostless.data-directory=DIR.");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8
                    .encode(Long.toString(ProcessHandle.current().pid())));
            return new DataDirectory(absolute, channel, lock);
        } catch (IOException failed) {
            throw new StartupRefused("hostless.data-directory: cannot use " + absolute + " ("
                    + failed + "). It holds the tokens and the database that are not configured.",
                    failed);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    private static String ownerIn(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    public Path path() {
        return path;
    }

    /** The secret in a file that only its owner can read; made on first use. */
    public String secret(String file, String prefix) {
        var place = path.resolve(file);
        try {
            if (Files.exists(place)) {
                var found = Files.readString(place).strip();
                if (!found.isEmpty()) {
                    return found;
                }
                // A crash between creation and writing left it empty.
                Files.delete(place);
            }
            var random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            var secret = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            Files.createFile(place, only("rw-------"));
            Files.writeString(place, secret + "\n");
            return secret;
        } catch (IOException failed) {
            throw new UncheckedIOException("secret in " + place, failed);
        }
    }

    private static FileAttribute<?>[] only(String permissions) {
        if (!POSIX) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[]{PosixFilePermissions
                .asFileAttribute(PosixFilePermissions.fromString(permissions))};
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.release();
        }
        channel.close();
    }
}
