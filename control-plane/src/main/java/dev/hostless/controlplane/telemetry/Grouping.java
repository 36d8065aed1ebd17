package dev.hostless.controlplane.telemetry;

import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import java.util.Arrays;
import java.util.Locale;

/** What figures of many nodes are put together by. */
enum Grouping {
    /** Nodes that run the same firmware; "none" for those that are off. */
    FIRMWARE("coalesce(node.desired_firmware, 'none')"), NODE("node.name"), PRESET("node.preset");

    private final String column;

    Grouping(String column) {
        this.column = column;
    }

    /** An SQL expression over the table {@code node}. */
    String column() {
        return column;
    }

    static Grouping of(String text) {
        for (var grouping : values()) {
            if (grouping.name().toLowerCase(Locale.ROOT).equals(text)) {
                return grouping;
            }
        }
        throw new ProblemException(
                ErrorCode.INVALID_PARAMETER,
                "by: wanted one of " + Arrays.toString(values()).toLowerCase(Locale.ROOT)
                        + ", got '" + Checks.shortened(text) + "'");
    }
}
