package dev.hostless.deploy.grafana;

import java.util.List;

/** How a panel shows its figures. */
sealed interface Visual {

    /** The panel's type as Grafana names it. */
    String type();

    /** Curves over time. */
    record TimeSeries(Style style, boolean logarithmic, List<Look> looks) implements Visual {
        @Override
        public String type() {
            return "timeseries";
        }
    }

    enum Style {
        LINES, STEPS, STACKED, STACKED_SHARES, BARS
    }

    /** Colour and line of the series with this name, where the palette would not do. */
    record Look(String series, String color, boolean dashed) {
    }

    /** One figure, with its course behind it when the query asks for one. */
    record Stat(boolean course) implements Visual {
        @Override
        public String type() {
            return "stat";
        }
    }

    /** A row of cells for each bucket or class; darker holds more. */
    record Heatmap(Unit rows) implements Visual {
        @Override
        public String type() {
            return "heatmap";
        }
    }

    /**
     * A line for each combination of labels.
     *
     * @param labels the label columns, in their order
     * @param columns a column for each query, in the queries' order
     * @param sortBy title of the column that sorts, the largest first
     */
    record Table(List<LabelColumn> labels, List<Column> columns, String sortBy)
            implements
                Visual {
        @Override
        public String type() {
            return "table";
        }
    }

    record LabelColumn(String label, String title, List<Link> links) {
    }

    record Column(String title, String expr, Unit unit, List<Threshold> thresholds) {
    }

    /** A band for each series, coloured by its value. */
    record StateTimeline(List<State> states) implements Visual {
        @Override
        public String type() {
            return "state-timeline";
        }
    }

    record State(int value, String text, String color) {
    }

    /** A bar for each series. */
    record BarGauge() implements Visual {
        @Override
        public String type() {
            return "bargauge";
        }
    }
}
