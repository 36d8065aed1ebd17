package dev.hostless.deploy.grafana;

import java.util.Locale;

/** A family of metrics and what is looked at of it: the start of an expression in PromQL. */
record Figure(String family, String matchers) {

    /** The window that Grafana chooses so that a rate has at least four scrapes to go by. */
    static final String WINDOW = "$__rate_interval";

    /** The whole time range that a dashboard shows. */
    static final String RANGE = "$__range";

    /** Narrows what is looked at. */
    Figure where(String matcher) {
        return new Figure(family, matchers.isEmpty() ? matcher : matchers + "," + matcher);
    }

    String now() {
        return family + "{" + matchers + "}";
    }

    /** @param labels to keep, or none */
    String sum(String... labels) {
        return aggregate("sum", now(), labels);
    }

    String max(String... labels) {
        return aggregate("max", now(), labels);
    }

    String min(String... labels) {
        return aggregate("min", now(), labels);
    }

    /** Of a counter, for each second. */
    String rate(String... labels) {
        return aggregate("sum", "rate(" + now() + "[" + WINDOW + "])", labels);
    }

    /** Of a counter, over the whole time range. */
    String rateOverRange(String... labels) {
        return aggregate("sum", "rate(" + now() + "[" + RANGE + "])", labels);
    }

    /**
     * What a counter counted from point to point. Unlike an increase it has what a new series
     * starts with: a program's first trap is often its first figure, too.
     */
    String added(String... labels) {
        return added("%1$s - %1$s offset $__interval".formatted(now()), labels);
    }

    /** The same over the whole time range. */
    String addedOverRange(String... labels) {
        return added("(increase(%1$s[%2$s]) and %1$s offset %2$s)".formatted(now(), RANGE), labels);
    }

    private String added(String since, String... labels) {
        return "clamp_min(%s, 0)"
                .formatted(aggregate("sum", "(" + since + ") or " + now(), labels));
    }

    /** What a histogram counted in each bucket. */
    String buckets() {
        return part("_bucket").increase("le");
    }

    String quantile(double q, String... labels) {
        return quantile(q, WINDOW, labels);
    }

    /** Of a histogram, over the whole time range. */
    String quantileOverRange(double q, String... labels) {
        return quantile(q, RANGE, labels);
    }

    private String quantile(double q, String window, String... labels) {
        var kept = new String[labels.length + 1];
        kept[0] = "le";
        System.arraycopy(labels, 0, kept, 1, labels.length);
        var counted = aggregate("sum",
                "rate(" + part("_bucket").now() + "[" + window + "])", kept);
        return String.format(Locale.ROOT, "histogram_quantile(%s, %s)", q, counted);
    }

    private String increase(String... labels) {
        return aggregate("sum", "increase(" + now() + "[" + WINDOW + "])", labels);
    }

    private Figure part(String suffix) {
        return new Figure(family + suffix, matchers);
    }

    private static String aggregate(String operator, String operand, String... labels) {
        return labels.length == 0
                ? operator + "(" + operand + ")"
                : operator + " by (" + String.join(", ", labels) + ") (" + operand + ")";
    }
}
