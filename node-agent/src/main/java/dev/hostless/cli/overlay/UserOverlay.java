package dev.hostless.cli.overlay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** An overlay of the user's own, as {@code go build -overlay} reads it. */
public final class UserOverlay {
    private static final String REPLACE = "Replace";

    private UserOverlay() {
    }

    /**
     * What it replaces, with absolute paths; an empty value leaves a file out.
     *
     * @param file relative to the folder that the go command runs in, as are the paths in it
     * @throws OverlayProblem when it is not there or not an overlay
     */
    public static Map<String, String> read(Path folder, String file) {
        var path = folder.resolve(file);
        try {
            var replaced = new TreeMap<String, String>();
            var json = JsonMapper.builder().build().readTree(Files.readString(path));
            for (var entry : json.path(REPLACE).properties()) {
                var by = entry.getValue().stringValue();
                replaced.put(absolute(folder, entry.getKey()),
                        by.isEmpty() ? "" : absolute(folder, by));
            }
            return replaced;
        } catch (IOException | JacksonException e) {
            throw new OverlayProblem("-overlay: " + path + " cannot be read: " + e.getMessage());
        }
    }

    private static String absolute(Path folder, String path) {
        return folder.resolve(path).normalize().toString();
    }
}
