package dev.hostless.controlplane.node;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a fleet fares, in numbers of nodes.
 *
 * @param states those that occur
 * @param firmware what is wanted of the nodes, the most frequent first
 */
record FleetSummary(long nodes, Map<NodeState, Long> states, List<OfFirmware> firmware) {

    /**
     * The nodes that shall run one firmware.
     *
     * @param digest null: they are off
     * @param name that it was uploaded under
     */
    record OfFirmware(
            @Nullable String digest, @Nullable String name, long nodes,
            Map<NodeState, Long> states) {
    }

    /** Nodes that have state and firmware in common. */
    record Row(
            NodeState state, @Nullable String firmware, @Nullable String firmwareName,
            long nodes) {
    }

    static FleetSummary of(List<Row> rows) {
        var groups = new LinkedHashMap<String, OfFirmware>();
        for (var row : rows) {
            groups.merge(
                    String.valueOf(row.firmware()),
                    new OfFirmware(
                            row.firmware(), row.firmwareName(), row.nodes(), states(List.of(row))),
                    FleetSummary::sum);
        }
        return new FleetSummary(
                rows.stream().mapToLong(Row::nodes).sum(),
                states(rows),
                groups.values()
                        .stream()
                        .sorted(Comparator.comparingLong(OfFirmware::nodes)
                                .reversed()
                                .thenComparing(group -> String.valueOf(group.digest())))
                        .toList());
    }

    private static OfFirmware sum(OfFirmware one, OfFirmware other) {
        var states = new TreeMap<>(one.states());
        other.states().forEach((state, nodes) -> states.merge(state, nodes, Long::sum));
        return new OfFirmware(one.digest(), one.name(), one.nodes() + other.nodes(), states);
    }

    private static Map<NodeState, Long> states(List<Row> rows) {
        var states = new TreeMap<NodeState, Long>();
        rows.forEach(row -> states.merge(row.state(), row.nodes(), Long::sum));
        return states;
    }
}
