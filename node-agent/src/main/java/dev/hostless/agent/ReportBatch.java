package dev.hostless.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The body of one {@code POST /agent/v1/reports}. It is made once and sent unchanged until it is
 * answered, so that ({@code boot}, {@code sequence}) tells the control plane a repetition.
 */
record ReportBatch(String boot, long sequence, int reports, byte[] body) {

    /** The protocol's limits, with room for the envelope in the second. */
    static final int REPORTS_MAX = 1_000;
    static final long REPORT_BYTES_MAX = (4 << 20) - REPORTS_MAX - 256;

    static ReportBatch of(String boot, long sequence, List<byte[]> reports) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(("{\"boot\":\"" + boot + "\",\"sequence\":" + sequence + ",\"reports\":[")
                .getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (var report : reports) {
            if (!first) {
                body.write(',');
            }
            first = false;
            body.writeBytes(report);
        }
        body.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return new ReportBatch(boot, sequence, reports.size(), body.toByteArray());
    }
}
