package dev.hostless.deploy.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static dev.hostless.deploy.grafana.Json.object;

/**
 * Writes a dashboard in Grafana's dashboard model, giving its panels numbers and places: from left
 * to right while they fit into 24 columns, then below the highest of them.
 */
final class DashboardJson {

    /** Of the dashboard model; Grafana 12 writes it, and a newer Grafana migrates from it. */
    static final int SCHEMA_VERSION = 42;

    /** Without it Grafana takes a panel for one of its oldest and migrates it from there. */
    private static final String PLUGIN_VERSION = "12.2.0";

    static final int COLUMNS = 24;

    private static final Map<String, Object> PROMETHEUS = object("type", "prometheus", "uid",
            "${datasource}");

    private final Dashboard dashboard;
    private final List<Object> panels = new ArrayList<>();
    private int lastId;
    private int y;

    private DashboardJson(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    /** The text of the dashboard's file. */
    static String text(Dashboard dashboard) {
        var indenter = new DefaultIndenter("  ", "\n");
        var separators = Separators.createDefaultInstance()
                .withObjectNameValueSpacing(Separators.Spacing.AFTER);
        var printer = new DefaultPrettyPrinter(separators).withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        return JsonMapper.shared().writer().with(printer).writeValueAsString(tree(dashboard))
                + "\n";
    }

    static ObjectNode tree(Dashboard dashboard) {
        return JsonMapper.shared().valueToTree(new DashboardJson(dashboard).write());
    }

    private Map<String, Object> write() {
        dashboard.rows().forEach(this::place);
        return object("uid", dashboard.uid(), "title", dashboard.title(), "description",
                dashboard.description(), "tags", List.of("hostless"), "schemaVersion",
                SCHEMA_VERSION, "version", 1, "editable", true, "graphTooltip", 1, "timezone",
                "browser", "refresh", "10s", "time", object("from", "now-30m", "to", "now"),
                "timepicker", object(), "fiscalYearStartMonth", 0, "preload", false, "links",
                links(), "templating",
                object("list", dashboard.variables().stream().map(VariableJson::of).toList()),
                "annotations", object("list", annotations()), "panels", panels);
    }

    private void place(Row row) {
        var heading = object("type", "row", "id", ++lastId, "title", row.title(), "collapsed",
                row.folded(), "gridPos", grid(0, y, COLUMNS, 1));
        if (row.repeat() != null) {
            heading.put("repeat", row.repeat());
        }
        panels.add(heading);
        y++;
        int top = y;
        var placed = flow(row);
        if (row.folded()) {
            heading.put("panels", placed);
            // A folded section takes no room; its panels keep the places that they unfold to.
            y = top;
        } else {
            heading.put("panels", List.of());
            panels.addAll(placed);
        }
    }

    private List<Object> flow(Row row) {
        var placed = new ArrayList<>();
        int x = 0;
        int highest = 0;
        for (var panel : row.panels()) {
            if (x + panel.width() > COLUMNS) {
                x = 0;
                y += highest;
                highest = 0;
            }
            placed.add(panel(panel, grid(x, y, panel.width(), panel.height())));
            x += panel.width();
            highest = Math.max(highest, panel.height());
        }
        y += highest;
        return placed;
    }

    private static Map<String, Object> grid(int x, int y, int width, int height) {
        return object("x", x, "y", y, "w", width, "h", height);
    }

    private Map<String, Object> panel(Panel panel, Map<String, Object> place) {
        var written = object("type", panel.visual().type(), "id", ++lastId, "title",
                panel.title(), "description", panel.description(), "pluginVersion",
                PLUGIN_VERSION, "datasource", PROMETHEUS, "gridPos", place);
        if (panel.visual() instanceof Visual.Heatmap) {
            // A cell for each pixel would be a cell for each scrape.
            written.put("maxDataPoints", 120);
        }
        written.put("targets", targets(panel));
        written.put("fieldConfig", FieldJson.of(panel));
        written.put("options", OptionsJson.of(panel.visual()));
        if (panel.visual() instanceof Visual.Table table) {
            written.put("transformations",
                    OptionsJson.transformations(table, panel.queries().size()));
        }
        return written;
    }

    private static List<Object> targets(Panel panel) {
        var targets = new ArrayList<>();
        for (var query : panel.queries()) {
            var target = object("refId", refId(targets.size()), "datasource", PROMETHEUS,
                    "editorMode", "code", "expr", query.expr(), "legendFormat", query.legend(),
                    "instant", query.instant(), "range", !query.instant(), "exemplar", false,
                    "format", switch (query.shape()) {
                        case BUCKETS -> "heatmap";
                        case TABLE -> "table";
                        case SERIES, NOW -> "time_series";
                    });
            targets.add(target);
        }
        return targets;
    }

    /** Grafana's name of a panel's query, by which columns of a table are told apart. */
    static String refId(int index) {
        if (index >= 26) {
            throw new IllegalArgumentException("wanted at most 26 queries in a panel, got more");
        }
        return String.valueOf((char) ('A' + index));
    }

    private List<Object> annotations() {
        var written = new ArrayList<>();
        written.add(object("builtIn", 1, "datasource",
                object("type", "grafana", "uid", "-- Grafana --"), "enable", true, "hide", true,
                "iconColor", "rgba(0, 211, 255, 1)", "name", "Annotations & Alerts", "type",
                "dashboard"));
        for (var annotation : dashboard.annotations()) {
            // The step joins moments that are no further apart into one range.
            written.add(object("datasource", PROMETHEUS, "enable", true, "hide",
                    false, "iconColor", annotation.color(), "name", annotation.name(), "expr",
                    annotation.expr(), "step", "5s", "titleFormat", annotation.title(),
                    "tagKeys", "node,cause", "textFormat", "", "useValueForTime",
                    annotation.valueIsTime()));
        }
        return written;
    }

    private static List<Object> links() {
        return List.of(object("title", "Hostless", "type", "dashboards", "icon",
                "external link", "tooltip", "The other dashboards, with the same choices", "tags",
                List.of("hostless"), "asDropdown", true, "includeVars", true, "keepTime", true,
                "targetBlank", false, "url", ""), outward(Link.page(), "dashboard"),
                outward(Link.swagger(), "doc"));
    }

    private static Map<String, Object> outward(Link link, String icon) {
        return object("title", link.title(), "type", "link", "icon", icon, "tooltip",
                "At the address in the field \"Control plane\"", "tags", List.of(), "asDropdown",
                false, "includeVars", false, "keepTime", false, "targetBlank", true, "url",
                link.url());
    }

    /** For a panel's cells and curves. */
    static List<Object> dataLinks(List<Link> links) {
        return links.stream().<Object>map(link -> object("title", link.title(), "url",
                link.url(), "targetBlank", link.leavesGrafana())).toList();
    }
}
