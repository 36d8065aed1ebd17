package dev.hostless.engine;

import java.util.List;

/** Parameter and result types of a function. */
public record FunctionType(List<ValueType> parameters, List<ValueType> results) {
    public FunctionType {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
    }

    @Override
    public String toString() {
        return parameters + " -> " + results;
    }
}
