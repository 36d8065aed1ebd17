package dev.hostless.controlplane.assignment;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hostless.controlplane.problem.Checks;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to run where.
 *
 * @param selector which nodes; it must be there, if only empty
 * @param firmware a digest or the beginning of one; null: off. It must be there, if only null
 * @param seed of the boards' random numbers, from 0; 1 when absent
 */
public record AssignmentRequest(
        @JsonProperty(required = true) String selector,
        @JsonProperty(required = true) @Nullable String firmware,
        @Nullable List<String> arguments,
        @Nullable Map<String, String> environment,
        @Nullable Long seed) {

    private static final int MAX_ARGUMENTS = 128;
    private static final int MAX_ENVIRONMENT = 128;
    private static final int MAX_TEXT = 4096;
    private static final int MAX_NAME = 128;
    private static final int MAX_TOTAL = 32_768;

    /** A copy with nothing left out; refuses what is too long. */
    AssignmentRequest checked() {
        if (selector == null) {
            throw Checks.invalid("selector", "wanted a text, got null; \"\" means all nodes");
        }
        var allArguments = arguments == null ? List.<String>of() : arguments;
        var allEnvironment = environment == null ? Map.<String, String>of() : environment;
        checkCount("arguments", allArguments.size(), MAX_ARGUMENTS);
        checkCount("environment", allEnvironment.size(), MAX_ENVIRONMENT);
        int total = 0;
        for (int index = 0; index < allArguments.size(); index++) {
            total += checkText("arguments[" + index + "]", allArguments.get(index));
        }
        for (var variable : allEnvironment.entrySet()) {
            var name = Checks.text("environment", variable.getKey(), 1, MAX_NAME);
            if (name.indexOf('=') >= 0) {
                throw Checks.invalid("environment", "the name '" + name + "' contains '='");
            }
            total += name.length() + checkText("environment." + name, variable.getValue());
        }
        if (total > MAX_TOTAL) {
            throw Checks.invalid("arguments", "arguments and environment have " + total
                    + " characters together; wanted at most " + MAX_TOTAL);
        }
        long checkedSeed = seed == null ? 1 : seed;
        if (checkedSeed < 0) {
            throw Checks.invalid("seed", "wanted at least 0, got " + checkedSeed);
        }
        return new AssignmentRequest(
                selector, firmware, List.copyOf(allArguments), Map.copyOf(allEnvironment),
                checkedSeed);
    }

    private static void checkCount(String field, int count, int maximum) {
        if (count > maximum) {
            throw Checks.invalid(field, "wanted at most " + maximum + ", got " + count);
        }
    }

    /** Unlike names these may hold line ends and tabs, but no NUL, which ends a C string. */
    private static int checkText(String field, @Nullable String value) {
        if (value == null || value.length() > MAX_TEXT) {
            throw Checks.invalid(field, "wanted at most " + MAX_TEXT + " characters, got "
                    + (value == null ? "null" : value.length()));
        }
        int nul = value.indexOf('\0');
        if (nul >= 0) {
            throw Checks.invalid(field, "has the character NUL at index " + nul);
        }
        return value.length();
    }

    /** Without what the program is given: there may be a password of its own among it. */
    @Override
    public String toString() {
        return "AssignmentRequest[" + selector + ", " + firmware + "]";
    }
}
