package dev.hostless.board;

/**
 * Is told all of which a run consists, on the board's own thread: the inputs with the cycles at
 * which they took effect, and the trace. What it throws ends the run as
 * {@link BoardState.Faulted}.
 */
public interface RunObserver {
    /** How an input reached the board, which decides how it reaches it again. */
    enum Entry {
        /** By the devices' clock, at exactly its cycle: {@link Board#injectAt}. */
        PLANNED,
        /** When the board looked for what had come: {@link Board#enterAt}. */
        LIVE
    }

    /** An input takes effect. */
    default void input(long cycle, Entry entry, InputEvent event) {
    }

    /** The run ends here because somebody outside wanted it to. */
    default void stopped(long cycle) {
    }

    /** An event of the trace; each is told when the next one happens, or at the end. */
    default void event(TraceEvent event) {
    }

    /**
     * So many events have been told, and the hash over them is this; at every
     * {@value EventTrace#CHECKPOINT_EVENTS} events.
     *
     * @param hash in hex
     */
    default void checkpoint(long events, String hash) {
    }
}
