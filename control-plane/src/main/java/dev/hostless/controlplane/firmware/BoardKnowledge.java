package dev.hostless.controlplane.firmware;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the control plane knows of boards, as data from docs/protocol: the presets and the functions
 * that boards offer to modules.
 *
 * @param imports module name to function names
 */
public record BoardKnowledge(List<Preset> presets, Map<String, Set<String>> imports) {

    private static final String PLACE = "dev/hostless/protocol/";

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record PresetFile(List<Preset> presets) {
    }

    public static BoardKnowledge load(JsonMapper json) {
        var lenient = json.rebuild()
                // A preset that is not the default does not say so.
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
        try (var presets = new ClassPathResource(PLACE + "presets.json").getInputStream();
                var imports = new ClassPathResource(PLACE + "imports.json").getInputStream()) {
            return new BoardKnowledge(
                    lenient.readValue(presets, PresetFile.class).presets(),
                    lenient.readValue(imports, new TypeReference<Map<String, Set<String>>>() {
                    }));
        } catch (IOException missing) {
            throw new UncheckedIOException("docs/protocol is not in the jar", missing);
        }
    }

    boolean offers(String module, String name) {
        return imports.getOrDefault(module, Set.of()).contains(name);
    }

    List<String> presetsThatHold(long memoryBytes) {
        return presets.stream()
                .filter(preset -> preset.ramBytes() >= memoryBytes)
                .map(Preset::name)
                .toList();
    }

    long largestRamBytes() {
        return presets.stream().mapToLong(Preset::ramBytes).max().orElse(0);
    }
}
