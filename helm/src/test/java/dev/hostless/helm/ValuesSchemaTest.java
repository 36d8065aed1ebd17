package dev.hostless.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The schema is as strict as it says, and knows what the rest of the product knows. */
class ValuesSchemaTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode schema = read(Chart.FOLDER.resolve("values.schema.json"));

    @Test
    void noObjectTakesKeysThatNobodyReads() {
        var lenient = new ArrayList<String>();
        collect("", schema, (place, node) -> {
            var more = node.path("additionalProperties");
            if (node.path("type").asString("").equals("object")
                    && !(more.isBoolean() && !more.asBoolean()) && !more.has("type")) {
                lenient.add(place);
            }
        });
        // What an umbrella chart shares with all its charts is not for this one to judge.
        assertThat(lenient).containsExactly("/properties/global");
    }

    @Test
    void presetsAreThoseOfTheProtocol() {
        var presets = new ArrayList<String>();
        read(Path.of("../docs/protocol/presets.json")).get("presets")
                .forEach(preset -> presets.add(preset.get("name").asString()));
        var known = new ArrayList<String>();
        schema.at("/definitions/preset/enum").forEach(name -> known.add(name.asString()));
        assertThat(known).isEqualTo(presets);
    }

    @Test
    void eachKeyHasAValueOfTheChartsOwn() {
        assertThat(missing(schema, Chart.yaml(Chart.FOLDER.resolve("values.yaml")), ""))
                .containsExactly("/global");
    }

    /** Properties of the schema that the values leave out; the fleets' are described by them. */
    @SuppressWarnings("unchecked")
    private List<String> missing(JsonNode object, Map<String, Object> values, String place) {
        var missing = new ArrayList<String>();
        object.path("properties").propertyStream().forEach(property -> {
            var value = values.get(property.getKey());
            var here = place + "/" + property.getKey();
            var target = property.getValue();
            if (target.has("$ref")) {
                target = schema.at(target.get("$ref").asString().substring(1));
            }
            if (value == null) {
                // A limit of the processor that nobody set is none.
                if (!here.endsWith("/limits/cpu")) {
                    missing.add(here);
                }
            } else if (value instanceof Map) {
                missing.addAll(missing(target, (Map<String, Object>) value, here));
            }
        });
        return missing;
    }

    private interface Visitor {
        void visit(String place, JsonNode node);
    }

    private static void collect(String place, JsonNode node, Visitor visitor) {
        if (node.isObject()) {
            visitor.visit(place, node);
            node.propertyStream().forEach(property -> collect(place + "/" + property.getKey(),
                    property.getValue(), visitor));
        } else if (node.isArray()) {
            node.forEach(one -> collect(place + "[]", one, visitor));
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
