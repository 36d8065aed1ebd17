package dev.hostless.engine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder of files that only this user can have written, bounded in size. What is in it will run
 * as code, so whoever could write here could be this user.
 */
final class CacheFolder {
    private static final String ENDING = ".program";
    private static final String PARTIAL = ".partial";
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions
            .fromString("rwx------");
    /** Two processes of the same number in two containers may share a folder. */
    private static final int PARTIAL_NAMES = 100;
    /** Nobody writes for so long: its process was killed. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path path;
    private final UserPrincipal owner;
    private final long bytesMax;
    private final InstantSource clock;

    private record Kept(Path file, FileTime used, long bytes) {
    }

    private CacheFolder(Path path, UserPrincipal owner, long bytesMax, InstantSource clock) {
        this.path = path;
        this.owner = owner;
        this.bytesMax = bytesMax;
        this.clock = clock;
    }

    /**
     * Opens a folder, or makes it with mode 0700.
     *
     * @throws IOException saying why it cannot be trusted or used
     */
    static CacheFolder open(Path path, long bytesMax, InstantSource clock) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            throw refused(path, "a file system with owners and modes", "one without");
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            create(path);
        }
        var found = attributes(path);
        if (!found.isDirectory()) {
            throw refused(path, "a folder",
                    found.isSymbolicLink() ? "a symbolic link" : "something else");
        }
        if (!found.permissions().equals(OWN)) {
            throw refused(path, "mode " + PosixFilePermissions.toString(OWN),
                    PosixFilePermissions.toString(found.permissions()));
        }
        var folder = new CacheFolder(path, found.owner(), bytesMax, clock);
        var user = folder.user();
        if (!user.equals(found.owner())) {
            throw refused(path, "a folder of user " + user, "one of " + found.owner());
        }
        return folder;
    }

    private static void create(Path path) throws IOException {
        var parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWN));
        } catch (FileAlreadyExistsException another) {
            // Another process made it meanwhile; it is judged like any other.
        }
    }

    private static IOException refused(Path path, String wanted, String got) {
        return new IOException("%s: wanted %s, found %s".formatted(path, wanted, got));
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Who this process is to the file system: the owner of a new file. */
    private UserPrincipal user() throws IOException {
        var file = newPartial(new byte[0]);
        try {
            return attributes(file).owner();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * A file's bytes; null if there is none.
     *
     * @throws IOException if it cannot be read, is too large, or others could have written it
     */
    byte @Nullable [] read(String name, int lengthMax) throws IOException {
        var file = path.resolve(name + ENDING);
        try {
            var found = attributes(file);
            if (!found.isRegularFile() || !found.owner().equals(owner)
                    || found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    || found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                throw refused(file, "a file that only " + owner + " can write", "another one");
            }
            if (found.size() > lengthMax) {
                throw refused(file, "at most " + lengthMax + " bytes", found.size() + "");
            }
            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                return in.readNBytes(lengthMax);
            }
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    /** Remembers that a file was used now. */
    void used(String name) throws IOException {
        Files.setLastModifiedTime(path.resolve(name + ENDING), FileTime.from(clock.instant()));
    }

    /** Removes whatever has this name. */
    void remove(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name + ENDING));
    }

    /** Writes a file that is there completely or not at all; the last of several writers wins. */
    void write(String name, byte[] bytes) throws IOException {
        var partial = newPartial(bytes);
        try {
            Files.setLastModifiedTime(partial, FileTime.from(clock.instant()));
            Files.move(partial, path.resolve(name + ENDING), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Not after a move: the name may be another writer's by then.
            Files.deleteIfExists(partial);
            throw e;
        }
    }

    private Path newPartial(byte[] bytes) throws IOException {
        for (int i = 0; i < PARTIAL_NAMES; i++) {
            var file = path.resolve(ProcessHandle.current().pid() + "-" + i + PARTIAL);
            try {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
            try {
                Files.write(file, bytes, StandardOpenOption.WRITE);
                return file;
            } catch (IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        }
        throw new IOException("%s: %d files of unfinished writes".formatted(path, PARTIAL_NAMES));
    }

    /** Removes what was not used for longest until the rest fits; answers how many files. */
    int evict() throws IOException {
        var files = new ArrayList<Kept>();
        try (var all = Files.newDirectoryStream(path)) {
            for (var file : all) {
                var found = attributes(file);
                var kept = new Kept(file, found.lastModifiedTime(), found.size());
                if (file.toString().endsWith(ENDING)) {
                    files.add(kept);
                } else if (file.toString().endsWith(PARTIAL) && kept.used.toInstant()
                        .isBefore(clock.instant().minus(ABANDONED))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException | DirectoryIteratorException another) {
            return 0;
        }
        return evict(files);
    }

    private int evict(List<Kept> files) throws IOException {
        files.sort(Comparator.comparing(Kept::used).thenComparing(Kept::file));
        long total = files.stream().mapToLong(Kept::bytes).sum();
        int evicted = 0;
        for (var kept : files) {
            if (total <= bytesMax) {
                break;
            }
            Files.deleteIfExists(kept.file);
            total -= kept.bytes;
            evicted++;
        }
        return evicted;
    }
}
