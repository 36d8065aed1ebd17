package dev.hostless.preset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The presets by name, in the file's order. */
public final class Presets {
    private static final String FILE = "/dev/hostless/protocol/presets.json";

    private final Map<String, Preset> byName = new LinkedHashMap<>();

    private Presets(List<Preset> presets) {
        for (var preset : presets) {
            if (byName.putIfAbsent(preset.name(), preset) != null) {
                throw new IllegalStateException("preset " + preset.name() + " is there twice");
            }
        }
    }

    /** Reads the file that is part of the program. */
    public static Presets load() {
        try (InputStream in = Presets.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("BUG: " + FILE + " is not on the class path");
            }
            return new Presets(PresetFile.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }

    public List<Preset> all() {
        return new ArrayList<>(byName.values());
    }

    /**
     * The preset of this name.
     *
     * @throws IllegalArgumentException naming the presets there are
     */
    public Preset named(String name) {
        var preset = byName.get(name);
        if (preset == null) {
            throw new IllegalArgumentException("no preset '" + name + "'; presets are "
                    + byName.keySet().stream().collect(Collectors.joining(", ")));
        }
        return preset;
    }

    /** The one that is taken when none is named. */
    public Preset standard() {
        return byName.values().stream().filter(Preset::standard).findFirst().orElseThrow(
                () -> new IllegalStateException("BUG: " + FILE + " names no default"));
    }
}
