package dev.hostless.deploy.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a container engine does with an archive: it checks the digests, puts the layers on top of
 * each other and starts the entry point as the image's user, in namespaces of its own, with a root
 * file system that is read-only.
 */
final class UnpackedImage {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Arguments: root, data folder, user, then the command. Process 1 of its namespace. */
    private static final String ENTER = """
            set -e
            root=$1 data=$2 user=$3; shift 3
            mkdir -p "$root/proc" "$root/dev"
            mount --bind "$root" "$root"
            mount -o remount,bind,ro "$root"
            mount -t tmpfs -o noexec,nosuid,nodev,mode=1777 tmpfs "$root/tmp"
            mount --bind "$data" "$root/data"
            mount -t tmpfs tmpfs "$root/dev"
            for device in null zero random urandom; do
              : >"$root/dev/$device"
              mount --bind "/dev/$device" "$root/dev/$device"
            done
            mount -t proc proc "$root/proc"
            cd /
            exec chroot --userspec="$user" "$root" "$@"
            """;

    private final Path root;
    private final JsonNode configuration;
    private final long layerBytes;

    private UnpackedImage(Path root, JsonNode configuration, long layerBytes) {
        this.root = root;
        this.configuration = configuration;
        this.layerBytes = layerBytes;
    }

    static UnpackedImage unpack(Path archive, Path folder) throws IOException {
        var layout = Files.createDirectories(folder.resolve("layout"));
        var root = Files.createDirectories(folder.resolve("root"));
        Commands.run(List.of("tar", "-xf", archive.toString(), "-C", layout.toString()));
        var index = JSON.readTree(layout.resolve("index.json").toFile());
        var manifest = JSON.readTree(blob(layout, index.required("manifests").required(0))
                .toFile());
        var configuration = JSON.readTree(blob(layout, manifest.required("config")).toFile());
        var expected = configuration.required("rootfs").required("diff_ids");
        var contents = new ArrayList<String>();
        long bytes = 0;
        for (var layer : manifest.required("layers")) {
            var file = blob(layout, layer);
            bytes += Files.size(file);
            try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                contents.add("sha256:" + sha256(in));
            }
            Commands.run(List.of("tar", "--warning=no-unknown-keyword", "--same-owner", "-xzpf",
                    file.toString(), "-C", root.toString()));
        }
        assertThat(contents).isEqualTo(expected.valueStream().map(JsonNode::asString).toList());
        requireSameDockerIndex(layout, manifest, index);
        return new UnpackedImage(root, configuration, bytes);
    }

    private static Path blob(Path layout, JsonNode descriptor) throws IOException {
        var digest = descriptor.required("digest").asString();
        var file = layout.resolve("blobs").resolve(digest.replace(':', '/'));
        try (var in = Files.newInputStream(file)) {
            assertThat("sha256:" + sha256(in)).isEqualTo(digest);
        }
        assertThat(Files.size(file)).isEqualTo(descriptor.required("size").asLong());
        return file;
    }

    private static void requireSameDockerIndex(Path layout, JsonNode manifest, JsonNode index) {
        var docker = JSON.readTree(layout.resolve("manifest.json").toFile()).required(0);
        assertThat(docker.required("RepoTags").required(0)).isEqualTo(index.required("manifests")
                .required(0).required("annotations").required("org.opencontainers.image.ref.name"));
        assertThat(docker.required("Config").asString()).isEqualTo(
                "blobs/" + manifest.required("config").required("digest").asString()
                        .replace(':', '/'));
        assertThat(docker.required("Layers").valueStream().map(JsonNode::asString)).isEqualTo(
                manifest.required("layers").valueStream()
                        .map(layer -> "blobs/" + layer.required("digest").asString()
                                .replace(':', '/'))
                        .toList());
    }

    private static String sha256(InputStream in) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Path root() {
        return root;
    }

    /** What an engine starts by: {@code User}, {@code Env}, {@code Entrypoint} and so on. */
    JsonNode configuration() {
        return configuration.required("config");
    }

    long layerBytes() {
        return layerBytes;
    }

    List<String> entrypoint() {
        return configuration().required("Entrypoint").valueStream().map(JsonNode::asString)
                .toList();
    }

    /**
     * Starts a command inside.
     *
     * @param data what is mounted as the data folder
     * @param settings on top of the image's own
     */
    ServiceProcess start(List<String> command, Path data, Map<String, String> settings, Path log)
            throws IOException {
        var environment = new HashMap<String, String>();
        for (var entry : configuration().required("Env")) {
            var parts = entry.asString().split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        environment.putAll(settings);
        environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        var user = configuration().required("User").asString();
        Commands.run(List.of("chown", "-R", user, data.toString()));
        var all = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child",
                "sh", "-c", ENTER, "enter", root.toString(), data.toString(), user));
        all.addAll(command);
        return ServiceProcess.start(root.getParent().getFileName().toString(), all, environment,
                log);
    }
}
