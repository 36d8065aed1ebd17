package dev.hostless.board.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A folder of the host as an image. Links are nodes and never followed on the host: a walk takes
 * their text, so it cannot leave the image. What is neither a file, a folder nor a link is not
 * there.
 */
final class HostImage {
    /** Entries that one image lists before it says that it is too large. */
    private static final int ENTRIES_MAX = 262_144;

    private final Volume volume;
    private final FileLog log;
    private int entries;

    /** A folder of the host that nobody has looked into. */
    record Unlisted(HostImage image, Path path, String guestPath) implements Directory.Listing {
        @Override
        public SortedMap<String, Node> read() throws FileProblem {
            return image.list(path, guestPath);
        }
    }

    /** A file of the host that nobody has opened. */
    record Unread(HostImage image, Path path, String guestPath) implements RegularFile.Content {
        @Override
        public byte[] read() throws FileProblem {
            return image.read(path, guestPath);
        }
    }

    private HostImage(Volume volume, FileLog log) {
        this.volume = volume;
        this.log = log;
    }

    static Directory open(Path folder, String guestPath, Volume volume, FileLog log)
            throws FileProblem {
        return new HostImage(volume, log).directory(folder,
                guestPath.equals("/") ? "" : guestPath);
    }

    int entries() {
        return entries;
    }

    void entries(int listed) {
        entries = listed;
    }

    private Directory directory(Path folder, String guestPath) throws FileProblem {
        return new Directory(volume, new Unlisted(this, folder, guestPath));
    }

    private SortedMap<String, Node> list(Path folder, String guestPath) throws FileProblem {
        var names = new TreeMap<String, Path>();
        try (var found = Files.newDirectoryStream(folder)) {
            for (var path : found) {
                entries++;
                if (entries > ENTRIES_MAX) {
                    throw new FileProblem(FileError.NOMEM);
                }
                names.put(path.getFileName().toString(), path);
            }
            var nodes = new TreeMap<String, Node>();
            var digest = sha256();
            for (var name : names.entrySet()) {
                var attributes = Files.readAttributes(name.getValue(), BasicFileAttributes.class,
                        LinkOption.NOFOLLOW_LINKS);
                if (attributes.isOther()) {
                    continue;
                }
                var node = node(name.getValue(), guestPath + "/" + name.getKey(), attributes);
                nodes.put(name.getKey(), node);
                digest.update((name.getKey() + '\0' + node.type() + '\0' + node.sizeBytes() + '\0')
                        .getBytes(StandardCharsets.UTF_8));
                if (node instanceof SymbolicLink link) {
                    digest.update((link.target() + '\0').getBytes(StandardCharsets.UTF_8));
                }
            }
            log.entered(guestPath.isEmpty() ? "/" : guestPath, digest.digest());
            return nodes;
        } catch (IOException unreadable) {
            throw new FileProblem(FileError.IO);
        }
    }

    private Node node(Path path, String guestPath, BasicFileAttributes attributes)
            throws FileProblem, IOException {
        if (attributes.isDirectory()) {
            return directory(path, guestPath);
        }
        if (attributes.isSymbolicLink()) {
            return new SymbolicLink(volume, Files.readSymbolicLink(path).toString());
        }
        return new RegularFile(volume, attributes.size(), new Unread(this, path, guestPath));
    }

    /** What was a file when its folder was listed may be a link by now: it is not followed. */
    private byte[] read(Path path, String guestPath) throws FileProblem {
        try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            long size = Files.size(path);
            volume.take(size);
            byte[] bytes = in.readNBytes((int) size);
            log.entered(guestPath, sha256().digest(bytes));
            return bytes;
        } catch (IOException unreadable) {
            throw new FileProblem(FileError.IO);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
        }
    }
}
