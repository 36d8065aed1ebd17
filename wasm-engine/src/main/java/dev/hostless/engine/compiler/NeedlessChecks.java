package dev.hostless.engine.compiler;

import java.util.BitSet;

/** Which checks compiled code can do without: the interpreter, which does all, never asks. */
final class NeedlessChecks {
    private final int codeStart;
    private final BitSet hiddenNans;
    private final BitSet provenBounds;

    private NeedlessChecks(int codeStart, BitSet hiddenNans, BitSet provenBounds) {
        this.codeStart = codeStart;
        this.hiddenNans = hiddenNans;
        this.provenBounds = provenBounds;
    }

    static NeedlessChecks of(ModuleImage image, int function, FunctionScan scan) {
        var body = new BodyReader(image.bytes, scan.codeStart, scan.codeEnd);
        var stack = new StackHeights(image, function);
        var nans = new HiddenNans(scan.codeStart);
        var bounds = new ProvenBounds(scan.codeStart, scan.locals.size(),
                image.memories.isEmpty() ? 0 : image.memories.getFirst().minimum());
        while (body.hasNext()) {
            int opcode = body.next();
            bounds.instruction(body, stack.live(), stack.height());
            if (stack.live()) {
                nans.instruction(opcode, body.offset, stack.height());
            }
            stack.step(body, 0);
        }
        return new NeedlessChecks(scan.codeStart, nans.hidden(), bounds.proven());
    }

    /** Whether the instruction there may answer any NaN; see {@link HiddenNans}. */
    boolean hidesNan(int offset) {
        return hiddenNans.get(offset - codeStart);
    }

    /** Whether the load or store there cannot be out of bounds; see {@link ProvenBounds}. */
    boolean isInBounds(int offset) {
        return provenBounds.get(offset - codeStart);
    }
}
