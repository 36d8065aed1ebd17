package dev.hostless.controlplane.session.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reports that travel together. They are read one by one, so a bad one loses only itself. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportBatch(String boot, long sequence, List<@Nullable JsonNode> reports) {

    public static final int MAX_REPORTS = 1000;

    public ReportBatch {
        Wire.text("boot", boot, 64);
        Wire.notNegative("sequence", sequence);
        if (reports == null) {
            throw new IllegalArgumentException("reports: wanted an array, got null");
        }
    }
}
