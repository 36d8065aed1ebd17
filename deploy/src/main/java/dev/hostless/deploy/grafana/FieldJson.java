package dev.hostless.deploy.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static dev.hostless.deploy.grafana.Json.object;

/** Writes how a panel formats, colours and links its values. */
final class FieldJson {

    private FieldJson() {
    }

    static Map<String, Object> of(Panel panel) {
        var defaults = object("unit", panel.unit().id(), "noValue", panel.noValue(), "thresholds",
                thresholds(panel.scale().thresholds()), "color", object("mode", colors(panel)));
        if (panel.scale().min() != null) {
            defaults.put("min", panel.scale().min());
        }
        if (panel.scale().max() != null) {
            defaults.put("max", panel.scale().max());
        }
        if (panel.visual() instanceof Visual.StateTimeline timeline) {
            defaults.put("mappings", mappings(timeline));
        }
        if (!panel.links().isEmpty()) {
            defaults.put("links", DashboardJson.dataLinks(panel.links()));
        }
        var custom = custom(panel);
        if (!custom.isEmpty()) {
            defaults.put("custom", custom);
        }
        return object("defaults", defaults, "overrides", overrides(panel.visual()));
    }

    private static String colors(Panel panel) {
        return switch (panel.visual()) {
            case Visual.TimeSeries _ -> "palette-classic-by-name";
            case Visual.Heatmap _ -> "palette-classic";
            case Visual.Stat _,Visual.Table _,Visual.StateTimeline _,Visual.BarGauge _ ->
                "thresholds";
        };
    }

    private static Map<String, Object> thresholds(List<Threshold> thresholds) {
        var steps = new ArrayList<>();
        steps.add(object("color", "green", "value", null));
        for (var threshold : thresholds) {
            steps.add(object("color", threshold.color(), "value", threshold.from()));
        }
        return object("mode", "absolute", "steps", steps);
    }

    private static List<Object> mappings(Visual.StateTimeline timeline) {
        var options = object();
        for (var state : timeline.states()) {
            options.put(String.valueOf(state.value()), object("text", state.text(), "color",
                    state.color(), "index", options.size()));
        }
        return List.of(object("type", "value", "options", options));
    }

    private static Map<String, Object> custom(Panel panel) {
        return switch (panel.visual()) {
            case Visual.TimeSeries curves -> curves(curves, panel.scale());
            case Visual.Heatmap _ -> object("scaleDistribution", object("type", "linear"));
            case Visual.Table _ -> object("align", "auto", "cellOptions", object("type", "auto"),
                    "inspect", false, "filterable", true);
            case Visual.StateTimeline _ -> object("lineWidth", 0, "fillOpacity", 75);
            case Visual.Stat _,Visual.BarGauge _ -> object();
        };
    }

    private static Map<String, Object> curves(Visual.TimeSeries curves, Panel.Scale scale) {
        boolean stacked = switch (curves.style()) {
            case STACKED, STACKED_SHARES, BARS -> true;
            case LINES, STEPS -> false;
        };
        boolean bars = curves.style() == Visual.Style.BARS;
        return object("drawStyle", bars ? "bars" : "line", "lineWidth", bars ? 0 : 1,
                "fillOpacity", bars ? 80 : stacked ? 40 : 8, "lineInterpolation",
                curves.style() == Visual.Style.STEPS ? "stepAfter" : "linear", "showPoints",
                "never", "spanNulls", false, "stacking",
                object("mode", stacking(curves.style()), "group", "A"), "scaleDistribution",
                curves.logarithmic() ? object("type", "log", "log", 10) : object("type", "linear"),
                "thresholdsStyle",
                object("mode", scale.thresholds().isEmpty() ? "off" : "dashed"));
    }

    private static String stacking(Visual.Style style) {
        return switch (style) {
            case STACKED, BARS -> "normal";
            case STACKED_SHARES -> "percent";
            case LINES, STEPS -> "none";
        };
    }

    private static List<Object> overrides(Visual visual) {
        var overrides = new ArrayList<>();
        switch (visual) {
            case Visual.TimeSeries curves -> curves.looks().forEach(look -> overrides.add(
                    override(look.series(), look(look))));
            case Visual.Table table -> {
                table.columns().forEach(column -> overrides.add(
                        override(column.title(), column(column))));
                table.labels().forEach(label -> {
                    if (!label.links().isEmpty()) {
                        overrides.add(override(label.title(), List.of(property("links",
                                DashboardJson.dataLinks(label.links())))));
                    }
                });
            }
            case Visual.Heatmap _,Visual.Stat _,Visual.StateTimeline _,Visual.BarGauge _ -> {
                // One format for all values.
            }
        }
        return overrides;
    }

    private static Map<String, Object> override(String name, List<Object> properties) {
        return object("matcher", object("id", "byName", "options", name), "properties",
                properties);
    }

    private static List<Object> look(Visual.Look look) {
        var properties = new ArrayList<>();
        properties.add(property("color", object("mode", "fixed", "fixedColor", look.color())));
        if (look.dashed()) {
            properties.add(property("custom.lineStyle",
                    object("fill", "dash", "dash", List.of(10, 10))));
            properties.add(property("custom.fillOpacity", 0));
        }
        return properties;
    }

    private static List<Object> column(Visual.Column column) {
        var properties = new ArrayList<>();
        properties.add(property("unit", column.unit().id()));
        if (!column.thresholds().isEmpty()) {
            properties.add(property("thresholds", thresholds(column.thresholds())));
            properties.add(property("custom.cellOptions", object("type", "color-text")));
        }
        return properties;
    }

    private static Map<String, Object> property(String id, Object value) {
        return object("id", id, "value", value);
    }
}
