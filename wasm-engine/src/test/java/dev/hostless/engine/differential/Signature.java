package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import java.util.List;

/** A function type. */
public record Signature(List<ValueType> parameters, List<ValueType> results) {
    public Signature {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
    }

    /** A signature with the results listed last. */
    public static Signature of(List<ValueType> parameters, ValueType... results) {
        return new Signature(parameters, List.of(results));
    }
}
