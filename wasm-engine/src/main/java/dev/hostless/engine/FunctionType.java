package dev.hostless.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameter and result types of a function. */
public record FunctionType(List<ValueType> parameters, List<ValueType> results) {
    public FunctionType {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
    }

    /** Written out: the record's own is linked at its first call, which delays each start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FunctionType type && parameters.equals(type.parameters)
                && results.equals(type.results);
    }

    @Override
    public int hashCode() {
        return 31 * parameters.hashCode() + results.hashCode();
    }

    @Override
    public String toString() {
        return parameters + " -> " + results;
    }
}
