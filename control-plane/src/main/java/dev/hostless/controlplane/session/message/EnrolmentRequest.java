package dev.hostless.controlplane.session.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;

/** An agent introduces itself and its boards. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EnrolmentRequest(
        String agent, String key, String version, int engineSemantics, List<OfferedBoard> boards) {

    /** A board that becomes a node. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record OfferedBoard(
            String name, String preset, long ramBytes, long clockHz, Map<String, String> labels) {
    }

    /** Without the key: frameworks write what they decode into their log. */
    @Override
    public String toString() {
        return "EnrolmentRequest[" + agent + "]";
    }
}
