package dev.hostless.controlplane.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes are meant: all requirements must hold, and none means every node. The keys {@code
 * name}, {@code agent} and {@code preset} are the node's own; every other key is a label.
 */
public record Selector(List<Requirement> requirements) {

    private static final Set<String> OWN_KEYS = Set.of("name", "agent", "preset");

    /** One condition; as in Kubernetes, {@code !=} and {@code notin} hold where no value is. */
    public sealed interface Requirement {

        String key();

        /** The value is one of these. */
        record In(String key, List<String> values) implements Requirement {
        }

        /** The value is none of these, or absent. */
        record NotIn(String key, List<String> values) implements Requirement {
        }

        /** There is a value. */
        record Exists(String key) implements Requirement {
        }

        /** There is none. */
        record Absent(String key) implements Requirement {
        }
    }

    /**
     * A condition over the table {@code node}.
     *
     * @param text SQL that holds no text of the caller's, only parameters
     */
    public record Condition(String text, Map<String, Object> parameters) {
    }

    /** @see SelectorParser */
    public static Selector parse(String text) {
        return new SelectorParser(text).parse();
    }

    public Condition condition() {
        var text = new StringBuilder("true");
        var parameters = new LinkedHashMap<String, Object>();
        for (int number = 0; number < requirements.size(); number++) {
            var requirement = requirements.get(number);
            var values = "values" + number;
            var column = "node.labels ->> :key" + number;
            if (OWN_KEYS.contains(requirement.key())) {
                column = "node." + requirement.key();
            } else {
                parameters.put("key" + number, requirement.key());
            }
            text.append(" and ").append(switch (requirement) {
                case Requirement.In in -> {
                    parameters.put(values, in.values().toArray(String[]::new));
                    yield "coalesce((" + column + ") = any(:" + values + "), false)";
                }
                case Requirement.NotIn notIn -> {
                    parameters.put(values, notIn.values().toArray(String[]::new));
                    yield "not coalesce((" + column + ") = any(:" + values + "), false)";
                }
                case Requirement.Exists _ -> "(" + column + ") is not null";
                case Requirement.Absent _ -> "(" + column + ") is null";
            });
        }
        return new Condition(text.toString(), parameters);
    }
}
