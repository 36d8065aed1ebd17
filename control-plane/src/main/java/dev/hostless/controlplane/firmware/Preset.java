package dev.hostless.controlplane.firmware;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/** A kind of board, from docs/protocol/presets.json. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Preset(
        String name, String title, long ramBytes, long clockHz, int consoleBaud,
        Map<String, String> environment, @JsonProperty("default") boolean isDefault,
        String source) {
}
