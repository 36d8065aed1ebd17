package dev.hostless.board;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class OfferedImportsTest {
    /** The control plane takes uploads by it. */
    @Test
    void theProtocolsListIsWhatBoardsOffer() {
        TreeMap<String, Set<String>> listed = JsonMapper.builder().build().readValue(
                Path.of("../docs/protocol/imports.json"), new TypeReference<>() {
                });
        listed.replaceAll((_, names) -> new TreeSet<>(names));
        assertThat(listed).isEqualTo(OfferedImports.all());
    }
}
