package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape that Go's compiler gives to a function: a loop around nested blocks, a {@code
 * br_table} on a local (the resume point, PC_B) in the innermost, and one segment of code behind
 * the end of each block. A jump between segments is {@code i32.const N; local.set PC_B; br loop}.
 * Blocks may stand around the loop; Go has one, to whose end a call that unwinds branches.
 *
 * @param local the local that the dispatch reads
 * @param outer how many blocks there are around the loop
 * @param loopOffset where the {@code loop} instruction is
 * @param dispatchEnd where the code after the {@code br_table} begins
 * @param blocks how many blocks, which is how many segments
 * @param targets segment by value of the local; the last is for all other values
 * @param readElsewhere whether other code reads the local, so that jumps must write it
 */
record ResumeLoop(int local, int outer, int loopOffset, int dispatchEnd, int blocks, int[] targets,
        boolean readElsewhere) {
    private static final int LONGEST_PROLOGUE = 16;

    static @Nullable ResumeLoop find(byte[] module, int start, int end, List<ValueType> locals) {
        var body = new BodyReader(module, start, end);
        int outer = prologue(body);
        if (outer < 0) {
            return null;
        }
        int loop = body.offset;
        int blocks = 0;
        while (body.next() == Opcode.BLOCK && body.immediate == BodyReader.EMPTY_BLOCK) {
            blocks++;
        }
        if (blocks == 0 || body.opcode != Opcode.LOCAL_GET
                || locals.get(body.index) != ValueType.I32) {
            return null;
        }
        int local = body.index;
        if (body.next() != Opcode.BR_TABLE) {
            return null;
        }
        int[] targets = body.labels.clone();
        for (int target : targets) {
            if (target < 0 || target >= blocks) {
                return null;
            }
        }
        return rest(body,
                new ResumeLoop(local, outer, loop, body.position(), blocks, targets, false));
    }

    /**
     * Reads up to the loop; answers how many blocks are around it, or -1. The loop may only follow
     * instructions that cannot trap, since it is charged with them.
     */
    private static int prologue(BodyReader body) {
        int height = 0;
        int outer = 0;
        for (int i = 0; i < LONGEST_PROLOGUE && body.hasNext(); i++) {
            switch (body.next()) {
                case Opcode.LOCAL_GET, Opcode.GLOBAL_GET, Opcode.I32_CONST, Opcode.I64_CONST ->
                    height++;
                case Opcode.LOCAL_SET -> height--;
                case Opcode.BLOCK, Opcode.LOOP -> {
                    if (body.immediate != BodyReader.EMPTY_BLOCK || height != 0) {
                        return -1;
                    }
                    if (body.opcode == Opcode.LOOP) {
                        return outer;
                    }
                    outer++;
                }
                default -> {
                    return -1;
                }
            }
        }
        return -1;
    }

    /**
     * Looks for reads of the local, for branches to the loop that leave it as it is (which read it,
     * too), and for branches to the loop that are not {@code br}.
     */
    private static @Nullable ResumeLoop rest(BodyReader body, ResumeLoop found) {
        boolean read = false;
        int open = found.blocks;
        int age = -1;
        while (body.hasNext()) {
            int opcode = body.next();
            age++;
            switch (opcode) {
                case Opcode.BLOCK, Opcode.LOOP, Opcode.IF -> open++;
                case Opcode.I32_CONST -> age = 0;
                case Opcode.LOCAL_SET -> age = age == 1 && body.index == found.local ? 1 : 2;
                case Opcode.BR -> read |= body.index == open && age != 2;
                case Opcode.END -> open--;
                case Opcode.LOCAL_GET, Opcode.LOCAL_TEE -> read |= body.index == found.local;
                case Opcode.BR_IF -> {
                    if (body.index == open) {
                        return null;
                    }
                }
                case Opcode.BR_TABLE -> {
                    for (int label : body.labels) {
                        if (label == open) {
                            return null;
                        }
                    }
                }
                default -> {
                }
            }
        }
        return new ResumeLoop(found.local, found.outer, found.loopOffset, found.dispatchEnd,
                found.blocks,
                found.targets, read);
    }

    /** Segments, and behind them the ends of the blocks around the loop, innermost first. */
    int ends() {
        return blocks + outer;
    }

    /** The segment, or end of a block around the loop, that the end of a label begins; or -1. */
    int segmentAtEnd(int label) {
        if (label < 0 || label == outer || label > outer + blocks) {
            return -1;
        }
        return label < outer ? blocks + outer - 1 - label : outer + blocks - label;
    }

    /** How many labels are open around a segment's code. */
    int openAround(int segment) {
        return segment < blocks ? outer + blocks - segment : outer - 1 - (segment - blocks);
    }

    /** The segment that a value of the local leads to. */
    int segment(int value) {
        int last = targets.length - 1;
        return targets[Integer.compareUnsigned(value, last) < 0 ? value : last];
    }
}
