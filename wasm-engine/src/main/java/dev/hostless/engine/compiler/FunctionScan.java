package dev.hostless.engine.compiler;

import dev.hostless.engine.CostTable;
import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler must know of a body before it emits the first instruction: what each basic
 * block costs, which labels are branched to, how deep the operand stack gets.
 *
 * <p>A basic block begins at the function's entry, after {@code loop}, {@code if}, {@code else}
 * and {@code br_if}, and after the {@code end} of a {@code block} or {@code if}. Its cost is the
 * sum of its instructions up to the next beginning or the instruction after which nothing is
 * reached. Blocks and labels are numbered as they come in the body, unreachable ones too.
 */
final class FunctionScan {
    /** Instructions of a function that may well fit into one method. */
    static final int LARGEST_WHOLE = 1500;

    final List<ValueType> parameters;
    /** Parameters first. */
    final List<ValueType> locals;
    /** Where the instructions begin in the module. */
    final int codeStart;
    final int codeEnd;
    final int[] blockCosts;
    /** By number of the block, loop or if: whether anything branches to its label. */
    final BitSet targeted = new BitSet();
    final int instructions;
    final int deepestStack;
    final boolean usesMemory;
    /** Locals that the code names; the others need no place. */
    final BitSet usedLocals = new BitSet();
    final @Nullable ResumeLoop resumeLoop;
    /** Whether there is a loop beside Go's: it could keep the interpreter for ever. */
    final boolean hasPlainLoop;
    /** Where the function can be split. */
    final List<Piece> pieces;

    private final ModuleImage image;
    private final int function;
    private @Nullable NeedlessChecks needlessChecks;

    private FunctionScan(ModuleImage image, int function, CostTable costs) {
        this.image = image;
        this.function = function;
        int own = function - image.importedFunctions;
        var reader = new WasmReader(image.bytes, image.bodyStart[own], image.bodyEnd[own]);
        parameters = image.functionType(function).parameters();
        locals = readLocals(image, function, reader);
        codeStart = reader.position();
        codeEnd = image.bodyEnd[own];
        resumeLoop = ResumeLoop.find(image.bytes, codeStart, codeEnd, locals);
        var pass = new Pass(image, function, costs);
        pass.run();
        pieces = pass.finder.pieces();
        blockCosts = Arrays.copyOf(pass.costs, pass.blocks);
        instructions = pass.count;
        deepestStack = pass.stack.deepest();
        usesMemory = pass.memory;
        hasPlainLoop = pass.plainLoop;
    }

    static FunctionScan of(ModuleImage image, int function, CostTable costs) {
        return new FunctionScan(image, function, costs);
    }

    /** Whether it is unlikely to fit into one method: then small code counts most. */
    boolean isLarge() {
        return instructions > LARGEST_WHOLE;
    }

    /** Found when they are first asked for: not everything that is scanned is compiled. */
    NeedlessChecks needlessChecks() {
        var known = needlessChecks;
        if (known == null) {
            known = NeedlessChecks.of(image, function, this);
            needlessChecks = known;
        }
        return known;
    }

    /** Call depth that one activation takes; see {@code EngineOptions.callDepth}. */
    int depthUnits() {
        int slots = locals.stream().mapToInt(ValueTypes::slots).sum();
        return (128 + 8 * (slots + 4 * deepestStack) + 63) / 64;
    }

    private static List<ValueType> readLocals(ModuleImage image, int function,
            WasmReader reader) {
        var locals = new ArrayList<>(image.functionType(function).parameters());
        int groups = reader.u32();
        for (int i = 0; i < groups; i++) {
            int count = reader.u32();
            var type = ValueTypes.of(reader.u8());
            for (int k = 0; k < count; k++) {
                locals.add(type);
            }
        }
        return locals;
    }

    private final class Pass {
        final ModuleImage image;
        final CostTable table;
        final BodyReader body;
        final StackHeights stack;
        final PieceFinder finder;
        int[] costs = new int[16];
        int blocks;
        boolean counting;
        int count;
        boolean memory;
        boolean plainLoop;
        int labels;

        Pass(ModuleImage image, int function, CostTable table) {
            this.image = image;
            this.table = table;
            body = new BodyReader(image.bytes, codeStart, codeEnd);
            stack = new StackHeights(image, function);
            finder = new PieceFinder(resumeLoop, stack, codeStart);
        }

        void run() {
            begin();
            while (body.hasNext()) {
                int opcode = body.next();
                count++;
                if (counting) {
                    costs[blocks - 1] += InstructionCosts.of(opcode, table);
                }
                note(opcode);
                int label = stack.step(body, labels);
                switch (opcode) {
                    case Opcode.BLOCK -> labels++;
                    case Opcode.LOOP, Opcode.IF -> {
                        plainLoop |= opcode == Opcode.LOOP && !isResumeLoop(body.offset);
                        labels++;
                        begin();
                    }
                    case Opcode.ELSE -> begin();
                    case Opcode.END -> {
                        finder.ended(stack.ended(), body.position(), blocks, labels);
                        if (label != StackHeights.LOOP_END && body.hasNext()) {
                            begin();
                        }
                    }
                    case Opcode.BR_IF -> begin();
                    case Opcode.BR, Opcode.BR_TABLE, Opcode.RETURN, Opcode.UNREACHABLE ->
                        counting = false;
                    default -> {
                    }
                }
                finder.instruction(body.position(), blocks, labels);
            }
        }

        private boolean isResumeLoop(int offset) {
            return resumeLoop != null && resumeLoop.loopOffset() == offset;
        }

        private void begin() {
            if (blocks == costs.length) {
                costs = Arrays.copyOf(costs, blocks * 2);
            }
            costs[blocks++] = 0;
            counting = true;
        }

        private void note(int opcode) {
            switch (opcode) {
                case Opcode.LOCAL_GET, Opcode.LOCAL_SET, Opcode.LOCAL_TEE -> usedLocals
                        .set(body.index);
                case Opcode.BR, Opcode.BR_IF -> target(body.index);
                case Opcode.BR_TABLE -> {
                    for (int label : body.labels) {
                        target(label);
                    }
                }
                default -> memory |= opcode >= Opcode.I32_LOAD && opcode <= Opcode.MEMORY_SIZE;
            }
        }

        private void target(int depth) {
            int label = stack.labelNumber(depth);
            if (label >= 0) {
                targeted.set(label);
            }
        }
    }
}
