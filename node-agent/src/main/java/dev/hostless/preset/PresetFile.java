package dev.hostless.preset;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads presets token by token: each start of the command line does so, and the first use of a
 * mapper takes longer than all that is read here.
 */
final class PresetFile {
    private final JsonParser json;

    private PresetFile(JsonParser json) {
        this.json = json;
    }

    static List<Preset> read(InputStream in) {
        try (var json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            json.nextToken();
            return new PresetFile(json).presets();
        }
    }

    private List<Preset> presets() {
        var presets = new ArrayList<Preset>();
        expect(JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = json.currentName().equals("presets");
            json.nextToken();
            if (wanted) {
                expect(JsonToken.START_ARRAY);
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    presets.add(preset());
                }
            } else {
                json.skipChildren();
            }
        }
        return presets;
    }

    private Preset preset() {
        expect(JsonToken.START_OBJECT);
        var texts = new TreeMap<String, String>();
        Map<String, String> environment = Map.of();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            json.nextToken();
            if (name.equals("environment")) {
                environment = environment();
            } else {
                texts.put(name, json.getString());
            }
        }
        return new Preset(required(texts, "name"), required(texts, "title"),
                Long.parseLong(required(texts, "ramBytes")),
                Long.parseLong(required(texts, "clockHz")),
                Integer.parseInt(required(texts, "consoleBaud")), environment,
                Boolean.parseBoolean(texts.get("default")), required(texts, "source"));
    }

    private TreeMap<String, String> environment() {
        var environment = new TreeMap<String, String>();
        expect(JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            json.nextToken();
            environment.put(name, json.getString());
        }
        return environment;
    }

    private static String required(Map<String, String> texts, String name) {
        var text = texts.get(name);
        if (text == null) {
            throw new IllegalStateException("a preset without " + name + ": " + texts);
        }
        return text;
    }

    private void expect(JsonToken token) {
        if (json.currentToken() != token) {
            throw new IllegalStateException(
                    "wanted %s, found %s".formatted(token, json.currentToken()));
        }
    }
}
