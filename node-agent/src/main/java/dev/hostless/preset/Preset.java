package dev.hostless.preset;

import dev.hostless.board.BoardSpec;

import java.util.Map;

/**
 * A board kind.
 *
 * @param name unique, as operators write it
 * @param title for people
 * @param ramBytes RAM in bytes
 * @param clockHz cycles per second
 * @param consoleBaud bits per second of UART0
 * @param environment variables that a guest needs on so much RAM
 * @param standard the one that is taken when none is named
 * @param source where the figures come from
 */
public record Preset(String name, String title, long ramBytes, long clockHz, int consoleBaud,
        Map<String, String> environment, boolean standard, String source) {
    public Preset {
        environment = Map.copyOf(environment);
    }

    /** A board of this kind, with no arguments. */
    public BoardSpec spec() {
        return BoardSpec.of(name, ramBytes, clockHz, consoleBaud, environment);
    }
}
