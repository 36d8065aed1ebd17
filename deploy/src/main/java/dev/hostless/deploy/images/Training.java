package dev.hostless.deploy.images;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A small fleet that is run out of the images' folders: with a database, an agent that enrols and a
 * board that runs a program. What is loaded on the way goes into the caches of classes.
 */
final class Training {

    /** Far beyond what a machine needs that has nothing else to do. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    /** At its end a service writes its cache. */
    private static final Duration END_LIMIT = Duration.ofMinutes(10);
    private static final String TOKEN = "training-operator";
    private static final String JOIN_TOKEN = "training-agent";

    private final Path folder;
    private final Path firmware;

    /**
     * @param folder for data and logs
     * @param firmware a program that ends by itself
     */
    Training(Path folder, Path firmware) {
        this.folder = folder;
        this.firmware = firmware;
    }

    void run(ImageRoot controlPlane, ImageRoot agent) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (var database = EmbeddedPostgres.builder()
                .setLocaleConfig("locale", "C").setPGStartupWait(START_LIMIT).start();
                var plane = startControlPlane(controlPlane, database.getPort())) {
            plane.awaitReady(START_LIMIT);
            try (var node = startAgent(agent, plane.port())) {
                node.awaitReady(START_LIMIT);
                runFirmware(plane, node);
                stop(node, agent);
            }
            stop(plane, controlPlane);
        }
    }

    private ServiceProcess startControlPlane(ImageRoot root, int database) throws IOException {
        return start(root, Map.of(
                "HOSTLESS_DATABASE_URL", "postgresql://127.0.0.1:" + database + "/postgres",
                "HOSTLESS_TOKEN", TOKEN, "HOSTLESS_JOINTOKEN", JOIN_TOKEN));
    }

    private ServiceProcess startAgent(ImageRoot root, int controlPlane) throws IOException {
        return start(root, Map.of(
                "HOSTLESS_AGENT_NAME", "training", "HOSTLESS_AGENT_BOARDS", "1",
                "HOSTLESS_AGENT_CONTROLPLANE", "http://127.0.0.1:" + controlPlane,
                "HOSTLESS_AGENT_JOINTOKEN", JOIN_TOKEN,
                "HOSTLESS_AGENT_DATADIRECTORY", folder.resolve("agent").toString()));
    }

    private ServiceProcess start(ImageRoot root, Map<String, String> settings)
            throws IOException {
        var all = new HashMap<>(settings);
        all.put("SERVER_ADDRESS", "127.0.0.1");
        all.put("SERVER_PORT", Integer.toString(ServiceProcess.freePort()));
        all.put("LANG", "C.UTF-8");
        return ServiceProcess.start(root.image().label(), root.trainingCommand(), all,
                folder.resolve(root.image().label() + ".log"));
    }

    private void runFirmware(ServiceProcess plane, ServiceProcess node)
            throws IOException, InterruptedException {
        try (var api = new FleetApi(plane.port(), TOKEN)) {
            var digest = api.upload("training", firmware);
            api.assign("training-0", digest);
            node.await("has run " + firmware, START_LIMIT,
                    () -> api.node("training-0").required("state").asString().equals("Halted"));
        }
    }

    private static void stop(ServiceProcess service, ImageRoot root)
            throws IOException, InterruptedException {
        service.handle().destroy();
        service.awaitEnd(END_LIMIT);
        root.requireCache(service.log());
    }
}
