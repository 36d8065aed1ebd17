package dev.hostless.deploy.grafana;

import java.util.List;
import java.util.Map;

import static dev.hostless.deploy.grafana.Json.object;

/** Writes the variables of a dashboard. */
final class VariableJson {

    /** Looks again when the dashboard's time range changes, and at each load. */
    private static final int WITH_THE_TIME_RANGE = 2;
    private static final int BY_NUMBERS_IN_THE_NAME = 3;
    private static final int LABEL_VALUES = 1;

    private VariableJson() {
    }

    static Map<String, Object> of(Variable variable) {
        return switch (variable) {
            case Variable.Datasource source -> datasource(source);
            case Variable.Text text -> text(text);
            case Variable.Labels labels -> labels(labels);
        };
    }

    private static Map<String, Object> datasource(Variable.Datasource source) {
        var written = started("datasource", source);
        written.put("query", "prometheus");
        written.put("regex", "");
        written.put("refresh", 1);
        written.put("multi", false);
        written.put("includeAll", false);
        written.put("options", List.of());
        return written;
    }

    private static Map<String, Object> text(Variable.Text text) {
        var chosen = object("selected", true, "text", text.preset(), "value", text.preset());
        var written = started("textbox", text);
        written.put("query", text.preset());
        written.put("current", chosen);
        written.put("options", List.of(chosen));
        return written;
    }

    private static Map<String, Object> labels(Variable.Labels labels) {
        var all = labels.choice() == Variable.Choice.ALL;
        var written = started("query", labels);
        written.put("datasource", object("type", "prometheus", "uid", "${datasource}"));
        written.put("definition", labels.query());
        written.put("query", object("qryType", LABEL_VALUES, "query", labels.query(), "refId",
                "PrometheusVariableQueryEditor-VariableQuery"));
        written.put("regex", "");
        written.put("sort", BY_NUMBERS_IN_THE_NAME);
        written.put("refresh", WITH_THE_TIME_RANGE);
        written.put("multi", labels.choice() != Variable.Choice.ONE);
        written.put("includeAll", all);
        written.put("allowCustomValue", true);
        if (all) {
            // A list of all values would be long, and would leave out boards that come later.
            // Series without the label are no boards.
            written.put("allValue", ".+");
            written.put("current",
                    object("text", List.of("All"), "value", List.of("$__all")));
        }
        written.put("options", List.of());
        return written;
    }

    private static Map<String, Object> started(String type, Variable variable) {
        return object("type", type, "name", variable.name(), "label", variable.label(),
                "description", variable.description(), "hide", 0, "skipUrlSync", false);
    }
}
