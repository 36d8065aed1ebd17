package dev.hostless.engine.compiler;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Finds the places at which a function can be split, while {@link FunctionScan} walks over it. */
final class PieceFinder {
    /** A straight stretch is cut after this many instructions. */
    private static final int LONGEST = 300;

    private final @Nullable ResumeLoop loop;
    private final StackHeights stack;
    private final List<Piece> pieces = new ArrayList<>();
    private int segment = -1;
    private boolean open;
    private int start;
    private int block;
    private int label;
    private boolean begins;
    private int count;

    PieceFinder(@Nullable ResumeLoop loop, StackHeights stack, int codeStart) {
        this.loop = loop;
        this.stack = stack;
        if (loop == null) {
            begin(codeStart, 1, 0, false);
        }
    }

    /** Pieces in the body's order; the last one goes to the end of the body. */
    List<Piece> pieces() {
        close();
        return pieces;
    }

    /** A block ended; it may be one of the resume loop's, whose end begins a segment. */
    void ended(int labelNumber, int position, int nextBlock, int nextLabel) {
        int ending = loop == null ? -1 : loop.segmentAtEnd(labelNumber);
        if (ending >= 0) {
            close();
            segment = ending;
            begin(position, nextBlock, nextLabel, true);
        }
    }

    /** An instruction was read and lies before {@code position}. */
    void instruction(int position, int nextBlock, int nextLabel) {
        if (!open) {
            return;
        }
        count++;
        int around = loop == null ? 0 : loop.openAround(segment);
        if (count >= LONGEST && stack.live() && stack.height() == 0 && stack.depth() == around) {
            close();
            begin(position, nextBlock, nextLabel, false);
        }
    }

    private void begin(int position, int nextBlock, int nextLabel, boolean segmentBegins) {
        open = true;
        start = position;
        block = nextBlock;
        label = nextLabel;
        begins = segmentBegins;
        count = 0;
    }

    private void close() {
        if (open) {
            pieces.add(new Piece(start, block, label, segment, begins, count));
            open = false;
        }
    }
}
