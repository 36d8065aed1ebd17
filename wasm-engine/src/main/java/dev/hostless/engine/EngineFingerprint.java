package dev.hostless.engine;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/**
 * Tells one build of this engine from another by the content of its class files, so that no
 * change of the compiler can be forgotten and none needs a version number.
 */
final class EngineFingerprint {
    private static final String PACKAGE = "dev/hostless/engine/";
    private static final String CLASS = ".class";

    private EngineFingerprint() {
    }

    /** @throws IOException if the engine's class files cannot be found */
    static String read() throws IOException {
        var source = EngineFingerprint.class.getProtectionDomain().getCodeSource();
        Path place;
        try {
            place = Path.of(source.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException | NullPointerException e) {
            throw new IOException("the engine's classes are at %s: wanted a jar or a folder"
                    .formatted(source == null ? "no known place" : source.getLocation()), e);
        }
        return of(Files.isDirectory(place) ? inFolder(place) : inJar(place));
    }

    /** CRC-32 of each class file by name; a jar has them in its directory. */
    private static TreeMap<String, Long> inJar(Path jar) throws IOException {
        var sums = new TreeMap<String, Long>();
        try (var zip = new ZipFile(jar.toFile())) {
            for (var entries = zip.entries(); entries.hasMoreElements();) {
                var entry = entries.nextElement();
                if (entry.getName().startsWith(PACKAGE) && entry.getName().endsWith(CLASS)) {
                    sums.put(entry.getName(), entry.getCrc());
                }
            }
        }
        return sums;
    }

    private static TreeMap<String, Long> inFolder(Path folder) throws IOException {
        var sums = new TreeMap<String, Long>();
        add(folder.resolve(PACKAGE), PACKAGE, sums);
        return sums;
    }

    private static void add(Path folder, String prefix, TreeMap<String, Long> sums)
            throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var name = file.getFileName().toString();
                if (name.endsWith(CLASS)) {
                    var crc = new CRC32();
                    crc.update(Files.readAllBytes(file));
                    sums.put(prefix + name, crc.getValue());
                } else if (Files.isDirectory(file)) {
                    add(file, prefix + name + "/", sums);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static String of(TreeMap<String, Long> sums) {
        var text = new StringBuilder();
        for (var sum : sums.entrySet()) {
            text.append(sum.getKey()).append(' ').append(sum.getValue()).append('\n');
        }
        return ProgramDigest.of(text.toString().getBytes(StandardCharsets.UTF_8))
                .hex();
    }
}
