package dev.hostless.agent;

import java.util.List;

/**
 * The labels of a board's figures.
 *
 * @param fleet the agent's label of this name
 * @param firmware the first twelve hex digits of its digest, {@link #NONE} or {@link #OTHER}
 */
record BoardGroup(String fleet, String firmware, String preset) {

    /** A board that is meant to be off. */
    static final String NONE = "none";
    /** A firmware beyond those that have series of their own. */
    static final String OTHER = "other";
    private static final int DIGITS = 12;

    /** Whether its firmware is none in particular. */
    boolean isSpecial() {
        return isSpecial(firmware);
    }

    static boolean isSpecial(String firmware) {
        return firmware.equals(NONE) || firmware.equals(OTHER);
    }

    /** In the order of {@link AgentMetric#BOARD_LABELS}. */
    List<String> values() {
        return List.of(fleet, firmware, preset);
    }

    /** @param digest {@code sha256:} and 64 hex digits */
    static String shortened(String digest) {
        var hex = digest.substring(digest.indexOf(':') + 1);
        return hex.substring(0, Math.min(DIGITS, hex.length()));
    }
}
