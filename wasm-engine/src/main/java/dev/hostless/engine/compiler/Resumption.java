package dev.hostless.engine.compiler;

/**
 * Goes on in compiled code with an activation that the interpreter began, at a resume point of
 * Go's loop; its locals are in {@link Instance#handover}. Each such function has a subclass.
 */
public abstract class Resumption {
    /** Answers the fuel that is left; a result is in slot 0. */
    public abstract int resume(int resumePoint, long[] slots, Instance instance, int depth,
            int fuel);
}
