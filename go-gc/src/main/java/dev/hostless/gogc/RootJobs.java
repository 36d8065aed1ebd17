package dev.hostless.gogc;

/** The root jobs of a cycle that are not done yet. */
final class RootJobs {
    /** A goroutine has a stack of 2 KiB at least, so a board of 2 GiB has fewer. */
    private static final int JOB_LIMIT = 1 << 20;

    private final Roots roots;
    private int[] jobs = {};

    /** Jobs before it are done or were declined, and those come first. */
    private int next;
    private int declined;
    private int count;

    RootJobs(Roots roots) {
        this.roots = roots;
    }

    void begin() {
        count = roots.begin();
        if (count < 0 || count > JOB_LIMIT) {
            throw new InvalidRequest("a guest has 0 to " + JOB_LIMIT + " roots, not " + count);
        }
        if (jobs.length < count) {
            jobs = new int[count];
        }
        for (int job = 0; job < count; job++) {
            jobs[job] = job;
        }
        next = 0;
        declined = 0;
    }

    boolean isUrgent(int job) {
        return roots.isUrgent(job);
    }

    /** Whether there is a job that nobody has tried yet. */
    boolean hasNext() {
        return next < count;
    }

    boolean isEmpty() {
        return next == count && declined == 0;
    }

    int next() {
        return jobs[next];
    }

    RootKind kind(int job) {
        return roots.kind(job);
    }

    /** Does the next job; false if that is not possible: then it is put aside. */
    boolean scanNext(RootSink sink) {
        int job = jobs[next++];
        if (roots.scan(job, sink)) {
            return true;
        }
        jobs[declined++] = job;
        return false;
    }

    /** Does all that are urgent, and leaves the others in their order. */
    void scanUrgent(RootSink sink) {
        int left = 0;
        for (int index = 0; index < count; index++) {
            int job = jobs[index];
            if (!roots.isUrgent(job)) {
                jobs[left++] = job;
            } else if (!roots.scan(job, sink)) {
                throw new OutOfOrder("root job " + job + " is urgent, but cannot be done");
            }
        }
        count = left;
    }

    /** Jobs that were put aside are to be tried again. */
    void retry() {
        if (declined > 0) {
            System.arraycopy(jobs, next, jobs, declined, count - next);
            count = declined + count - next;
            next = 0;
            declined = 0;
        }
    }
}
