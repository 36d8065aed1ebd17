package dev.hostless.deploy.grafana;

/**
 * A query of a panel.
 *
 * @param legend the name of each series; {@code {{label}}} stands for the label's value
 */
record Query(String expr, String legend, Shape shape) {

    /** What of the time range is asked for, and how the answer is read. */
    enum Shape {
        SERIES, BUCKETS, NOW, TABLE
    }

    static Query series(String legend, String expr) {
        return new Query(expr, legend, Shape.SERIES);
    }

    /** A histogram's buckets, each series named by its upper bound. */
    static Query buckets(String expr) {
        return new Query(expr, "{{le}}", Shape.BUCKETS);
    }

    /** One value for each series, at the end of the time range. */
    static Query now(String legend, String expr) {
        return new Query(expr, legend, Shape.NOW);
    }

    boolean instant() {
        return shape == Shape.NOW || shape == Shape.TABLE;
    }
}
