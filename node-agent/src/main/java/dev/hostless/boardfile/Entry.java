package dev.hostless.boardfile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A mapping of a board file as it is read. Whatever is wrong with it is said at its place: an
 * unknown key at the key, a bad value at the value, a missing key where the mapping begins.
 */
final class Entry {
    private final Section section;
    private final Place place;
    private final Map<String, YamlNode.Field> fields;

    private Entry(Section section, Place place, Map<String, YamlNode.Field> fields) {
        this.section = section;
        this.place = place;
        this.fields = fields;
    }

    static Entry of(Section section, YamlNode node) {
        if (!(node instanceof YamlNode.Fields(var place, var fields))) {
            throw new EntryProblem(node.place(), "wanted keys and values, of "
                    + String.join(", ", section.keys()) + ", got " + node.kind());
        }
        fields.forEach((key, field) -> {
            if (!section.keys().contains(key)) {
                throw new EntryProblem(field.place(), "unknown key '" + key + "'; wanted "
                        + String.join(", ", section.keys()));
            }
        });
        return new Entry(section, place, fields);
    }

    Place place() {
        return place;
    }

    /** Of the value, or of the mapping when the key is not there. */
    Place place(String key) {
        return find(key).map(YamlNode::place).orElse(place);
    }

    boolean has(String key) {
        return find(key).isPresent();
    }

    /** The value of a key, which the reader may refuse by IllegalArgumentException. */
    <T> Optional<T> value(String key, Function<String, T> reader) {
        return find(key).map(node -> read(key, node, reader));
    }

    <T> T required(String key, Function<String, T> reader) {
        return value(key, reader).orElseThrow(
                () -> new EntryProblem(place, "wanted a value of '" + key + "', got none"));
    }

    /** Tells the value of a key, if it is there, to somebody who may refuse it. */
    void ifThere(String key, Consumer<String> reader) {
        value(key, text -> {
            reader.accept(text);
            return text;
        });
    }

    /** The mapping behind a key. */
    Optional<Entry> entry(String key, Section inner) {
        return find(key).map(node -> of(inner, node));
    }

    /** The elements of the list behind a key; none when the key is not there. */
    List<YamlNode> items(String key) {
        return find(key).map(node -> {
            if (node instanceof YamlNode.Items(var _, var all)) {
                return all;
            }
            throw new EntryProblem(node.place(), key + ": wanted a list, got " + node.kind());
        }).orElse(List.of());
    }

    /** The elements of the list behind a key, or nothing if no list is there. */
    Optional<List<YamlNode>> list(String key) {
        return find(key).filter(YamlNode.Items.class::isInstance).map(_ -> items(key));
    }

    /** The fields behind a key whose names are free; none when the key is not there. */
    Map<String, YamlNode.Field> free(String key) {
        return find(key).map(node -> {
            if (node instanceof YamlNode.Fields(var _, var all)) {
                return all;
            }
            throw new EntryProblem(node.place(),
                    key + ": wanted names and values, got " + node.kind());
        }).orElse(Map.of());
    }

    /** Reads a scalar. */
    static <T> T read(String key, YamlNode node, Function<String, T> reader) {
        if (!(node instanceof YamlNode.Text(var place, var text)) || text.isEmpty()) {
            throw new EntryProblem(node.place(), key + ": wanted a value, got " + node.kind());
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException problem) {
            throw new EntryProblem(place, key + ": " + problem.getMessage());
        }
    }

    /** Does something that may be refused for what stands at a place. */
    static <T> T at(Place place, Supplier<T> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException problem) {
            throw new EntryProblem(place, String.valueOf(problem.getMessage()));
        }
    }

    private Optional<YamlNode> find(String key) {
        if (!section.keys().contains(key)) {
            throw new IllegalStateException("BUG: " + section + " has no key " + key);
        }
        return Optional.ofNullable(fields.get(key)).map(YamlNode.Field::value);
    }
}
