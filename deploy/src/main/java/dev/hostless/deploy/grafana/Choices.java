package dev.hostless.deploy.grafana;

import java.util.ArrayList;
import java.util.List;

/** The variables that dashboards share, each narrowed by those before it. */
final class Choices {
    private static final String OF_FLEET = "hostless_boards{fleet=~\"$fleet\"}";

    private Choices() {
    }

    static List<Variable> boards() {
        return List.of(Variable.datasource(), fleet(),
                new Variable.Labels("firmware", "Firmware",
                        "The first 12 digits of a firmware's digest; none is a board without one.",
                        OF_FLEET, "firmware", Variable.Choice.ALL),
                new Variable.Labels("preset", "Preset", "Kinds of boards.",
                        "hostless_boards{fleet=~\"$fleet\",firmware=~\"$firmware\"}", "preset",
                        Variable.Choice.ALL),
                Variable.api());
    }

    static List<Variable> boardsAndNodes() {
        var variables = new ArrayList<>(boards());
        variables.add(4, new Variable.Labels("node", "Node",
                "Each chosen node gets sections of its own. Only nodes of the choice are here for"
                        + " which their agent keeps figures (hostless.agent.node-series).",
                "hostless_node_virtual_seconds_total{fleet=~\"$fleet\",firmware=~\"$firmware\","
                        + "preset=~\"$preset\"}",
                "node", Variable.Choice.SOME));
        return List.copyOf(variables);
    }

    static Variable fleet() {
        return new Variable.Labels("fleet", "Fleet",
                "The label fleet of the boards' agents; default where they have none.",
                "hostless_boards", "fleet", Variable.Choice.ALL);
    }

    /** @param other the firmware that is not to be chosen here, or nothing */
    static Variable firmware(String name, String label, String description, String other) {
        return new Variable.Labels(name, label, description,
                "hostless_boards{fleet=~\"$fleet\",preset=~\"$preset\",firmware!~\"none|" + other
                        + "\"}",
                "firmware", Variable.Choice.ONE);
    }
}
