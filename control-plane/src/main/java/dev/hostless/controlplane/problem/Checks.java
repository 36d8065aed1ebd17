package dev.hostless.controlplane.problem;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What callers may pass, checked once at the edge. */
public final class Checks {

    public static final int DEFAULT_LIMIT = 100;
    public static final int MAX_LIMIT = 500;

    private Checks() {
    }

    /** The size of a page. */
    public static int limit(@Nullable Integer wanted) {
        if (wanted == null) {
            return DEFAULT_LIMIT;
        }
        if (wanted < 1 || wanted > MAX_LIMIT) {
            throw new ProblemException(
                    ErrorCode.INVALID_PARAMETER,
                    "limit: wanted 1 to " + MAX_LIMIT + ", got " + wanted);
        }
        return wanted;
    }

    /** A {@code Last-Event-ID}. */
    public static long eventId(String text) {
        try {
            long id = Long.parseLong(text.strip());
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException wrong) {
            // Said below.
        }
        throw new ProblemException(
                ErrorCode.INVALID_PARAMETER,
                "Last-Event-ID: wanted a number from 0, got '" + shortened(text) + "'");
    }

    /** The position in an opaque cursor; null stands for the beginning. */
    public static @Nullable String cursor(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            var text = new String(
                    Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith("c:") && text.indexOf('\0') < 0) {
                return text.substring(2);
            }
        } catch (IllegalArgumentException wrong) {
            // Said below.
        }
        throw new ProblemException(
                ErrorCode.INVALID_PARAMETER,
                "cursor: wanted the 'next' of an earlier answer, got '" + shortened(cursor) + "'");
    }

    public static String toCursor(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("c:" + position).getBytes(StandardCharsets.UTF_8));
    }

    /** A text that is stored and shown: it has a length, and no control characters. */
    public static String text(String field, @Nullable String value, int minimum, int maximum) {
        if (value == null) {
            throw invalid(field, "wanted a text, got null");
        }
        if (value.length() < minimum || value.length() > maximum) {
            throw invalid(field, "wanted " + minimum + " to " + maximum + " characters, got "
                    + value.length());
        }
        for (int index = 0; index < value.length(); index++) {
            if (Character.isISOControl(value.charAt(index))) {
                throw invalid(field, "has the control character U+%04X at index %d"
                        .formatted((int) value.charAt(index), index));
            }
        }
        return value;
    }

    public static ProblemException invalid(String field, String detail) {
        return new ProblemException(
                ErrorCode.INVALID_FIELD, field + ": " + detail, Map.of("field", field));
    }

    /** What came, in a length that fits a message. */
    public static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
