package dev.hostless.engine.spec;

import java.util.ArrayList;
import java.util.List;

/** What came of one script, or of several: counts, and a line for each failure. */
final class ScriptTally {
    private int passed;
    private int textSkipped;
    private int superseded;
    private int rejections;
    private int rejectionsInSameWords;
    private final List<String> failures = new ArrayList<>();

    void pass() {
        passed++;
    }

    /** A rejection needs no particular words; how often they agree is counted all the same. */
    void passRejection(boolean sameWords) {
        passed++;
        rejections++;
        rejectionsInSameWords += sameWords ? 1 : 0;
    }

    /** Counts an assertion about the text format, which no engine here reads. */
    void skipText() {
        textSkipped++;
    }

    /** Counts an assertion that Wasm 2.0 turned into its opposite, which holds. */
    void supersede() {
        superseded++;
    }

    void fail(String failure) {
        failures.add(failure);
    }

    void add(ScriptTally other) {
        passed += other.passed;
        textSkipped += other.textSkipped;
        superseded += other.superseded;
        rejections += other.rejections;
        rejectionsInSameWords += other.rejectionsInSameWords;
        failures.addAll(other.failures);
    }

    int passed() {
        return passed;
    }

    int textSkipped() {
        return textSkipped;
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public String toString() {
        return "%d passed, %d failed, %d skipped (text format), %d superseded by Wasm 2.0,"
                .formatted(passed, failures.size(), textSkipped, superseded)
                + " %d of %d rejections in the scripts' words".formatted(rejectionsInSameWords,
                        rejections);
    }
}
