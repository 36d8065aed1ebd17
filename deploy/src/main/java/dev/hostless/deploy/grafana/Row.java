package dev.hostless.deploy.grafana;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A section of a dashboard, under a heading that folds it.
 *
 * @param repeat the variable for each of whose chosen values the section appears
 * @param folded whether its queries wait until somebody opens it
 */
record Row(String title, @Nullable String repeat, boolean folded, List<Panel> panels) {

    static Row of(String title, List<Panel> panels) {
        return new Row(title, null, false, List.copyOf(panels));
    }

    static Row folded(String title, List<Panel> panels) {
        return new Row(title, null, true, List.copyOf(panels));
    }

    Row repeatedFor(String variable) {
        return new Row(title, variable, folded, panels);
    }
}
