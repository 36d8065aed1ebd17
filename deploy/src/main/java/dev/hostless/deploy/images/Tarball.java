package dev.hostless.deploy.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image as one file: an OCI layout, with the index beside it that {@code docker load} looks for.
 */
final class Tarball {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LARGEST_INDEX = 1 << 20;

    /** What changes least comes first: those layers are shared by images and versions. */
    private static final List<List<String>> LAYERS = List.of(
            List.of("/etc", "/lib", "/lib64", "/usr", Image.DATA, Image.TEMPORARY),
            List.of(Image.JAVA),
            List.of(Image.HOME + "/lib"),
            List.of(Image.HOME));

    private static final Set<String> WRITABLE = Set.of(Image.DATA, Image.TEMPORARY);

    private final ImageRoot root;
    private final String version;

    Tarball(ImageRoot root, String version) {
        this.root = root;
        this.version = version;
    }

    /** The reference under which a container engine knows it. */
    String name() {
        return "hostless/" + root.image().label() + ":" + version;
    }

    /** @param cache a folder for layers, which may be kept for the next time */
    void write(Path file, Path cache) throws IOException, InterruptedException {
        var layout = file.resolveSibling(file.getFileName() + ".oci");
        try {
            container(layout, cache);
            addDockerIndex(layout, file);
        } finally {
            Files.deleteIfExists(layout);
        }
    }

    private void container(Path layout, Path cache) throws IOException, InterruptedException {
        var image = root.image();
        var builder = Jib.fromScratch()
                .setFormat(ImageFormat.OCI)
                .setPlatforms(Set.of(new Platform(architecture(), "linux")))
                .setCreationTime(ImageRoot.TIME)
                .setUser(Image.USER + ":" + Image.USER)
                .setWorkingDirectory(AbsoluteUnixPath.get(Image.DATA))
                .setEntrypoint(image.entrypoint())
                .setEnvironment(image.environment())
                .setExposedPorts(Port.tcp(image.port()))
                .setVolumes(AbsoluteUnixPath.get(Image.DATA),
                        AbsoluteUnixPath.get(Image.TEMPORARY))
                .setLabels(Map.of(
                        "org.opencontainers.image.title", "Hostless " + image.label(),
                        "org.opencontainers.image.version", version,
                        "org.opencontainers.image.licenses", "Apache-2.0"));
        var taken = new ArrayList<Path>();
        for (var places : LAYERS) {
            builder.addFileEntriesLayer(layer(places, taken));
        }
        try {
            builder.containerize(Containerizer.to(TarImage.at(layout).named(name()))
                    .setOfflineMode(true)
                    .setToolName("hostless")
                    .setBaseImageLayersCache(cache)
                    .setApplicationLayersCache(cache));
        } catch (InterruptedException | IOException known) {
            throw known;
        } catch (Exception failed) {
            throw new ImageFailure("cannot pack " + name() + ": " + failed, failed);
        }
    }

    /** @param taken what an earlier layer has; this one's files are added */
    private FileEntriesLayer layer(List<String> places, List<Path> taken) throws IOException {
        var layer = FileEntriesLayer.builder().setName(String.join(" ", places));
        for (var place : places) {
            var start = root.inside(place);
            if (!Files.exists(start)) {
                continue;
            }
            try (var files = Files.walk(start)) {
                for (var file : files.sorted().toList()) {
                    if (taken.stream().noneMatch(file::startsWith)) {
                        add(layer, file);
                    }
                }
            }
            taken.add(start);
        }
        return layer.build();
    }

    private void add(FileEntriesLayer.Builder layer, Path file) throws IOException {
        var path = "/" + root.folder().relativize(file);
        boolean writable = WRITABLE.contains(path);
        var permissions = writable
                ? FilePermissions.fromOctalString("770")
                : FilePermissions.fromPosixFilePermissions(Files.getPosixFilePermissions(file));
        layer.addEntry(file, AbsoluteUnixPath.get(path), permissions, ImageRoot.TIME,
                writable ? Image.USER + ":" + Image.USER : "0:0");
    }

    static String architecture() {
        var name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> throw new ImageFailure("wanted a machine of amd64 or aarch64, this is "
                    + name);
        };
    }

    /** Older engines read {@code manifest.json} and take layers wherever it says they are. */
    private void addDockerIndex(Path layout, Path file) throws IOException {
        var small = new HashMap<String, byte[]>();
        try (var in = new TarArchiveInputStream(Files.newInputStream(layout));
                var out = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getSize() <= LARGEST_INDEX) {
                    var bytes = in.readAllBytes();
                    small.put(entry.getName(), bytes);
                    put(out, entry.getName(), bytes);
                } else {
                    put(out, entry.getName(), entry.getSize(), in);
                }
            }
            put(out, "manifest.json", JSON.writeValueAsBytes(List.of(dockerIndex(small))));
        }
    }

    private Map<String, Object> dockerIndex(Map<String, byte[]> files) {
        var manifest = parsed(files, blob(parsed(files, "index.json")
                .required("manifests").required(0)));
        var layers = new ArrayList<String>();
        manifest.required("layers").forEach(layer -> layers.add(blob(layer)));
        return Map.of("Config", blob(manifest.required("config")),
                "RepoTags", List.of(name()), "Layers", layers);
    }

    private static JsonNode parsed(Map<String, byte[]> files, String name) {
        var bytes = files.get(name);
        if (bytes == null) {
            throw new IllegalStateException("BUG: no " + name + " among " + files.keySet());
        }
        return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    }

    private static String blob(JsonNode descriptor) {
        return "blobs/" + descriptor.required("digest").asString().replace(':', '/');
    }

    private static void put(TarArchiveOutputStream out, String name, byte[] bytes)
            throws IOException {
        put(out, name, bytes.length, new ByteArrayInputStream(bytes));
    }

    private static void put(TarArchiveOutputStream out, String name, long size, InputStream in)
            throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(ImageRoot.TIME.toEpochMilli());
        out.putArchiveEntry(entry);
        in.transferTo(out);
        out.closeArchiveEntry();
    }
}
