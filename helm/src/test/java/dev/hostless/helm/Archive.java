package dev.hostless.helm;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A packaged chart: a tar file, of which only plain files matter here. */
final class Archive {

    private static final int BLOCK = 512;

    private Archive() {
    }

    /** The files by name. */
    static Map<String, byte[]> files(Path archive) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        try (InputStream in = new BufferedInputStream(
                new GZIPInputStream(Files.newInputStream(archive)))) {
            var header = in.readNBytes(BLOCK);
            while (header.length == BLOCK && header[0] != 0) {
                int size = Integer.parseInt(text(header, 124, 12).strip(), 8);
                var prefix = text(header, 345, 155);
                var name = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
                var bytes = in.readNBytes(size);
                in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
                if (header[156] == '0') {
                    files.put(name, bytes);
                }
                header = in.readNBytes(BLOCK);
            }
        }
        return files;
    }

    /** Writes the files below a folder; answers the chart's own. */
    static Path unpack(Path archive, Path folder) throws IOException {
        for (var file : files(archive).entrySet()) {
            var place = folder.resolve(file.getKey());
            Files.createDirectories(place.getParent());
            Files.write(place, file.getValue());
        }
        return folder.resolve("hostless");
    }

    private static String text(byte[] header, int from, int length) {
        var field = new String(header, from, length, StandardCharsets.US_ASCII);
        int end = field.indexOf('\0');
        return end < 0 ? field : field.substring(0, end);
    }
}
