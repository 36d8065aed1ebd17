package dev.hostless.engine.spec;

import org.jspecify.annotations.Nullable;

/** How an engine refused a module or ended a call, in the words of the scripts' assertions. */
final class ScriptFault extends RuntimeException {
    /** The stages at which a script may expect a refusal. */
    enum Stage {
        /** The bytes are malformed or invalid, or need a feature that the engine does not have. */
        REJECTED,
        /** An import is missing or has another type. */
        UNLINKABLE,
        /** The guest trapped, in a call or while its module was instantiated. */
        TRAPPED
    }

    private final Stage stage;

    ScriptFault(Stage stage, @Nullable String message, Throwable cause) {
        super(message, cause);
        this.stage = stage;
    }

    Stage stage() {
        return stage;
    }

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
