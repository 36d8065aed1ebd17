package dev.hostless.board;

import java.util.List;

/** What a board is doing, or how its run ended. */
public sealed interface BoardState {
    /** Nothing has run yet. */
    record Off() implements BoardState {
    }

    /** The guest computes. As a result of {@link Board#run()}: it did when it was stopped. */
    record Running() implements BoardState {
    }

    /** The guest waits. As a result of {@link Board#run()}: it did when it was stopped. */
    record Waiting() implements BoardState {
    }

    /** The guest ended itself. */
    record Halted(int code) implements BoardState {
    }

    /**
     * The guest did what no guest may do.
     *
     * @param trap the specification's words, or what a device said
     * @param frames innermost first, as text: function and offset in the module
     */
    record Trapped(String trap, List<String> frames) implements BoardState {
        public Trapped {
            frames = List.copyOf(frames);
        }
    }

    /** Hostless itself failed: a bug of ours, never of the guest. */
    record Faulted(String bug) implements BoardState {
    }

    /** The state's name on the wire and in reports. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Whether the guest can never go on. */
    default boolean ended() {
        return switch (this) {
            case Off _,Running _,Waiting _ -> false;
            case Halted _,Trapped _,Faulted _ -> true;
        };
    }
}
