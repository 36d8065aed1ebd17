package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles one group of pieces into a method {@code (int entry, Module, int depth, int fuel)} that
 * answers the fuel in the upper half of a long and the code of the next piece in the lower.
 */
final class PartCompiler {
    private final Unit unit;
    private final FunctionScan scan;
    private final int function;
    private final Liveness liveness;
    private final PieceGroups groups;
    private final int group;
    private final Map<Integer, Label> cuts = new HashMap<>();

    PartCompiler(Unit unit, FunctionScan scan, int function, Liveness liveness,
            PieceGroups groups, int group) {
        this.unit = unit;
        this.scan = scan;
        this.function = function;
        this.liveness = liveness;
        this.groups = groups;
        this.group = group;
    }

    /** Answers the method's size. */
    int compile(CodeBuilder code) {
        int first = groups.first(group);
        int end = groups.end(group);
        var used = new BitSet();
        for (int i = first; i < end; i++) {
            used.or(liveness.named(i));
            used.or(liveness.liveAt(i));
        }
        if (scan.resumeLoop != null) {
            used.set(scan.resumeLoop.local());
        }
        for (int i = 0; i < scan.pieces.size(); i++) {
            used.or(liveness.liveAt(i));
        }
        var layout = new FrameLayout(scan.locals, List.of(ValueType.I32), false, used,
                scan.usesMemory, scan.deepestStack);
        var piece = scan.pieces.get(first);
        var compiler = new FunctionCompiler(unit, scan, function, code, layout, piece.start());
        compiler.beginPart(piece, used);
        prepareSegments(compiler, first, end);
        enter(compiler, first, end);
        body(compiler, first, end);
        exits(compiler, first, end);
        compiler.method().assembler().finish();
        return compiler.method().assembler().size();
    }

    /** Labels exist before anything jumps to them, so that every segment here is bound. */
    private void prepareSegments(FunctionCompiler compiler, int first, int end) {
        for (int i = first; i < end; i++) {
            var piece = scan.pieces.get(i);
            if (piece.begins()) {
                compiler.jumps().label(piece.segment());
            }
        }
        if (!scan.pieces.get(first).begins()) {
            cuts.put(first, compiler.method().assembler().newLabel());
        }
    }

    private Label label(FunctionCompiler compiler, int number) {
        var piece = scan.pieces.get(number);
        var cut = cuts.get(number);
        return cut != null ? cut : compiler.jumps().label(piece.segment());
    }

    private void enter(FunctionCompiler compiler, int first, int end) {
        var assembler = compiler.method().assembler();
        var handover = new Handover(compiler.method());
        var stubs = new ArrayList<SwitchCase>();
        var entries = new ArrayList<Integer>();
        for (int i = first; i < end; i++) {
            if (groups.isEntry(group, i)) {
                stubs.add(SwitchCase.of(entries.size(), assembler.newLabel()));
                entries.add(i);
            }
        }
        assembler.load(TypeKind.INT, 0);
        assembler.constant(0xffff);
        assembler.op(java.lang.classfile.Opcode.IAND);
        assembler.tableSwitch(stubs.getFirst().target(), stubs);
        for (int i = 0; i < entries.size(); i++) {
            assembler.bind(stubs.get(i).target(),
                    compiler.method().layout().frame(compiler.method().stack()));
            handover.load(liveness.liveAt(entries.get(i)));
            assembler.jump(label(compiler, entries.get(i)));
        }
    }

    private void body(FunctionCompiler compiler, int first, int end) {
        var method = compiler.method();
        var piece = scan.pieces.get(first);
        compiler.metering().block(piece.block());
        compiler.control().labels(piece.label());
        method.assembler().bind(label(compiler, first), method.layout().frame(method.stack()));
        if (piece.begins()) {
            compiler.metering().begin(true);
        }
        if (end == scan.pieces.size()) {
            compiler.instructions(scan.codeEnd);
            return;
        }
        var next = scan.pieces.get(end);
        compiler.instructions(next.begins() ? next.start() - 1 : next.start());
        if (compiler.control().live()) {
            exit(compiler, end);
        }
    }

    /** Everything that leads out of the method. */
    private void exits(FunctionCompiler compiler, int first, int end) {
        var method = compiler.method();
        var assembler = method.assembler();
        method.stack().reset(0, List.of());
        if (scan.resumeLoop != null) {
            compiler.bindDynamicDispatch();
            for (int i = 0; i < scan.resumeLoop.ends(); i++) {
                int target = liveness.pieceOf(i);
                var frame = compiler.jumps().segment(i);
                if (!groups.contains(group, target) && frame.label != null) {
                    assembler.bind(frame.label, method.layout().frame(method.stack()));
                    exit(compiler, target);
                }
            }
        }
        var returns = compiler.control().returns();
        if (returns != null) {
            compiler.bindReturns(returns);
            handBack(method, PieceGroups.RETURNED);
        }
    }

    private void exit(FunctionCompiler compiler, int target) {
        new Handover(compiler.method()).store(liveness.liveAt(target));
        handBack(compiler.method(), groups.code(target));
    }

    private static void handBack(MethodContext method, int code) {
        var assembler = method.assembler();
        assembler.constant(code);
        method.loadFuel();
        assembler.invokeStatic(Names.CD_NUMBERS, "pack", "(II)J");
        assembler.giveBack(TypeKind.LONG);
    }
}
