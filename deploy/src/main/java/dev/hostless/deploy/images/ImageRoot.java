package dev.hostless.deploy.images;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The files of an image, below a folder of this machine. */
final class ImageRoot {

    /**
     * Of every file. A cache of classes holds the times of the jars that it was made from, so they
     * may not change on the way into a container; and equal files make equal layers.
     */
    static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private static final String APP = Image.HOME + "/app";
    private static final String LIBRARIES = Image.HOME + "/lib";
    private static final String CACHE = Image.HOME + "/classes.aot";

    private final Image image;
    private final Path folder;

    ImageRoot(Image image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    Image image() {
        return image;
    }

    Path folder() {
        return folder;
    }

    /** Everything but the cache of classes. */
    void layOut(Path runtime, Collection<Path> systemLibraries, List<Path> ownJars,
            List<Path> libraries) throws IOException {
        for (var writable : List.of(Image.DATA, Image.TEMPORARY)) {
            Files.createDirectories(inside(writable));
        }
        for (var library : systemLibraries) {
            copy(library, inside(library.toString()));
        }
        write("/etc/passwd", "root:x:0:0:root:/:/sbin/nologin\nhostless:x:%d:%d::%s:/sbin/nologin\n"
                .formatted(Image.USER, Image.USER, Image.DATA));
        write("/etc/group", "root:x:0:\nhostless:x:%d:\n".formatted(Image.USER));
        write("/etc/nsswitch.conf", "hosts: files dns\n");
        copyTree(runtime, inside(Image.JAVA));
        for (var jar : ownJars) {
            copy(jar, inside(APP + "/" + jar.getFileName()));
        }
        for (var jar : libraries) {
            copy(jar, inside(LIBRARIES + "/" + jar.getFileName()));
        }
        writeProbe();
        write(Image.HOME + "/probe.args", String.join("\n", Image.probeArguments()) + "\n");
        if (image == Image.AGENT) {
            write(Image.HOME + "/smoke.args",
                    String.join("\n", Image.smokeTestArguments(jars())) + "\n");
        }
        write(Image.HOME + "/java.args", String.join("\n",
                image.arguments("", "-XX:AOTCache=" + CACHE, jars())) + "\n");
        setTimes(folder);
    }

    /** Starts the service right here; at its end it leaves the cache. */
    List<String> trainingCommand() throws IOException {
        var command = new ArrayList<>(List.of(inside(Image.JAVA + "/bin/java").toString()));
        command.addAll(image.arguments(folder.toString(),
                "-XX:AOTCacheOutput=" + inside(CACHE), jars()));
        return command;
    }

    void requireCache(Path log) throws IOException {
        var cache = inside(CACHE);
        if (!Files.exists(cache)) {
            throw new ImageFailure("wanted a cache of classes from the " + image.label()
                    + ", but it left none; see " + log);
        }
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rw-r--r--"));
        setTimes(folder);
    }

    Path inside(String path) {
        return folder.resolve(path.substring(1));
    }

    /** The class path in its order, as a container sees it. */
    private List<Path> jars() throws IOException {
        var all = new ArrayList<Path>();
        for (var place : List.of(APP, LIBRARIES)) {
            try (var files = Files.list(inside(place))) {
                files.sorted().map(file -> Path.of(place).resolve(file.getFileName()))
                        .forEach(all::add);
            }
        }
        return all;
    }

    private void write(String path, String text) throws IOException {
        var file = inside(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void writeProbe() throws IOException {
        var name = Probe.class.getName().replace('.', '/') + ".class";
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (OutputStream file = Files.newOutputStream(inside(Image.HOME + "/probe.jar"));
                var jar = new JarOutputStream(file);
                var bytes = Probe.class.getClassLoader().getResourceAsStream(name)) {
            if (bytes == null) {
                throw new IllegalStateException("BUG: no " + name + " on the class path");
            }
            addEntry(jar, "META-INF/MANIFEST.MF");
            manifest.write(jar);
            addEntry(jar, name);
            bytes.transferTo(jar);
        }
    }

    private static void addEntry(JarOutputStream jar, String name) throws IOException {
        var entry = new JarEntry(name);
        entry.setLastModifiedTime(FileTime.from(TIME));
        jar.putNextEntry(entry);
    }

    private static void copy(Path source, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(
                Files.isExecutable(source) ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void copyTree(Path source, Path target) throws IOException {
        try (var files = Files.walk(source)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                copy(file, target.resolve(source.relativize(file)));
            }
        }
    }

    static void setTimes(Path folder) throws IOException {
        var parents = new HashSet<Path>();
        try (var files = Files.walk(folder)) {
            for (var file : files.toList()) {
                if (Files.isDirectory(file)) {
                    parents.add(file);
                } else {
                    Files.setLastModifiedTime(file, FileTime.from(TIME));
                }
            }
        }
        for (var directory : parents) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setLastModifiedTime(directory, FileTime.from(TIME));
        }
    }
}
