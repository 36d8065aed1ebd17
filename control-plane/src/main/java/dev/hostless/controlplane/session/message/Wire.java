package dev.hostless.controlplane.session.message;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** What the protocol says of single values. Whoever breaks it is told which value it was. */
final class Wire {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private Wire() {
    }

    static void name(String field, @Nullable String value) {
        if (value == null || !NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(field + ": wanted " + NAME + ", got " + value);
        }
    }

    static void notNegative(String field, @Nullable Long value) {
        if (value != null && value < 0) {
            throw new IllegalArgumentException(field + ": wanted at least 0, got " + value);
        }
    }

    static void text(String field, @Nullable String value, int maximum) {
        if (value == null || value.isEmpty() || value.length() > maximum) {
            throw new IllegalArgumentException(field + ": wanted 1 to " + maximum
                    + " characters, got " + (value == null ? "null" : value.length()));
        }
    }
}
