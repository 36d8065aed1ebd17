package dev.hostless.engine.compiler;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which locals each piece of a function may read before it writes them. Conservative: a write
 * inside a nested block is forgotten at the block's end.
 */
final class Liveness {
    private final FunctionScan scan;
    private final BodyReader body;
    private final List<Piece> pieces;
    /** By segment: its piece. */
    private final int[] segmentPiece;
    private final BitSet[] live;
    /** By piece: the locals that its code names. */
    private final BitSet[] named;
    /** By piece: where control may go, and what was written on every way there. */
    private final List<Map<Integer, BitSet>> edges = new ArrayList<>();

    private final List<BitSet> saved = new ArrayList<>();
    private BitSet written = new BitSet();
    private int piece;
    /** Whether the resume loop is around the current instruction, in its last segment. */
    private boolean loopOpen;
    private int constant;
    private int constantAge;
    private int setLocal;

    private Liveness(ModuleImage image, FunctionScan scan) {
        this.scan = scan;
        this.pieces = scan.pieces;
        this.body = new BodyReader(image.bytes, scan.codeStart, scan.codeEnd);
        segmentPiece = new int[scan.resumeLoop == null ? 0 : scan.resumeLoop.ends()];
        live = new BitSet[pieces.size()];
        named = new BitSet[pieces.size()];
        for (int i = 0; i < live.length; i++) {
            live[i] = new BitSet();
            named[i] = new BitSet();
            edges.add(new HashMap<>());
            if (pieces.get(i).begins()) {
                segmentPiece[pieces.get(i).segment()] = i;
            }
        }
    }

    static Liveness of(ModuleImage image, FunctionScan scan) {
        var liveness = new Liveness(image, scan);
        for (int i = 0; i < liveness.live.length; i++) {
            liveness.walk(i);
        }
        liveness.solve();
        return liveness;
    }

    BitSet liveAt(int number) {
        return live[number];
    }

    BitSet named(int number) {
        return named[number];
    }

    int pieceOf(int segment) {
        return segmentPiece[segment];
    }

    private void walk(int number) {
        piece = number;
        written = new BitSet();
        saved.clear();
        constantAge = -1;
        loopOpen = true;
        boolean last = number == live.length - 1;
        int end = last ? scan.codeEnd : pieces.get(number + 1).start();
        body.position(pieces.get(number).start());
        while (body.position() < end) {
            instruction(body.next());
        }
        if (!last) {
            edge(number + 1);
        }
    }

    private void instruction(int opcode) {
        constantAge++;
        switch (opcode) {
            case Opcode.LOCAL_GET -> read(body.index);
            case Opcode.LOCAL_SET, Opcode.LOCAL_TEE -> {
                named[piece].set(body.index);
                written.set(body.index);
                setLocal = body.index;
            }
            case Opcode.BLOCK, Opcode.LOOP, Opcode.IF -> saved.add((BitSet) written.clone());
            case Opcode.ELSE -> written = (BitSet) saved.getLast().clone();
            case Opcode.END -> {
                if (saved.isEmpty()) {
                    loopOpen = false;
                } else {
                    written = saved.removeLast();
                }
            }
            case Opcode.BR, Opcode.BR_IF -> branch(body.index);
            case Opcode.BR_TABLE -> {
                for (int label : body.labels) {
                    branch(label);
                }
            }
            case Opcode.I32_CONST -> {
                constant = (int) body.immediate;
                constantAge = 0;
            }
            default -> {
            }
        }
    }

    private void read(int local) {
        named[piece].set(local);
        if (!written.get(local)) {
            live[piece].set(local);
        }
    }

    private void branch(int depth) {
        var loop = scan.resumeLoop;
        int outer = depth - saved.size();
        if (loop == null || outer < 0) {
            return;
        }
        int segment = pieces.get(piece).segment();
        int blocks = Math.max(0, loop.blocks() - 1 - segment);
        boolean inLoop = segment < loop.blocks() && loopOpen;
        if (inLoop && outer == blocks) {
            toLoop(loop);
        } else {
            int target = segment + 1 + outer - (inLoop && outer > blocks ? 1 : 0);
            if (target < loop.ends()) {
                edge(segmentPiece[target]);
            }
        }
    }

    private void toLoop(ResumeLoop loop) {
        if (constantAge == 2 && setLocal == loop.local()) {
            edge(segmentPiece[loop.segment(constant)]);
        } else {
            read(loop.local());
            for (int target : loop.targets()) {
                edge(segmentPiece[target]);
            }
        }
    }

    private void edge(int target) {
        var before = edges.get(piece).get(target);
        if (before == null) {
            edges.get(piece).put(target, (BitSet) written.clone());
        } else {
            before.and(written);
        }
    }

    private void solve() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = live.length - 1; i >= 0; i--) {
                int size = live[i].cardinality();
                for (var edge : edges.get(i).entrySet()) {
                    var needed = (BitSet) live[edge.getKey()].clone();
                    needed.andNot(edge.getValue());
                    live[i].or(needed);
                }
                changed |= live[i].cardinality() != size;
            }
        }
    }
}
