package dev.hostless.deploy.grafana;

import java.util.LinkedHashMap;
import java.util.Map;

/** Objects of a document, with their fields in the order in which they are written. */
final class Json {

    private Json() {
    }

    /** @param namesAndValues a name, its value, the next name, and so on */
    static Map<String, Object> object(Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("wanted a value for each name, got "
                    + namesAndValues.length + " names and values");
        }
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (object.put((String) namesAndValues[i], namesAndValues[i + 1]) != null) {
                throw new IllegalArgumentException("two fields are named " + namesAndValues[i]);
            }
        }
        return object;
    }
}
