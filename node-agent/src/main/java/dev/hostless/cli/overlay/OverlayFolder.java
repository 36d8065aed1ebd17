package dev.hostless.cli.overlay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where overlays are kept between builds, one folder for each content. A folder appears whole or
 * not at all, so any number of processes may ask at once, and a path always means the same bytes.
 * What is in it will be compiled into programs, so it must be the user's own.
 */
public final class OverlayFolder {
    private static final int KEPT = 32;
    private static final int DIGEST_CHARS = 24;
    private static final String JSON = "overlay.json";

    private final Path folder;

    /**
     * A folder, made if need be.
     *
     * @throws OverlayProblem when others than the user may write there
     */
    public OverlayFolder(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(
                            "rwx------")));
            requireOwn();
        } catch (IOException e) {
            throw new OverlayProblem("no overlay can be kept in " + folder + ": " + e);
        }
    }

    private void requireOwn() throws IOException {
        var probe = Files.createTempFile(folder, "owner", null);
        var user = Files.getOwner(probe);
        Files.delete(probe);
        var modes = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
        if (!Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
                || modes.contains(PosixFilePermission.GROUP_WRITE)
                || modes.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new OverlayProblem("no overlay can be kept in " + folder + ": wanted a folder of"
                    + " your own that nobody else can write to");
        }
    }

    /**
     * Leaves an overlay here.
     *
     * @param users the user's own overlay, by absolute path
     * @return the file for {@code -overlay}
     * @throws OverlayProblem when both replace the same file
     */
    public Path keep(GoInstallation go, Overlay overlay, Map<String, String> users) {
        var sources = new TreeMap<String, String>();
        overlay.files().forEach((file, text) -> {
            if (users.containsKey(go.source(file).toString())) {
                throw new OverlayProblem("-overlay: " + go.source(file) + " is one of the files"
                        + " that the port replaces; both cannot be");
            }
            sources.put(file, text.orElse(""));
        });
        var target = folder.resolve(go.version().replaceAll("[^A-Za-z0-9.]", "_") + "-"
                + digest(go, sources, users));
        try {
            if (!Files.isDirectory(target)) {
                write(go, overlay, users, target);
                forgetOld(target);
            }
            return target.resolve(JSON);
        } catch (IOException e) {
            throw new OverlayProblem("no overlay can be kept in " + folder + ": " + e);
        }
    }

    /**
     * As {@link #keep(GoInstallation, Overlay, Map)}, with more: the port's files stay where they
     * are for everybody, so that Go's cache knows what it has built of them.
     */
    public Path keep(GoInstallation go, Overlay overlay, Map<String, String> users,
            BoardModule.Addition addition) {
        var base = keep(go, overlay, users);
        if (addition.texts().isEmpty()) {
            return base;
        }
        var target = folder.resolve("with-" + digest(go, new TreeMap<>(addition.texts()),
                Map.of(JSON, base.toString())));
        try {
            if (!Files.isDirectory(target)) {
                writeAddition(UserOverlay.read(folder, base.toString()), addition, target);
                forgetOld(target);
            }
            return target.resolve(JSON);
        } catch (IOException e) {
            throw new OverlayProblem("no overlay can be kept in " + folder + ": " + e);
        }
    }

    private void writeAddition(Map<String, String> base, BoardModule.Addition addition,
            Path target) throws IOException {
        var made = Files.createTempDirectory(folder, "new");
        var replace = new TreeMap<>(base);
        for (var text : addition.texts().entrySet()) {
            var name = replace.size() + "-" + Path.of(text.getKey()).getFileName();
            Files.writeString(made.resolve(name), text.getValue());
            replace.put(text.getKey(), target.resolve(name).toString());
        }
        finish(made, replace, target);
    }

    private void write(GoInstallation go, Overlay overlay, Map<String, String> users, Path target)
            throws IOException {
        var made = Files.createTempDirectory(folder, "new");
        var replace = new TreeMap<String, String>(users);
        for (var file : overlay.files().entrySet()) {
            var name = file.getKey().replace('/', '-');
            var text = file.getValue();
            if (text.isPresent()) {
                Files.writeString(made.resolve(name), text.get());
            }
            replace.put(go.source(file.getKey()).toString(),
                    text.isPresent() ? target.resolve(name).toString() : "");
        }
        finish(made, replace, target);
    }

    /** A folder appears with all that is in it. */
    private static void finish(Path made, Map<String, String> replace, Path target)
            throws IOException {
        Files.writeString(made.resolve(JSON), JsonMapper.builder().build()
                .writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("Replace", replace)));
        try {
            Files.move(made, target);
        } catch (IOException e) {
            remove(made);
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    /** The oldest go when there are many; what was made today may be in use. */
    private void forgetOld(Path newest) throws IOException {
        var yesterday = FileTime.from(
                Files.getLastModifiedTime(newest).toInstant().minusSeconds(86_400));
        try (Stream<Path> all = Files.list(folder)) {
            var old = all.sorted(Comparator.comparing(OverlayFolder::modified).reversed())
                    .skip(KEPT).filter(path -> modified(path).compareTo(yesterday) < 0).toList();
            for (var path : old) {
                remove(path);
            }
        }
    }

    private static FileTime modified(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> inside = Files.list(path)) {
                for (var file : inside.toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    private static String digest(GoInstallation go, Map<String, String> sources,
            Map<String, String> users) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            put(sha256, go.root().toString());
            sources.forEach((file, text) -> {
                put(sha256, file);
                put(sha256, text);
            });
            new TreeMap<>(users).forEach((file, replacement) -> {
                put(sha256, file);
                put(sha256, replacement);
            });
            return HexFormat.of().formatHex(sha256.digest()).substring(0, DIGEST_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
        }
    }

    private static void put(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
