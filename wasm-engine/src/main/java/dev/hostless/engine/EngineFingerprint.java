package dev.hostless.engine;

import java.io.IOException;
import java.net.URISyntaxException;
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
        try (var files = Files.walk(folder.resolve(PACKAGE))) {
            for (var file : files.filter(f -> f.toString().endsWith(CLASS)).toList()) {
                var crc = new CRC32();
                crc.update(Files.readAllBytes(file));
                sums.put(folder.relativize(file).toString().replace('\\', '/'), crc.getValue());
            }
        }
        return sums;
    }

    private static String of(TreeMap<String, Long> sums) {
        var text = new StringBuilder();
        sums.forEach((name, sum) -> text.append(name).append(' ').append(sum).append('\n'));
        return ProgramDigest.of(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hex();
    }
}
