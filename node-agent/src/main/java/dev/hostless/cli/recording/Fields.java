package dev.hostless.cli.recording;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object, each of which must be there and of its kind.
 *
 * @param where the object is, for messages
 */
record Fields(JsonNode json, String where) {
    Fields {
        if (!json.isObject()) {
            throw new RecordingProblem(where + ": wanted an object, got " + json.getNodeType());
        }
    }

    boolean has(String name) {
        return json.has(name);
    }

    String text(String name) {
        var value = value(name);
        if (!value.isString()) {
            throw wrong(name, "a text", value);
        }
        return value.stringValue();
    }

    long number(String name) {
        var value = value(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "a whole number", value);
        }
        return value.longValue();
    }

    OptionalLong optionalNumber(String name) {
        return has(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
    }

    int integer(String name) {
        long value = number(name);
        if (value != (int) value) {
            throw wrong(name, "a number of 32 bits", value(name));
        }
        return (int) value;
    }

    boolean flag(String name) {
        var value = value(name);
        if (!value.isBoolean()) {
            throw wrong(name, "true or false", value);
        }
        return value.booleanValue();
    }

    /** One of the constants, in lower case. */
    <E extends Enum<E>> E choice(String name, E[] all) {
        var word = text(name);
        for (var each : all) {
            if (word(each).equals(word)) {
                return each;
            }
        }
        throw wrong(name, Arrays.stream(all).map(Fields::word).collect(Collectors.joining(", ")),
                value(name));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    byte[] base64(String name) {
        try {
            return Base64.getDecoder().decode(text(name));
        } catch (IllegalArgumentException e) {
            throw wrong(name, "bytes in base64", value(name));
        }
    }

    byte[] hex(String name) {
        try {
            return HexFormat.of().parseHex(text(name));
        } catch (IllegalArgumentException e) {
            throw wrong(name, "bytes in hex", value(name));
        }
    }

    Fields object(String name) {
        return new Fields(value(name), where + ", " + name);
    }

    /** The elements of an array. */
    Iterable<JsonNode> array(String name) {
        var value = value(name);
        if (!value.isArray()) {
            throw wrong(name, "an array", value);
        }
        return value.values();
    }

    private JsonNode value(String name) {
        var value = json.get(name);
        if (value == null) {
            throw new RecordingProblem(where + ": the field " + name + " is missing");
        }
        return value;
    }

    private RecordingProblem wrong(String name, String wanted, JsonNode value) {
        return new RecordingProblem(where + ", " + name + ": wanted " + wanted + ", got " + value);
    }
}
