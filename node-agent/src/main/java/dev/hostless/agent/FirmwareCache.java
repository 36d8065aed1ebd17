package dev.hostless.agent;

import dev.hostless.board.Firmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Modules on disk by digest. A file is there completely or not at all, its digest is checked
 * whenever it is read, and those not used for longest make room for new ones.
 */
final class FirmwareCache {

    private static final Logger LOG = LoggerFactory.getLogger(FirmwareCache.class);
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /** Digests that share a lock wait for each other, which costs a little time at the worst. */
    private static final int STRIPES = 16;

    private final Path directory;
    private final long bytesMax;
    private final InstantSource clock;
    private final Function<String, byte[]> download;
    private final List<ReentrantLock> stripes = Stream.generate(ReentrantLock::new)
            .limit(STRIPES).toList();

    /**
     * @param bytesMax of all files together; one that is larger than this is not kept
     * @param clock tells when a file was used
     * @param download gets a module's bytes by digest, or throws
     */
    FirmwareCache(Path directory, long bytesMax, InstantSource clock,
            Function<String, byte[]> download) throws IOException {
        this.directory = directory;
        this.bytesMax = bytesMax;
        this.clock = clock;
        this.download = download;
        Files.createDirectories(directory);
        removeLeftovers();
    }

    /**
     * The module with this digest, from disk or else downloaded. Boards that want the same one at
     * the same time share one download.
     *
     * @throws IllegalArgumentException when the text is no digest
     * @throws WrongDigest when what was downloaded is something else
     * @throws RuntimeException of the download
     */
    byte[] load(String digest) throws WrongDigest {
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException(
                    "firmware '" + digest + "': wanted sha256: and 64 lower-case hex digits");
        }
        var lock = stripes.get(Math.floorMod(digest.hashCode(), STRIPES));
        lock.lock();
        try {
            var kept = fromDisk(digest);
            if (kept.isPresent()) {
                return kept.get();
            }
            byte[] module = download.apply(digest);
            String actual = Firmware.digestOf(module);
            if (!actual.equals(digest)) {
                throw new WrongDigest(digest, actual, module.length);
            }
            keep(digest, module);
            return module;
        } finally {
            lock.unlock();
        }
    }

    private Optional<byte[]> fromDisk(String digest) {
        var file = fileOf(digest);
        try {
            byte[] module = Files.readAllBytes(file);
            if (Firmware.digestOf(module).equals(digest)) {
                Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
                return Optional.of(module);
            }
            LOG.warn("{} does not hold what its name says; it is removed", file);
            Files.deleteIfExists(file);
            return Optional.empty();
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("Cannot read {}, so the firmware is downloaded", file, e);
            return Optional.empty();
        }
    }

    /** A module that cannot be kept still runs: a full disk only makes the cache useless. */
    private synchronized void keep(String digest, byte[] module) {
        if (module.length > bytesMax) {
            return;
        }
        var file = fileOf(digest);
        try {
            makeRoomFor(module.length);
            var partial = Files.createTempFile(directory, "", ".partial");
            Files.write(partial, module);
            Files.setLastModifiedTime(partial, FileTime.from(clock.instant()));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("Cannot keep {} in the firmware cache", file, e);
        }
    }

    private void makeRoomFor(long bytes) throws IOException {
        record Kept(Path file, FileTime used, long bytes) {
        }
        var all = new ArrayList<Kept>();
        try (var files = Files.newDirectoryStream(directory, "*.wasm")) {
            for (var file : files) {
                all.add(new Kept(file, Files.getLastModifiedTime(file), Files.size(file)));
            }
        }
        all.sort(Comparator.comparing(Kept::used).thenComparing(Kept::file));
        long total = bytes + all.stream().mapToLong(Kept::bytes).sum();
        for (var kept : all) {
            if (total <= bytesMax) {
                return;
            }
            Files.deleteIfExists(kept.file);
            total -= kept.bytes;
        }
    }

    private void removeLeftovers() throws IOException {
        try (var files = Files.newDirectoryStream(directory, "*.partial")) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path fileOf(String digest) {
        return directory.resolve(digest.substring("sha256:".length()) + ".wasm");
    }

    /** What was downloaded is not what was named. */
    static final class WrongDigest extends Exception {

        private static final long serialVersionUID = 1L;

        WrongDigest(String wanted, String actual, int bytes) {
            super("wanted firmware " + wanted + ", the control plane sent " + bytes
                    + " bytes with digest " + actual);
        }
    }
}
