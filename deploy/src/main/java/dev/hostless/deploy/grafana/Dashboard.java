package dev.hostless.deploy.grafana;

import java.util.List;

/** @param uid its name in addresses, and that of its file */
record Dashboard(String uid, String title, String description, List<Variable> variables,
        List<Annotation> annotations, List<Row> rows) {

    @Override
    public String toString() {
        return title;
    }
}
