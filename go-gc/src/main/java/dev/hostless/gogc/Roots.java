package dev.hostless.gogc;

/**
 * Where marking begins: everything outside the heap that may point into it, cut into jobs so that
 * no pause is longer than the longest of them. Go's markroot: blocks of global variables, and one
 * goroutine's stack at a time.
 *
 * <p>Jobs are counted when a cycle starts. A goroutine that begins later has no roots of its own:
 * whatever it gets went through a barrier or was black already.
 */
public interface Roots {
    /**
     * A cycle starts, or the check looks at everything again: counts the jobs.
     *
     * @return how many there are, numbered from 0 until the next call
     */
    int begin();

    /**
     * Whether a job must be done before the program runs on: the running goroutine's stack, whose
     * words are in memory only now.
     */
    boolean isUrgent(int job);

    RootKind kind(int job);

    /**
     * Reports the words of a job.
     *
     * @return false if that is not possible now, because the goroutine runs and keeps words
     *         elsewhere; it is asked for again, at the latest when marking finishes, and then all
     *         words must be in memory
     */
    boolean scan(int job, RootSink sink);

    /** One job, to be done at once. */
    static Roots of(RootSet roots) {
        return new Roots() {
            @Override
            public int begin() {
                return 1;
            }

            @Override
            public boolean isUrgent(int job) {
                return true;
            }

            @Override
            public RootKind kind(int job) {
                return RootKind.OTHER;
            }

            @Override
            public boolean scan(int job, RootSink sink) {
                roots.report(sink::word);
                return true;
            }
        };
    }
}
