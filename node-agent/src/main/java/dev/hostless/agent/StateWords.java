package dev.hostless.agent;

import dev.hostless.board.BoardState;
import dev.hostless.board.BoardState.Faulted;
import dev.hostless.board.BoardState.Halted;
import dev.hostless.board.BoardState.Off;
import dev.hostless.board.BoardState.Running;
import dev.hostless.board.BoardState.Trapped;
import dev.hostless.board.BoardState.Waiting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A state in the protocol's words.
 *
 * @param exitCode of a halted program
 * @param detail for an operator, at most {@link #DETAIL_CHARACTERS_MAX}
 */
record StateWords(String name, @Nullable Integer exitCode, @Nullable String detail) {

    /** Deep recursion has many frames; the innermost ones tell the story. */
    static final int DETAIL_CHARACTERS_MAX = 4_000;

    /** Every name that a node of an agent can have. */
    static final List<String> NAMES = List.of("Off", "Running", "Waiting", "Halted", "Trapped",
            "Faulted", "Refused");

    StateWords {
        if (detail != null && detail.length() > DETAIL_CHARACTERS_MAX) {
            detail = detail.substring(0, DETAIL_CHARACTERS_MAX) + "…";
        }
    }

    static StateWords of(BoardState state) {
        return switch (state) {
            case Off _,Running _,Waiting _ -> new StateWords(state.name(), null, null);
            case Halted halted -> new StateWords("Halted", halted.code(), null);
            case Trapped trapped -> new StateWords("Trapped", null, trapped.frames().isEmpty()
                    ? trapped.trap()
                    : trapped.trap() + "\n  at " + String.join("\n  at ", trapped.frames()));
            case Faulted faulted -> new StateWords("Faulted", null, faulted.bug());
        };
    }

    /** In one line of a log. */
    String line() {
        var first = detail == null ? "" : ": " + detail.lines().findFirst().orElse("");
        return name + (exitCode == null ? "" : "(" + exitCode + ")") + first;
    }

    static StateWords off(@Nullable String why) {
        return new StateWords("Off", null, why);
    }

    /** The firmware cannot run on this board, and trying again would not help. */
    static StateWords refused(String why) {
        return new StateWords("Refused", null, why);
    }
}
