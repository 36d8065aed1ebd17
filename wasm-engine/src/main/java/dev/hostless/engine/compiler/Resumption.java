package dev.hostless.engine.compiler;

/**
 * Goes on in compiled code with an activation that the interpreter began, at a resume point of
 * Go's loop; its locals are in {@link Instance#handover}. Each such function has a subclass.
 */
public abstract class Resumption {
    /** Stands for that of a function that fits into no methods. */
    static final Resumption NONE = new Resumption() {
        @Override
        public int resume(int resumePoint, long[] slots, Instance instance, int depth, int fuel) {
            throw new IllegalStateException("BUG: nowhere to go on");
        }
    };

    /** Answers the fuel that is left; results are in slots 0 on. */
    public abstract int resume(int resumePoint, long[] slots, Instance instance, int depth,
            int fuel);
}
