package dev.hostless.controlplane.database;

import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values in jsonb columns, and rows that go to a statement as one jsonb parameter. PostgreSQL
 * cannot store the character NUL in text, so it becomes U+FFFD on the way.
 */
public final class JsonColumns {

    private final JsonMapper json;

    public JsonColumns(JsonMapper json) {
        // A row may have been written by another version of the service.
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    public Json of(Object value) {
        var text = json.writeValueAsString(value);
        return Json.of(text.contains("\\u0000") ? withoutNul(text) : text);
    }

    /** Replaces the escape for NUL, but not an escaped backslash that is followed by u0000. */
    private static String withoutNul(String text) {
        var result = new StringBuilder(text.length());
        for (int index = 0; index < text.length(); index++) {
            if (text.charAt(index) != '\\') {
                result.append(text.charAt(index));
            } else if (text.startsWith("u0000", index + 1)) {
                result.append("\\ufffd");
                index += 5;
            } else {
                result.append(text, index, index + 2);
                index++;
            }
        }
        return result.toString();
    }

    public <T> T read(Readable row, String column, Class<T> type) {
        return json.readValue(text(row, column), type);
    }

    public JsonNode tree(Readable row, String column) {
        return json.readTree(text(row, column));
    }

    public List<String> strings(Readable row, String column) {
        return json.readValue(text(row, column), new TypeReference<List<String>>() {
        });
    }

    public Map<String, String> stringMap(Readable row, String column) {
        return json.readValue(text(row, column), new TypeReference<Map<String, String>>() {
        });
    }

    private static String text(Readable row, String column) {
        var value = row.get(column, Json.class);
        if (value == null) {
            throw new IllegalStateException("BUG: column " + column + " is null");
        }
        return value.asString();
    }

    /** A column that is never null. */
    public static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("BUG: a column that is never null is null");
        }
        return value;
    }
}
