package dev.hostless.deploy.grafana;

/** What a reader of a dashboard chooses above it. */
sealed interface Variable {

    String name();

    String label();

    String description();

    /** The Prometheus that is asked. */
    record Datasource(String name, String label, String description) implements Variable {
    }

    /** Typed in. */
    record Text(String name, String label, String description, String preset)
            implements
                Variable {
    }

    /**
     * The values of a label.
     *
     * @param series which time series to look at
     */
    record Labels(String name, String label, String description, String series, String values,
            Choice choice) implements Variable {

        /** As Grafana's data source for Prometheus writes it. */
        String query() {
            return "label_values(%s, %s)".formatted(series, values);
        }
    }

    enum Choice {
        /** One value; the first one found until a reader chooses. */
        ONE,
        /** Some values; the first one found until a reader chooses. */
        SOME,
        /** Some values, or all there are, as at first. */
        ALL
    }

    static Variable datasource() {
        return new Datasource("datasource", "Prometheus", "The Prometheus that scrapes the fleet.");
    }

    static Variable api() {
        return new Text("api", "Control plane", "Address of the control plane as your browser"
                + " reaches it; links to its page and its API start with it.",
                "http://127.0.0.1:8080");
    }
}
