package dev.hostless.engine.compiler;

import java.util.ArrayList;
import java.util.List;

/** An open block, loop or if, or the function, while {@link Decoder} is inside. */
final class DecodedLabel {
    static final int NOWHERE = -1;

    int opcode;
    /** Height of the operand stack below it. */
    final int base;
    final int parameters;
    final int results;
    final boolean live;
    /** Whether anything branches to it. */
    final boolean targeted;
    /** Where a branch goes: a loop's header, or the end of a block that has ended. */
    int target = NOWHERE;
    /** The operand of the jump over an {@code if}'s first half. */
    int otherwise = NOWHERE;
    /** Of a block of the resume loop: the segment that its end begins. */
    int segment = NOWHERE;
    /** Operands that are to hold {@link #target}. */
    private final List<Integer> pending = new ArrayList<>();

    DecodedLabel(int opcode, int base, int parameters, int results, boolean live,
            boolean targeted) {
        this.opcode = opcode;
        this.base = base;
        this.parameters = parameters;
        this.results = results;
        this.live = live;
        this.targeted = targeted;
    }

    boolean isReached() {
        return !pending.isEmpty();
    }

    /** How many operands a branch brings. */
    int arity() {
        return opcode == Opcode.LOOP ? parameters : results;
    }

    /** The operand at this place of the code is where a branch to this goes. */
    void reach(int[] code, int at) {
        if (target >= 0) {
            code[at] = target;
        } else {
            pending.add(at);
        }
    }

    void bind(int[] code, int position) {
        target = position;
        pending.forEach(at -> code[at] = position);
    }
}
