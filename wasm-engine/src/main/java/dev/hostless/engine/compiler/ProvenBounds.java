package dev.hostless.engine.compiler;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds the loads and stores that cannot be out of bounds, because an access that always comes
 * before them was to the same address and reached as far, or because their address is a constant
 * within the memory's minimum. They need no check: a memory never shrinks.
 *
 * <p>Values are numbered as in local value numbering: operands and locals with the same number and
 * distance have the same low 32 bits, and the distance is what was added to the numbered value.
 * What is known of a number is how far behind that address an access was found to be inside. Where
 * control flow joins, what was learned since the block began is forgotten, and each local that was
 * set since then has a new number; where a loop begins, and where that would take long, everything
 * is forgotten.
 */
final class ProvenBounds {
    /** Steps that a join takes back at most; before there are more, everything is forgotten. */
    private static final int TRAIL_MAX = 256;
    /** Values that are told apart at a time. */
    private static final int NUMBERS_MAX = 1 << 16;
    private static final long UNKNOWN = 0;
    /** A value is its number above, and its distance in these bits. */
    private static final int DISTANCE_BITS = 32;
    private static final long PAGE_BYTES = 1 << 16;

    private final int codeStart;
    private final long minimumBytes;
    /** By distance from the code's start. */
    private final BitSet proven = new BitSet();

    /** By operand: its value, or {@link #UNKNOWN}. */
    private long[] operands = new long[16];
    /** Operands below this height are unknown. */
    private int forgotten;
    /** Each local's value; numbers below {@link #firstValid} mean nothing. */
    private final long[] locals;
    private int firstValid = 1;
    private int numbers = 1;
    /** By number: how far accesses are known to be inside, or of a constant its value. */
    private long[] ends = new long[64];
    private final BitSet constants = new BitSet();

    /** Steps for joins to take back: a local that was set, or a number that was learned about. */
    private final int[] trail = new int[TRAIL_MAX];
    /** For the latter: what was known before. */
    private final long[] trailEnds = new long[TRAIL_MAX];
    /** Counted from the function's start; {@link #trail} has those from {@link #trailStart} on. */
    private int steps;
    private int trailStart;
    /** By open block: the steps when it began. */
    private int[] marks = new int[16];
    private int depth;

    ProvenBounds(int codeStart, int locals, int minimumPages) {
        this.codeStart = codeStart;
        this.locals = new long[locals];
        this.minimumBytes = Integer.toUnsignedLong(minimumPages) * PAGE_BYTES;
    }

    BitSet proven() {
        return proven;
    }

    /**
     * The next instruction; if it is reached, with the height of the operands that it finds. In a
     * block that is not reached the height may be too low, even negative; what is learned there is
     * forgotten at the end of the block around it.
     */
    void instruction(BodyReader body, boolean live, int height) {
        switch (body.opcode) {
            case Opcode.BLOCK, Opcode.IF -> {
                open();
                forgetOperands();
            }
            case Opcode.LOOP -> {
                open();
                forgetAll();
            }
            case Opcode.ELSE -> join();
            case Opcode.END -> {
                join();
                depth = Math.max(0, depth - 1);
            }
            default -> {
                if (live) {
                    forgotten = Math.min(forgotten, height);
                    straight(body, body.opcode, height);
                }
            }
        }
    }

    private void open() {
        if (depth == marks.length) {
            marks = Arrays.copyOf(marks, 2 * depth);
        }
        marks[depth++] = steps;
    }

