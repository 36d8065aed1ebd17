package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape that Go's compiler gives to a function: a loop around nested blocks, a {@code
 * br_table} on a local (the resume point, PC_B) in the innermost, and one segment of code behind
 * the end of each block. A jump between segments is {@code i32.const N; local.set PC_B; br loop}.
 *
 * @param local the local that the dispatch reads
 * @param loopOffset where the {@code loop} instruction is
 * @param dispatchEnd where the code after the {@code br_table} begins
 * @param blocks how many blocks, which is how many segments
 * @param targets segment by value of the local; the last is for all other values
 * @param readElsewhere whether other code reads the local, so that jumps must write it
 */
record ResumeLoop(int local, int loopOffset, int dispatchEnd, int blocks, int[] targets,
        boolean readElsewhere) {
    private static final int LONGEST_PROLOGUE = 16;

    static @Nullable ResumeLoop find(byte[] module, int start, int end, List<ValueType> locals) {
        var body = new BodyReader(module, start, end);
        int loop = prologue(body);
        if (loop < 0) {
            return null;
        }
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
        return rest(body, new ResumeLoop(local, loop, body.position(), blocks, targets, false));
    }

    /** The loop may only follow instructions that cannot trap, since it is charged with them. */
    private static int prologue(BodyReader body) {
        int height = 0;
        for (int i = 0; i < LONGEST_PROLOGUE && body.hasNext(); i++) {
            switch (body.next()) {
                case Opcode.LOCAL_GET, Opcode.GLOBAL_GET, Opcode.I32_CONST, Opcode.I64_CONST ->
                    height++;
                case Opcode.LOCAL_SET -> height--;
                case Opcode.LOOP -> {
                    boolean plain = body.immediate == BodyReader.EMPTY_BLOCK && height == 0;
                    return plain ? body.offset : -1;
                }
                default -> {
                    return -1;
                }
            }
        }
        return -1;
    }

    /** Looks for reads of the local, and for branches to the loop that are not {@code br}. */
    private static @Nullable ResumeLoop rest(BodyReader body, ResumeLoop found) {
        boolean read = false;
        int open = found.blocks;
        while (body.hasNext()) {
            int opcode = body.next();
            switch (opcode) {
                case Opcode.BLOCK, Opcode.LOOP, Opcode.IF -> open++;
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
        return new ResumeLoop(found.local, found.loopOffset, found.dispatchEnd, found.blocks,
                found.targets, read);
    }

    /** The segment that a value of the local leads to. */
    int segment(int value) {
        int last = targets.length - 1;
        return targets[Integer.compareUnsigned(value, last) < 0 ? value : last];
    }
}
