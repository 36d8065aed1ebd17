package dev.hostless.deploy.grafana;

import java.util.List;
import java.util.Map;

import static dev.hostless.deploy.grafana.Json.object;

/** Writes what each kind of panel has settings of its own for. */
final class OptionsJson {

    private OptionsJson() {
    }

    static Map<String, Object> of(Visual visual) {
        return switch (visual) {
            case Visual.TimeSeries _ -> object("legend", legend(List.of("lastNotNull", "max")),
                    "tooltip", object("mode", "multi", "sort", "desc", "hideZeros", false));
            case Visual.Stat stat -> stat(stat);
            case Visual.Heatmap heatmap -> heatmap(heatmap);
            case Visual.Table table -> object("showHeader", true, "cellHeight", "sm", "sortBy",
                    List.of(object("displayName", table.sortBy(), "desc", true)));
            case Visual.StateTimeline _ -> object("mergeValues", true, "showValue", "auto",
                    "alignValue", "left", "rowHeight", 0.85, "legend", legend(List.of()),
                    "tooltip", object("mode", "single", "sort", "none"));
            case Visual.BarGauge _ -> object("displayMode", "basic", "orientation", "horizontal",
                    "valueMode", "color", "namePlacement", "left", "showUnfilled", true, "sizing",
                    "auto", "minVizWidth", 8, "minVizHeight", 16, "maxVizHeight", 40,
                    "reduceOptions", last(), "legend", object("displayMode", "list",
                            "placement", "bottom", "showLegend", false, "calcs", List.of()));
        };
    }

    private static Map<String, Object> legend(List<String> figures) {
        return object("displayMode", figures.isEmpty() ? "list" : "table", "placement", "bottom",
                "showLegend", true, "calcs", figures);
    }

    private static Map<String, Object> last() {
        return object("calcs", List.of("lastNotNull"), "fields", "", "values", false);
    }

    private static Map<String, Object> stat(Visual.Stat stat) {
        return object("colorMode", "value", "graphMode", stat.course() ? "area" : "none",
                "justifyMode", "auto", "textMode", "auto", "orientation", "auto", "wideLayout",
                true, "showPercentChange", false, "percentChangeColorMode", "standard",
                "reduceOptions", last());
    }

    private static Map<String, Object> heatmap(Visual.Heatmap heatmap) {
        return object("calculate", false, "cellGap", 1, "showValue", "never", "color",
                object("mode", "scheme", "scheme", "Oranges", "fill", "dark-orange", "scale",
                        "exponential", "exponent", 0.5, "steps", 64, "reverse", false),
                // Cells in which nothing happened stay empty.
                "filterValues", object("le", 1e-9), "rowsFrame", object("layout", "auto"),
                "yAxis", object("axisPlacement", "left", "unit", heatmap.rows().id(), "reverse",
                        false),
                "legend", object("show", true), "tooltip",
                object("mode", "single", "yHistogram", false, "showColorScale", false),
                "exemplars", object("color", "rgba(255,0,255,0.7)"));
    }

    /**
     * Joins the answers by their labels, and names the columns. What queries beyond the columns
     * bring is their labels.
     */
    static List<Object> transformations(Visual.Table table, int queries) {
        var order = object();
        var titles = object();
        var left = object("Time", true);
        for (var label : table.labels()) {
            order.put(label.label(), order.size());
            titles.put(label.label(), label.title());
        }
        for (int i = 0; i < queries; i++) {
            // With a single query there is no name to tell it from others.
            var value = queries == 1 ? "Value" : "Value #" + DashboardJson.refId(i);
            if (i < table.columns().size()) {
                order.put(value, order.size());
                titles.put(value, table.columns().get(i).title());
            } else {
                left.put(value, true);
            }
        }
        return List.of(object("id", "merge", "options", object()), object("id", "organize",
                "options", object("excludeByName", left, "indexByName", order, "renameByName",
                        titles)));
    }
}
