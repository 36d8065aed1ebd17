package dev.hostless.boardfile;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hostless.board.FaultText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The schema is for editors; what counts is the reader. They must not drift apart. */
class BoardFileSchemaTest {
    private static final Path SCHEMA = Path.of("../docs/board-file.schema.json");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static JsonNode json() throws IOException {
        return JSON.readTree(Files.readString(SCHEMA));
    }

    private static List<String> problems(String yaml) throws IOException {
        Schema schema = SchemaRegistry
                .withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return schema.validate(JSON.writeValueAsString(tree), InputFormat.JSON).stream()
                .map(Object::toString).toList();
    }

    static Stream<Path> samples() throws IOException {
        try (var files = Files.list(Path.of("../deploy/boards"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void eachSampleIsReadAndFitsTheSchema(Path sample) throws IOException {
        var file = BoardFile.read(sample);
        assertThat(sample.getFileName()).hasToString(file.spec().preset() + ".yaml");
        assertThat(problems(Files.readString(sample))).isEmpty();
    }

    private static List<String> names(Iterator<String> all) {
        var names = new ArrayList<String>();
        all.forEachRemaining(names::add);
        return names;
    }

    @ParameterizedTest
    @EnumSource
    void readerAndSchemaKnowTheSameKeys(Section section) throws IOException {
        var part = section == Section.BOARD
                ? json()
                : json().at("/$defs/" + section.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(names(part.get("properties").propertyNames().iterator()))
                .isEqualTo(section.keys());
        assertThat(part.get("additionalProperties").asBoolean()).isFalse();
    }

    @Test
    void readerAndSchemaKnowTheSameFaults() throws IOException {
        var pattern = json().at("/$defs/fault/pattern").asString();
        assertThat(pattern.substring(2, pattern.indexOf(')')).split("\\|"))
                .containsExactlyInAnyOrderElementsOf(FaultText.kinds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"speed: 3", "ram: much", "cycles: {call: 0}", "mpu: [{start: 0}]",
        "heap: {collector: rc}", "volumes: [{at: /a}]", "faults: [meteor@1s]", "name: My Board",
        "environment: {A: [1]}"})
    void bothRefuse(String yaml) throws IOException {
        assertThat(problems(yaml)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed: 0x48", "console: 115_200", "ram: 1.5MiB", "clock: 168000000",
        "environment: {GOGC: off, X: 1, Y: }", "faults: ['bit-flip:0x10,3@every:1.5ms']",
        "mpu: [{start: '0x0', size: 4KiB, access: none}]"})
    void bothTake(String yaml) throws IOException {
        assertThat(problems(yaml)).isEmpty();
    }
}
