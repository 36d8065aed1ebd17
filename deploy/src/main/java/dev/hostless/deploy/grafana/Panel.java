package dev.hostless.deploy.grafana;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One picture of a dashboard.
 *
 * @param description what the figures mean, and which of them are bad
 * @param width of the dashboard's 24 columns
 * @param noValue shown where the queries find nothing: why that may be
 */
record Panel(String title, String description, Visual visual, Unit unit, Scale scale, int width,
        int height, List<Query> queries, List<Link> links, String noValue) {

    static final String NOTHING = "No figures: no board matches the variables above,"
            + " or none has reported in this time range";

    /** @param thresholds in rising order */
    record Scale(@Nullable Double min, @Nullable Double max, List<Threshold> thresholds) {
        static final Scale FROM_ZERO = new Scale(0.0, null, List.of());
    }

    private static Panel of(String title, String description, Visual visual, Unit unit) {
        return new Panel(title, description, visual, unit, Scale.FROM_ZERO, 8, 8, List.of(),
                List.of(), NOTHING);
    }

    static Panel lines(String title, Unit unit, String description) {
        return of(title, description, curves(Visual.Style.LINES, false), unit);
    }

    /** Curves on a logarithmic axis, for what spans orders of magnitude. */
    static Panel logarithmic(String title, Unit unit, String description) {
        return of(title, description, curves(Visual.Style.LINES, true), unit).range(null, null);
    }

    static Panel steps(String title, Unit unit, String description) {
        return of(title, description, curves(Visual.Style.STEPS, false), unit);
    }

    static Panel stacked(String title, Unit unit, String description) {
        return of(title, description, curves(Visual.Style.STACKED, false), unit);
    }

    static Panel shares(String title, String description) {
        return of(title, description, curves(Visual.Style.STACKED_SHARES, false), Unit.SHARE);
    }

    static Panel bars(String title, Unit unit, String description) {
        return of(title, description, curves(Visual.Style.BARS, false), unit);
    }

    private static Visual curves(Visual.Style style, boolean logarithmic) {
        return new Visual.TimeSeries(style, logarithmic, List.of());
    }

    static Panel stat(String title, Unit unit, String description) {
        return of(title, description, new Visual.Stat(true), unit).size(4, 4);
    }

    static Panel heatmap(String title, Unit rows, String description) {
        return of(title, description, new Visual.Heatmap(rows), Unit.COUNT);
    }

    static Panel gauges(String title, Unit unit, String description) {
        return of(title, description, new Visual.BarGauge(), unit);
    }

    static Panel timeline(String title, String description, Visual.State... states) {
        return of(title, description, new Visual.StateTimeline(List.of(states)), Unit.STATE)
                .range(null, null);
    }

    static Panel table(String title, String description, Visual.Table table) {
        var panel = of(title, description, table, Unit.COUNT).range(null, null);
        for (var column : table.columns()) {
            panel = panel.query(new Query(column.expr(), column.title(), Query.Shape.TABLE));
        }
        return panel;
    }

    Panel size(int columns, int rows) {
        return new Panel(title, description, visual, unit, scale, columns, rows, queries, links,
                noValue);
    }

    Panel range(@Nullable Double min, @Nullable Double max) {
        return scaled(new Scale(min, max, scale.thresholds()));
    }

    Panel thresholds(List<Threshold> thresholds) {
        return scaled(new Scale(scale.min(), scale.max(), thresholds));
    }

    private Panel scaled(Scale other) {
        return new Panel(title, description, visual, unit, other, width, height, queries, links,
                noValue);
    }

    Panel query(Query query) {
        return new Panel(title, description, visual, unit, scale, width, height,
                with(queries, query), links, noValue);
    }

    Panel series(String legend, String expr) {
        return query(Query.series(legend, expr));
    }

    Panel link(Link link) {
        return new Panel(title, description, visual, unit, scale, width, height, queries,
                with(links, link), noValue);
    }

    /** Says why there may be nothing to see, where that is not the usual reason. */
    Panel whenEmpty(String reason) {
        return new Panel(title, description, visual, unit, scale, width, height, queries, links,
                reason);
    }

    /** Only for curves. */
    Panel look(String series, String color, boolean dashed) {
        if (!(visual instanceof Visual.TimeSeries curves)) {
            throw new IllegalStateException("BUG: " + title + " has no curves to colour");
        }
        var looks = with(curves.looks(), new Visual.Look(series, color, dashed));
        return new Panel(title, description,
                new Visual.TimeSeries(curves.style(), curves.logarithmic(), looks), unit, scale,
                width, height, queries, links, noValue);
    }

    private static <T> List<T> with(List<T> list, T one) {
        var longer = new ArrayList<>(list);
        longer.add(one);
        return List.copyOf(longer);
    }
}
