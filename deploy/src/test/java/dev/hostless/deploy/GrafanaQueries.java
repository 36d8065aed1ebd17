package dev.hostless.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a dashboard's file asks of Prometheus, with its variables replaced as Grafana replaces them:
 * a list becomes a pattern of alternatives, the chosen time range and its step their lengths.
 */
record GrafanaQueries(String title, int panels, List<Asked> queries, List<Choice> variables) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\w+)|\\$\\{(\\w+)(?::regex)?}");

    /**
     * @param where the panel's title and section, or the annotation's name
     * @param instant whether it is asked for the end of the range only
     */
    record Asked(String where, String expr, boolean instant) {
        Asked with(Map<String, String> values) {
            return new Asked(where, replace(expr, values), instant);
        }
    }

    /** A variable whose values are those of a label. */
    record Choice(String name, String series, String label, boolean includesAll) {
    }

    static GrafanaQueries read(Path file) throws IOException {
        var dashboard = JSON.readTree(Files.readString(file));
        var queries = new ArrayList<Asked>();
        var section = "";
        int panels = 0;
        for (var panel : dashboard.required("panels")) {
            if (panel.required("type").asString().equals("row")) {
                section = panel.required("title").asString();
                for (var folded : panel.required("panels")) {
                    panels++;
                    queries.addAll(of(folded, section));
                }
            } else {
                panels++;
                queries.addAll(of(panel, section));
            }
        }
        for (var annotation : dashboard.required("annotations").required("list")) {
            if (annotation.has("expr")) {
                queries.add(new Asked("annotation " + annotation.required("name").asString(),
                        annotation.required("expr").asString(), false));
            }
        }
        return new GrafanaQueries(dashboard.required("title").asString(), panels, queries,
                variables(dashboard));
    }

    private static List<Asked> of(JsonNode panel, String section) {
        var where = section + " / " + panel.required("title").asString();
        var asked = new ArrayList<Asked>();
        for (var target : panel.required("targets")) {
            asked.add(new Asked(where + " / " + target.required("legendFormat").asString(),
                    target.required("expr").asString(),
                    target.required("instant").asBoolean()));
        }
        return asked;
    }

    private static List<Choice> variables(JsonNode dashboard) {
        var form = Pattern.compile("label_values\\((.*), *(\\w+)\\)");
        var choices = new ArrayList<Choice>();
        for (var variable : dashboard.required("templating").required("list")) {
            if (!variable.required("type").asString().equals("query")) {
                continue;
            }
            var query = form.matcher(variable.required("query").required("query").asString());
            if (!query.matches()) {
                throw new IllegalArgumentException("wanted label_values(series, label), got "
                        + variable.required("query"));
            }
            choices.add(new Choice(variable.required("name").asString(), query.group(1),
                    query.group(2), variable.required("includeAll").asBoolean()));
        }
        return choices;
    }

    /** Several values of a variable, or one, in a matcher. */
    static String pattern(List<String> values) {
        var escaped = values.stream()
                .map(value -> value.replaceAll("[\\\\^$*+?.()|\\[\\]{}]", "\\\\\\\\$0")).toList();
        return escaped.size() == 1 ? escaped.getFirst() : "(" + String.join("|", escaped) + ")";
    }

    /** The lengths that Grafana puts in for a time range, a step and a scrape's interval. */
    static Map<String, String> lengths(Duration range, Duration step, Duration scrape) {
        long rate = Math.max(step.plus(scrape).toSeconds(), 4 * scrape.toSeconds());
        return Map.of("__range", range.toSeconds() + "s", "__interval", step.toSeconds() + "s",
                "__rate_interval", rate + "s");
    }

    static String replace(String text, Map<String, String> values) {
        return REFERENCE.matcher(text).replaceAll(reference -> {
            var name = reference.group(1) == null ? reference.group(2) : reference.group(1);
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException("no value for the variable " + name + " in "
                        + text);
            }
            return Matcher.quoteReplacement(values.get(name));
        });
    }
}
