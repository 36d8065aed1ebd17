package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.List;

/** Goroutines' stacks and globals that a test sets word by word. */
final class StackRoots implements Roots {
    /** A stack or a block of globals. */
    static final class Words {
        final RootKind kind;
        final List<Integer> words = new ArrayList<>();
        boolean urgent;
        boolean hidden;

        private Words(RootKind kind) {
            this.kind = kind;
        }

        void push(int word) {
            words.add(word);
        }

        void clear() {
            words.clear();
        }
    }

    private final List<Words> jobs = new ArrayList<>();

    /** A goroutine that waits. */
    Words parked() {
        return add(RootKind.STACK);
    }

    /** The goroutine that runs while the cycle starts. */
    Words running() {
        var words = add(RootKind.STACK);
        words.urgent = true;
        return words;
    }

    Words globals() {
        return add(RootKind.GLOBALS);
    }

    private Words add(RootKind kind) {
        var words = new Words(kind);
        jobs.add(words);
        return words;
    }

    @Override
    public int begin() {
        return jobs.size();
    }

    @Override
    public boolean isUrgent(int job) {
        return jobs.get(job).urgent;
    }

    @Override
    public RootKind kind(int job) {
        return jobs.get(job).kind;
    }

    @Override
    public boolean scan(int job, RootSink sink) {
        var words = jobs.get(job);
        if (words.hidden) {
            return false;
        }
        words.words.forEach(word -> sink.word(word.intValue()));
        return true;
    }
}
