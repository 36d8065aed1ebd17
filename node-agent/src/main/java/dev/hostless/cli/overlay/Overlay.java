package dev.hostless.cli.overlay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an overlay puts in the place of files of GOROOT.
 *
 * @param files the new content by path below GOROOT/src; empty where a file is left out
 * @param experiments what GOEXPERIMENT must have
 */
public record Overlay(SortedMap<String, Optional<String>> files, List<String> experiments) {
    /** The build tag by which files can be for boards only. */
    public static final String TAG = "hostless";

    private static final String OUR_FILES = "/go-port/";

    /**
     * Makes the overlay for a Go.
     *
     * @param hosted with the heap in the node
     * @throws OverlayProblem when this Go is not as the port expects
     */
    public static Overlay of(GoInstallation go, boolean hosted) {
        return of(go, hosted
                ? List.of(PortLayer.GUEST, PortLayer.HOSTED)
                : List.of(PortLayer.GUEST));
    }

    static Overlay of(GoInstallation go, List<PortLayer> layers) {
        var files = new TreeMap<String, Optional<String>>();
        for (var file : copied(layers)) {
            files.put(file, Optional.of(copy(go, file, layers)));
        }
        for (var layer : layers) {
            layer.removed().forEach(file -> files.put(file, Optional.empty()));
            layer.files().forEach((file, ours) -> files.put(file, Optional.of(ours(ours))));
        }
        return new Overlay(files,
                layers.stream().flatMap(layer -> layer.experiments().stream()).toList());
    }

    private static Iterable<String> copied(List<PortLayer> layers) {
        return layers.stream()
                .flatMap(layer -> Stream.concat(layer.copied().stream(),
                        layer.renames().stream().map(Rename::file)))
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    }

    private static String copy(GoInstallation go, String file, List<PortLayer> layers) {
        var text = read(go, file);
        for (var layer : layers) {
            for (var rename : layer.renames()) {
                if (rename.file().equals(file)) {
                    text = rename.apply(text, go);
                }
            }
        }
        return WasiImports.apply(text);
    }

    private static String read(GoInstallation go, String file) {
        try {
            return Files.readString(go.source(file));
        } catch (NoSuchFileException missing) {
            throw new OverlayProblem(go.version() + ": there is no " + go.source(file));
        } catch (IOException e) {
            throw new OverlayProblem(go.source(file) + " cannot be read: " + e.getMessage());
        }
    }

    private static String ours(String name) {
        try (var in = Overlay.class.getResourceAsStream(OUR_FILES + name)) {
            if (in == null) {
                throw new IllegalStateException("BUG: the port's " + name + " is not in a jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new OverlayProblem("the port's " + name + " cannot be read: " + e.getMessage());
        }
    }

    /** GOEXPERIMENT with what the port needs behind the user's own settings: the last counts. */
    public String experiments(String users) {
        var all = new ArrayList<String>();
        if (!users.isBlank()) {
            all.add(users.strip());
        }
        all.addAll(experiments);
        return String.join(",", all);
    }

    /** The build tags with the port's, from a list as the go command takes it. */
    public static String tags(String users) {
        var all = new ArrayList<>(List.of(TAG));
        Stream.of(users.split("[,\\s]+")).filter(tag -> !tag.isEmpty() && !tag.equals(TAG))
                .forEach(all::add);
        return String.join(",", all);
    }

}
