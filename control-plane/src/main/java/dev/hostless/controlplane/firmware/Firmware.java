package dev.hostless.controlplane.firmware;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/** An uploaded module, named by its digest. */
public record Firmware(
        String digest, String name, long sizeBytes, Instant uploadedAt, Inspection inspection,
        @JsonIgnore long position) {

    /** What a board must have to start it. */
    @JsonIgnore
    public long memoryBytes() {
        return inspection.memory() == null ? 0 : inspection.memory().initialBytes();
    }
}
