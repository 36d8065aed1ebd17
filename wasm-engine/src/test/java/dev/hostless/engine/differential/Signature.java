package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import java.util.List;

/** A function type. */
public record Signature(List<ValueType> parameters, List<ValueType> results) {
    public Signature {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
    }

    /** Numbers only, and one result at most. */
    boolean isPlain() {
        return results.size() <= 1 && Shape.areNumbers(parameters) && Shape.areNumbers(results);
    }

    /** A signature with the results listed last. */
    public static Signature of(List<ValueType> parameters, ValueType... results) {
        return new Signature(parameters, List.of(results));
    }
}
