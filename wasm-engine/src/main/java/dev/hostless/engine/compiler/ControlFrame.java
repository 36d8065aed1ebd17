package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.classfile.Label;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One open block, loop, if or the function itself, while its body is compiled. */
final class ControlFrame {
    /** What {@link #opcode} says for the function's own frame. */
    static final int FUNCTION = -1;

    /** The instruction that opened it; {@code else} once that was reached. */
    int opcode;
    /** Height of the operand stack below the parameters. */
    final int base;
    final List<ValueType> parameters;
    final List<ValueType> results;
    /** False if the block itself is not reached: nothing in it is compiled. */
    final boolean live;
    /** False if nothing branches to the label, so that the block costs no instruction. */
    final boolean targeted;
    /** Of a metered loop that is branched to. */
    @Nullable
    MeteredLoop loop;
    /** Where branches go: the start of a loop, else the end. */
    @Nullable
    Label label;
    /** Where the false side of an {@code if} begins. */
    @Nullable
    Label otherwise;
    /** Number of the segment of the resume loop that begins at the end, or -1. */
    int segment = -1;

    ControlFrame(int opcode, int base, List<ValueType> parameters, List<ValueType> results,
            boolean live, boolean targeted) {
        this.opcode = opcode;
        this.base = base;
        this.parameters = parameters;
        this.results = results;
        this.live = live;
        this.targeted = targeted;
    }

    /** What a branch to the label takes along. */
    List<ValueType> labelTypes() {
        return opcode == Opcode.LOOP ? parameters : results;
    }
}
