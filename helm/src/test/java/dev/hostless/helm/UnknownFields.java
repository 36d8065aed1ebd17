package dev.hostless.helm;

import io.fabric8.kubernetes.api.model.AnyType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What fabric8's models kept of a document without knowing what it is. */
final class UnknownFields {

    private final List<String> found = new ArrayList<>();

    private UnknownFields() {
    }

    /** Their places, such as {@code spec.template.specc}. */
    static List<String> of(Object model) {
        var search = new UnknownFields();
        search.search("", model);
        return search.found;
    }

    private void search(String place, @Nullable Object value) {
        switch (value) {
            case Collection<?> all -> all.forEach(one -> search(place + "[]", one));
            case Map<?, ?> all -> all.forEach((key, one) -> search(place + "." + key, one));
            case AnyType _ -> {
                // Anything is right there.
            }
            case null -> {
                // Not given.
            }
            default -> {
                if (value.getClass().getName().startsWith("io.fabric8.")) {
                    fields(place, value);
                }
            }
        }
    }

    private void fields(String place, Object model) {
        for (Class<?> type = model.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (var field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || type.isEnum()) {
                    continue;
                }
                var value = read(field, model);
                if (field.getName().equals("additionalProperties")) {
                    ((Map<?, ?>) value).keySet().forEach(key -> found.add(place + "." + key));
                } else {
                    search(place + "." + field.getName(), value);
                }
            }
        }
    }

    private static Object read(Field field, Object model) {
        try {
            field.setAccessible(true);
            return field.get(model);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
