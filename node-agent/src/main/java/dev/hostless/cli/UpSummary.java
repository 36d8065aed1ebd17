package dev.hostless.cli;

import dev.hostless.cli.UpApi.NodeView;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What an operator needs to know once all is up. */
record UpSummary(URI controlPlane, URI agent, UpData data, Map<String, String> digests,
        List<NodeView> nodes) {

    private static final int NODES_SHOWN_MAX = 12;

    void print(PrintWriter out) {
        var token = data.path().resolve("token");
        var names = digests.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey, (a, _) -> a));
        out.println();
        out.println("  Hostless is up.   Ctrl-C stops it.");
        out.println();
        line(out, "page", controlPlane + "/");
        line(out, "token", secret() + "   (in " + token + ")");
        line(out, "API", controlPlane + "/api/v1");
        line(out, "API documentation", controlPlane + "/swagger-ui.html");
        line(out, "metrics", controlPlane + "/actuator/prometheus   (with the token)");
        line(out, "", agent + "/actuator/prometheus");
        line(out, "logs", data.path().resolve("logs").toString());
        out.println();
        for (var node : nodes.subList(0, Math.min(nodes.size(), NODES_SHOWN_MAX))) {
            out.println("  %-12s %-16s %s".formatted(node.name(), state(node),
                    node.firmware() == null
                            ? "-"
                            : names.getOrDefault(node.firmware(), node.firmware())));
        }
        if (nodes.size() > NODES_SHOWN_MAX) {
            out.println("  … and " + (nodes.size() - NODES_SHOWN_MAX) + " more");
        }
        out.println();
        out.println("  TOKEN=$(cat " + token + ")");
        var node = nodes.isEmpty() ? "NODE" : nodes.getFirst().name();
        curl(out, "/api/v1/nodes", "");
        curl(out, "/api/v1/nodes/" + node + "/console", "");
        curl(out, "/api/v1/nodes/" + node + "/interrupts",
                " -H 'Content-Type: application/json' -d '{\"line\":3}'");
        curl(out, "/api/v1/nodes/" + node + "/gc", "");
        out.println();
        out.flush();
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println("  %-19s%s".formatted(name, value));
    }

    private void curl(PrintWriter out, String path, String more) {
        out.println("  curl -H \"Authorization: Bearer $TOKEN\" " + controlPlane + path + more);
    }

    private String secret() {
        try {
            return data.secret("token");
        } catch (IOException unreadable) {
            return "?";
        }
    }

    private static String state(NodeView node) {
        return node.exitCode() == null
                ? node.state()
                : node.state() + "(" + node.exitCode() + ")";
    }
}
