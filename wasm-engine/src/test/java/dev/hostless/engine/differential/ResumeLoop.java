package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a body in the form that the Go compiler gives to every function: a block, a loop in it, as
 * many blocks as there are resume points, a {@code br_table} on the first parameter, and after each
 * block's end a segment. A jump to a segment sets the parameter and branches to the loop; a call
 * that unwinds branches to the outer block. Engines translate this form specially.
 */
final class ResumeLoop {
    private static final int RESUME_POINT = 0;

    private final Frame frame;
    private final Expressions expressions;

    ResumeLoop(Frame frame, Expressions expressions) {
        this.frame = frame;
        this.expressions = expressions;
    }

    void write(int segments) {
        frame.code.raw(0x02, 0x40, 0x03, 0x40);
        frame.labels.add(List.of());
        frame.labels.add(List.of());
        for (int i = 0; i < segments; i++) {
            frame.code.raw(0x02, 0x40);
            frame.labels.add(List.of());
        }
        List<Integer> entries = entries(segments);
        frame.code.raw(0x20, RESUME_POINT, 0x0e).unsigned(entries.size() - 1);
        entries.forEach(frame.code::unsigned);
        for (int i = 0; i < segments; i++) {
            frame.code.raw(0x0b);
            frame.labels.removeLast();
            segment(segments - 1 - i, entries.size());
        }
        finish();
        frame.code.raw(0x0b, 0x0b);
        frame.labels.removeLast();
        frame.labels.removeLast();
        // Reached by unwinding.
        frame.constant(1);
    }

    /** Resume points and the segments they enter: not decreasing, as Go writes them. */
    private List<Integer> entries(int segments) {
        List<Integer> entries = new ArrayList<>();
        for (int i = 0; i < segments; i++) {
            for (int j = frame.random.nextInt(8) == 0 ? 2 : 1; j > 0; j--) {
                entries.add(i);
            }
        }
        return entries;
    }

    /**
     * @param open how many of the segments' blocks are still open, which is the loop's label
     */
    private void segment(int open, int entries) {
        frame.takeBudget();
        frame.code.raw(0x04, 0x40);
        frame.constant(0);
        frame.code.raw(0x0f, 0x0b);
        expressions.statements().some(4);
        expressions.statements().some(3);
        switch (frame.random.nextInt(6)) {
            case 0 -> jump(open, entries);
            case 1, 2 -> {
                expressions.value(ValueType.I32, 3);
                frame.code.raw(0x04, 0x40);
                frame.labels.add(List.of());
                jump(open + 1, entries);
                frame.labels.removeLast();
                frame.code.raw(0x0b);
            }
            case 3 -> call(open);
            case 4 -> finish();
            default -> frame.code.raw(0x01);
        }
    }

    private void jump(int loop, int entries) {
        frame.constant(frame.random.nextInt(entries));
        frame.code.raw(0x21, RESUME_POINT, 0x0c).unsigned(loop);
    }

    /** Calls a resumable function from its start, and unwinds if it did. */
    private void call(int open) {
        int function = frame.shape.function(0, frame.random.nextInt(frame.shape.alike()));
        frame.constant(0);
        frame.code.raw(0x10).unsigned(frame.shape.firstFunction() + function);
        frame.code.raw(0x0d).unsigned(open + 1);
    }

    private void finish() {
        expressions.value(ValueType.I32, 2);
        frame.code.raw(0x0f);
    }
}
