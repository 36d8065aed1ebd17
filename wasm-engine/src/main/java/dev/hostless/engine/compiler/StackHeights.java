package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import java.util.Arrays;

/** Follows the height of the operand stack and the open labels through a validated body. */
final class StackHeights {
    /** What {@link #step} answers for the {@code end} of a loop. */
    static final int LOOP_END = 1;

    private final ModuleImage image;
    private final int results;
    private int height;
    private int deepest;
    private boolean live = true;
    /** Four numbers for each open label: opcode, label number, height below it, block type. */
    private long[] open = new long[64];
    private int depth;
    private int ended = -1;

    StackHeights(ModuleImage image, int function) {
        this.image = image;
        this.results = image.functionType(function).results().size();
    }

    int deepest() {
        return deepest;
    }

    int height() {
        return height;
    }

    /** Open labels, the function's own not counted. */
    int depth() {
        return depth;
    }

    boolean live() {
        return live;
    }

    /** The number of the label that the last {@code end} closed, or -1 for the function's. */
    int ended() {
        return ended;
    }

    /** The number of the label at a relative depth, or -1 for the function's own. */
    int labelNumber(int relative) {
        int at = depth - 1 - relative;
        return at < 0 ? -1 : (int) open[at * 4 + 1];
    }

    int step(BodyReader body, int labels) {
        int opcode = body.opcode;
        switch (opcode) {
            case Opcode.BLOCK, Opcode.LOOP, Opcode.IF -> {
                if (opcode == Opcode.IF) {
                    height--;
                }
                open(opcode, labels, body.immediate);
            }
            case Opcode.ELSE -> {
                height = (int) open[depth * 4 - 2] + parameters(open[depth * 4 - 1]);
                live = true;
            }
            case Opcode.END -> {
                return end();
            }
            case Opcode.BR, Opcode.BR_TABLE, Opcode.RETURN, Opcode.UNREACHABLE -> live = false;
            case Opcode.CALL -> call(image.functionType(body.index));
            case Opcode.CALL_INDIRECT -> {
                height--;
                call(image.types.get(body.index));
            }
            default -> height += InstructionCosts.stackEffect(opcode);
        }
        if (live) {
            deepest = Math.max(deepest, height);
        }
        return 0;
    }

    private void open(int opcode, int label, long type) {
        if (depth * 4 == open.length) {
            open = Arrays.copyOf(open, open.length * 2);
        }
        open[depth * 4] = opcode;
        open[depth * 4 + 1] = label;
        open[depth * 4 + 2] = height - parameters(type);
        open[depth * 4 + 3] = type;
        depth++;
    }

    private int end() {
        live = true;
        if (depth == 0) {
            height = results;
            ended = -1;
            return 0;
        }
        depth--;
        ended = (int) open[depth * 4 + 1];
        height = (int) open[depth * 4 + 2] + results(open[depth * 4 + 3]);
        deepest = Math.max(deepest, height);
        return open[depth * 4] == Opcode.LOOP ? LOOP_END : 0;
    }

    private void call(FunctionType type) {
        height += type.results().size() - type.parameters().size();
    }

    private int parameters(long type) {
        return type < 0 ? 0 : image.types.get((int) type).parameters().size();
    }

    private int results(long type) {
        return type == BodyReader.EMPTY_BLOCK
                ? 0
                : type < 0 ? 1 : image.types.get((int) type).results().size();
    }
}
