package dev.hostless.helm;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A server that keeps objects as Kubernetes does, and nothing else of a cluster. Helm finds it as
 * it finds any cluster, so a chart's lookup is answered by it, and by none of the developer's.
 */
final class MockCluster implements AutoCloseable {

    private static final String SECRETS = """
            {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "v1", "resources": [
              {"name": "secrets", "singularName": "secret", "namespaced": true, "kind": "Secret",
               "verbs": ["get", "list", "create"]}]}""";

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    private final KubernetesMockServer server;

    MockCluster() {
        REQUESTS.setLevel(Level.WARNING);
        var responses = new HashMap<ServerRequest, Queue<ServerResponse>>();
        server = new KubernetesMockServer(new Context(), new MockWebServer(), responses,
                new KubernetesMixedDispatcher(responses), false);
        server.init(InetAddress.getLoopbackAddress(), 0);
    }

    KubernetesClient client() {
        return server.createClient();
    }

    /** Makes it the cluster that Helm talks to. */
    void use() {
        server.expect().get().withPath("/api/v1?timeout=32s").andReturn(200, SECRETS).always();
        var file = System.getenv("KUBECONFIG");
        if (file == null || !file.endsWith("target/kubeconfig")) {
            throw new IllegalStateException("wanted KUBECONFIG=target/kubeconfig, as the build sets"
                    + " it, got " + file);
        }
        try {
            Files.createDirectories(Path.of(file).toAbsolutePath().getParent());
            Files.writeString(Path.of(file), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: mock, cluster: {server: "%s"}}]
                    users: [{name: mock, user: {token: none}}]
                    contexts: [{name: mock, context: {cluster: mock, user: mock}}]
                    current-context: mock
                    """.formatted(server.url("/")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}
