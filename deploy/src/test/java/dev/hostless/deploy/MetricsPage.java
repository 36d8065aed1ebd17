package dev.hostless.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The families of docs/metrics.md, which is made from the code. */
final class MetricsPage {
    private static final Path PAGE = RunningFleet.HOME.resolve("docs/metrics.md");
    private static final List<String> BOARD_LABELS = List.of("agent", "fleet", "firmware",
            "preset");

    /**
     * @param name as Prometheus has it, but for what histograms append
     * @param labels all of them
     */
    record Family(String name, String type, List<String> labels) {
        /** The name of a series of it. */
        String series() {
            return type.equals("histogram") ? name + "_count" : name;
        }

        boolean isOfNodes() {
            return name.startsWith("hostless_node_");
        }
    }

    private MetricsPage() {
    }

    static List<Family> read() throws IOException {
        var families = new ArrayList<Family>();
        List<String> common = List.of();
        for (var line : Files.readAllLines(PAGE)) {
            if (line.startsWith("<!-- begin of ")) {
                common = line.contains("boards")
                        ? BOARD_LABELS
                        : line.contains("agent") ? List.of("agent") : List.of();
            }
            var cells = line.split("\\|", -1);
            if (line.startsWith("| `hostless_")) {
                families.add(family(cells[1], cells, common));
                if (cells[5].contains("hostless_node_")) {
                    var labels = new ArrayList<>(common);
                    labels.add("node");
                    families.add(family(cells[5], cells, labels));
                }
            }
        }
        return families;
    }

    private static Family family(String name, String[] cells, List<String> common) {
        var labels = new ArrayList<>(common);
        Pattern.compile("`(\\w+)`").matcher(cells[4]).results()
                .forEach(label -> labels.add(label.group(1)));
        return new Family(name.replace("`", "").strip(), cells[2].strip(), List.copyOf(labels));
    }
}