    /** An instruction that goes on to the next one, or to a label, which forgets enough. */
    private void straight(BodyReader body, int opcode, int height) {
        if (opcode == Opcode.LOCAL_GET) {
            push(height, ofLocal(body.index));
        } else if (opcode == Opcode.LOCAL_SET || opcode == Opcode.LOCAL_TEE) {
            set(body.index, height - 1);
        } else if (opcode == Opcode.I32_CONST || opcode == Opcode.I64_CONST) {
            push(height, constant(body.immediate & 0xffff_ffffL));
        } else if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_LOAD32_U) {
            access(body, height - 1, MemoryEmitter.bytes(opcode));
            push(height - 1, UNKNOWN);
        } else if (opcode >= Opcode.I32_STORE && opcode <= Opcode.I64_STORE32) {
            access(body, height - 2, MemoryEmitter.bytes(opcode));
        } else if (InstructionCosts.isBinary(opcode)) {
            boolean isSum = opcode == Opcode.I32_ADD || opcode == Opcode.I64_ADD;
            push(height - 2, isSum ? sum(operand(height - 2), operand(height - 1)) : UNKNOWN);
        } else if (opcode >= Opcode.I32_EQZ && opcode <= Opcode.I64_EXTEND32_S) {
            if (!keepsLowBits(opcode)) {
                push(height - 1, UNKNOWN);
            }
        } else if (opcode == Opcode.F32_CONST || opcode == Opcode.F64_CONST
                || opcode == Opcode.GLOBAL_GET) {
            push(height, UNKNOWN);
        } else if (opcode != Opcode.GLOBAL_SET && opcode != Opcode.DROP) {
            forgetOperands();
        }
    }

    private static boolean keepsLowBits(int opcode) {
        return opcode == Opcode.I32_WRAP_I64 || opcode == Opcode.I64_EXTEND_I32_S
                || opcode == Opcode.I64_EXTEND_I32_U;
    }

    private void access(BodyReader body, int at, int bytes) {
        long value = operand(at);
        if (value == UNKNOWN) {
            return;
        }
        int number = number(value);
        long end = distance(value) + body.immediate + bytes;
        if (constants.get(number)) {
            proven.set(body.offset - codeStart, ends[number] + end <= minimumBytes);
        } else if (end <= ends[number]) {
            proven.set(body.offset - codeStart);
        } else if ((distance(value) == 0 || ends[number] > 0) && note(number, ends[number])) {
            // A value that was inside is so small that adding a distance does not wrap around.
            ends[number] = end;
        }
    }

    private static int number(long value) {
        return (int) (value >>> DISTANCE_BITS);
    }

    private static long distance(long value) {
        return value & 0xffff_ffffL;
    }

    /** One of the two is a constant, or the sum is unknown. */
    private long sum(long left, long right) {
        if (left == UNKNOWN || right == UNKNOWN) {
            return UNKNOWN;
        }
        boolean constant = constants.get(number(right));
        long base = constant ? left : right;
        long other = constant ? right : left;
        if (!constants.get(number(other))) {
            return UNKNOWN;
        }
        long by = ends[number(other)];
        if (constants.get(number(base))) {
            return constant(ends[number(base)] + by & 0xffff_ffffL);
        }
        long distance = distance(base) + by;
        return distance > Integer.MAX_VALUE ? UNKNOWN : base + by;
    }

    private long operand(int at) {
        return at < 0 || at < forgotten ? UNKNOWN : operands[at];
    }

    private void push(int at, long value) {
        if (at < 0) {
            return;
        }
        if (at >= operands.length) {
            operands = Arrays.copyOf(operands, 2 * at + 2);
        }
        operands[at] = value;
        forgotten = Math.min(forgotten, at);
    }

    private long ofLocal(int local) {
        if (number(locals[local]) < firstValid) {
            locals[local] = newValue(0);
        }
        return locals[local];
    }

    private void set(int local, int at) {
        long value = operand(at);
        if (value == UNKNOWN) {
            value = newValue(0);
            push(at, value);
        }
        if (note(-1 - local, 0)) {
            locals[local] = value;
        }
    }

    private long constant(long bits) {
        long value = newValue(bits);
        constants.set(number(value));
        return value;
    }

    private long newValue(long end) {
        if (numbers == NUMBERS_MAX) {
            numbers = 1;
            Arrays.fill(locals, UNKNOWN);
            constants.clear();
            forgetAll();
        }
        if (numbers == ends.length) {
            ends = Arrays.copyOf(ends, 2 * numbers);
        }
        ends[numbers] = end;
        return (long) numbers++ << DISTANCE_BITS;
    }

    /** Writes down what a join takes back; if there is no room, all is forgotten instead. */
    private boolean note(int what, long endBefore) {
        if (steps - trailStart == TRAIL_MAX) {
            forgetAll();
            return false;
        }
        trail[steps - trailStart] = what;
        trailEnds[steps - trailStart] = endBefore;
        steps++;
        return true;
    }

    private void join() {
        int mark = depth == 0 ? trailStart : Math.max(marks[depth - 1], trailStart);
        for (int i = steps - 1 - trailStart; i >= mark - trailStart; i--) {
            if (trail[i] < 0) {
                locals[-1 - trail[i]] = UNKNOWN;
            } else {
                ends[trail[i]] = trailEnds[i];
            }
        }
        forgetOperands();
    }

    private void forgetOperands() {
        forgotten = Integer.MAX_VALUE;
    }

    private void forgetAll() {
        firstValid = numbers;
        trailStart = steps;
        forgetOperands();
    }
}
