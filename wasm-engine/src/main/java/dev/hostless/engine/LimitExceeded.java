package dev.hostless.engine;

/** The module is larger in some respect than {@link EngineOptions} allow. */
public final class LimitExceeded extends ProgramRejected {
    private static final long serialVersionUID = 1L;

    public LimitExceeded(String what, long wanted, long limit, String where) {
        super("%s: %d wanted, at most %d allowed (%s)".formatted(what, wanted, limit, where));
    }
}
