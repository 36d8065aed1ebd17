package dev.hostless.engine.compiler;

import dev.hostless.engine.ExternKind;
import dev.hostless.engine.ProgramRejected;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of functions from the name section; a malformed name section is as none. */
public final class FunctionNames {
    private static final int FUNCTION_SUBSECTION = 1;

    private final ModuleImage image;
    /** Where each function's name is in the module, 0 for none. */
    private final int[] place;
    private @Nullable Map<String, Integer> byName;

    FunctionNames(ModuleImage image) {
        this.image = image;
        this.place = new int[image.functions.length];
        if (image.nameEnd > 0) {
            try {
                read(new WasmReader(image.bytes, image.nameStart, image.nameEnd));
            } catch (ProgramRejected e) {
                java.util.Arrays.fill(place, 0);
            }
        }
    }

    private void read(WasmReader reader) {
        while (!reader.atEnd()) {
            int id = reader.u8();
            int size = reader.u32();
            int start = reader.position();
            reader.skip(size);
            if (id == FUNCTION_SUBSECTION) {
                var names = new WasmReader(image.bytes, start, start + size);
                int count = names.count("names");
                for (int i = 0; i < count; i++) {
                    int function = names.u32();
                    int at = names.position();
                    names.skip(names.u32());
                    if (function >= 0 && function < place.length) {
                        place[function] = at;
                    }
                }
            }
        }
    }

    /** From the name section, else from an export or import, else {@code func[index]}. */
    public String name(int function) {
        if (function < 0 || function >= place.length) {
            throw new IndexOutOfBoundsException(
                    "functions are 0 to %d, not %d".formatted(place.length - 1, function));
        }
        if (place[function] != 0) {
            try {
                return new WasmReader(image.bytes, place[function], image.nameEnd).name();
            } catch (ProgramRejected e) {
                return "func[" + function + "]";
            }
        }
        for (var export : image.exports) {
            if (export.kind() == ExternKind.FUNCTION && export.index() == function) {
                return export.name();
            }
        }
        return image.isImported(function) ? importName(function) : "func[" + function + "]";
    }

    private String importName(int function) {
        var found = image.imports.stream().filter(i -> i.kind() == ExternKind.FUNCTION)
                .skip(function).findFirst().orElseThrow();
        return found.module() + "." + found.name();
    }

    /** By name section only. */
    public OptionalInt index(String name) {
        var index = byName().get(name);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** By name section only. */
    public Set<String> all() {
        return Collections.unmodifiableSet(byName().keySet());
    }

    private synchronized Map<String, Integer> byName() {
        var map = byName;
        if (map == null) {
            map = new HashMap<>();
            for (int i = place.length - 1; i >= 0; i--) {
                if (place[i] != 0) {
                    map.put(name(i), i);
                }
            }
            byName = map;
        }
        return map;
    }
}
