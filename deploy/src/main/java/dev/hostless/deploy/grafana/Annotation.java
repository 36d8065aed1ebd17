package dev.hostless.deploy.grafana;

/**
 * Moments that are marked in all curves of a dashboard. A reader can switch them off.
 *
 * @param title of a mark; {@code {{label}}} stands for the label's value
 * @param valueIsTime whether the query's values are the moments, in milliseconds since 1970;
 *        otherwise they are the points at which it has one above 0
 */
record Annotation(String name, String expr, String title, String color, boolean valueIsTime) {

    static Annotation whereAboveZero(String name, String expr, String title, String color) {
        return new Annotation(name, expr + " > 0", title, color, false);
    }

    static Annotation atValue(String name, String expr, String title, String color) {
        return new Annotation(name, expr, title, color, true);
    }
}
