package dev.hostless.boardfile;

import java.util.List;
import java.util.Map;

/** A piece of a YAML file, with its place. What a text means is up to whoever reads it. */
sealed interface YamlNode {
    Place place();

    /** A scalar, however it is quoted; empty for a key without a value. */
    record Text(Place place, String value) implements YamlNode {
    }

    /** A sequence. */
    record Items(Place place, List<YamlNode> all) implements YamlNode {
    }

    /** A mapping, in the order of the file. */
    record Fields(Place place, Map<String, Field> all) implements YamlNode {
    }

    /** A key's place and its value. */
    record Field(Place place, YamlNode value) {
    }

    /** For messages. */
    default String kind() {
        return switch (this) {
            case Text text -> text.value().isEmpty() ? "nothing" : "'" + text.value() + "'";
            case Items _ -> "a list";
            case Fields _ -> "keys and values";
        };
    }
}
