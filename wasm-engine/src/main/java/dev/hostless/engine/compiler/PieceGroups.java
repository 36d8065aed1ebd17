package dev.hostless.engine.compiler;

import java.util.ArrayList;
import java.util.List;

/**
 * Which pieces go into which method. A piece is entered from another method by its code: the
 * group's number in the upper half, the number of the entry in the lower.
 */
final class PieceGroups {
    /** What a method hands back when the function has returned. */
    static final int RETURNED = -1;

    private final FunctionScan scan;
    /** First piece of each group, and one past the last piece. */
    private final List<Integer> firsts = new ArrayList<>();
    private final int[] codes;

    PieceGroups(FunctionScan scan, int instructions) {
        this.scan = scan;
        int pieces = scan.pieces.size();
        int sum = 0;
        firsts.add(0);
        for (int i = 0; i < pieces; i++) {
            int size = scan.pieces.get(i).instructions();
            if (sum > 0 && sum + size > instructions) {
                firsts.add(i);
                sum = 0;
            }
            sum += size;
        }
        firsts.add(pieces);
        codes = new int[pieces];
        for (int group = 0; group < count(); group++) {
            int entry = 0;
            for (int i = first(group); i < end(group); i++) {
                codes[i] = isEntry(group, i) ? group << 16 | entry++ : RETURNED;
            }
        }
    }

    int count() {
        return firsts.size() - 1;
    }

    int first(int group) {
        return firsts.get(group);
    }

    int end(int group) {
        return firsts.get(group + 1);
    }

    boolean contains(int group, int piece) {
        return piece >= first(group) && piece < end(group);
    }

    /** Whether other methods may enter here. */
    boolean isEntry(int group, int piece) {
        return piece == first(group) || scan.pieces.get(piece).begins();
    }

    int code(int piece) {
        if (codes[piece] == RETURNED) {
            throw new IllegalStateException("BUG: piece " + piece + " is not entered");
        }
        return codes[piece];
    }

    /** The name tells {@link TrapFrames} where the method's lines begin. */
    String methodName(int group) {
        return TrapFrames.PART + scan.pieces.get(first(group)).start();
    }
}
