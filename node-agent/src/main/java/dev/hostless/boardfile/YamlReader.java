package dev.hostless.boardfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads the part of YAML that a board file needs: one document of mappings, sequences and scalars.
 * No tags, and no anchors and aliases: a file is as large as it looks.
 */
final class YamlReader {
    static final int NESTING_MAX = 8;

    private final ParserImpl parser;

    private YamlReader(ParserImpl parser) {
        this.parser = parser;
    }

    /**
     * Reads a file's text.
     *
     * @throws EntryProblem at the place where it is no such YAML
     */
    static YamlNode read(String text) {
        try {
            var reader = new YamlReader(
                    new ParserImpl(new StreamReader(text), new LoaderOptions()));
            return reader.document();
        } catch (MarkedYAMLException bad) {
            var mark = bad.getProblemMark();
            var context = bad.getContext() == null ? "" : bad.getContext() + ": ";
            throw new EntryProblem(mark == null ? Place.START : place(mark),
                    "no YAML: " + context + bad.getProblem());
        } catch (YAMLException bad) {
            throw new EntryProblem(Place.START, "no YAML: "
                    + String.valueOf(bad.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private YamlNode document() {
        parser.getEvent();
        if (parser.peekEvent().getEventId() == Event.ID.StreamEnd) {
            throw new EntryProblem(Place.START, "wanted keys and values, got an empty file");
        }
        parser.getEvent();
        var root = node(0);
        parser.getEvent();
        var next = parser.peekEvent();
        if (next.getEventId() != Event.ID.StreamEnd) {
            throw new EntryProblem(place(next.getStartMark()),
                    "wanted one document, here begins another");
        }
        return root;
    }

    private YamlNode node(int depth) {
        var event = parser.getEvent();
        var place = place(event.getStartMark());
        if (depth > NESTING_MAX) {
            throw new EntryProblem(place, "wanted at most " + NESTING_MAX + " levels, got more");
        }
        if (event instanceof AliasEvent
                || event instanceof NodeEvent anchored && anchored.getAnchor() != null) {
            throw new EntryProblem(place, "wanted no anchors and no aliases, got one");
        }
        return switch (event) {
            case ScalarEvent scalar -> {
                refuseTag(place, scalar.getTag());
                yield new YamlNode.Text(place, scalar.getValue());
            }
            case SequenceStartEvent sequence -> {
                refuseTag(place, sequence.getTag());
                yield items(place, depth);
            }
            case MappingStartEvent mapping -> {
                refuseTag(place, mapping.getTag());
                yield fields(place, depth);
            }
            default -> throw new EntryProblem(place, "wanted a value, got " + event.getEventId());
        };
    }

    private YamlNode items(Place place, int depth) {
        var all = new ArrayList<YamlNode>();
        while (parser.peekEvent().getEventId() != Event.ID.SequenceEnd) {
            all.add(node(depth + 1));
        }
        parser.getEvent();
        return new YamlNode.Items(place, all);
    }

    private YamlNode fields(Place place, int depth) {
        var all = new LinkedHashMap<String, YamlNode.Field>();
        while (parser.peekEvent().getEventId() != Event.ID.MappingEnd) {
            var key = node(depth + 1);
            if (!(key instanceof YamlNode.Text(var at, var name))) {
                throw new EntryProblem(key.place(), "wanted a name for a key, got " + key.kind());
            }
            var before = all.get(name);
            if (before != null) {
                throw new EntryProblem(at,
                        "'" + name + "' stands here a second time, first at " + before.place());
            }
            all.put(name, new YamlNode.Field(at, node(depth + 1)));
        }
        parser.getEvent();
        return new YamlNode.Fields(place, all);
    }

    private static void refuseTag(Place place, @Nullable String tag) {
        if (tag != null) {
            throw new EntryProblem(place, "wanted no tag, got " + tag);
        }
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
