package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;

/** The method {@code f} of a split function: entry, then one part after the other. */
final class DriverCompiler {
    static final ClassDesc CD_INTS = ConstantDescs.CD_int.arrayType();
    /** Two characters for each entry; a constant string holds 65,535 bytes. */
    private static final int ENTRIES_PER_STRING = 10_000;

    private final Unit unit;
    private final FunctionScan scan;
    private final int function;
    private final Liveness liveness;
    private final PieceGroups groups;
    private final ClassDesc self;
    private final IntFunction<ClassDesc> partClass;

    DriverCompiler(Unit unit, FunctionScan scan, int function, Liveness liveness,
            PieceGroups groups, ClassDesc self, IntFunction<ClassDesc> partClass) {
        this.unit = unit;
        this.scan = scan;
        this.function = function;
        this.liveness = liveness;
        this.groups = groups;
        this.self = self;
        this.partClass = partClass;
    }

    void compile(CodeBuilder code) {
        var layout = new FrameLayout(scan.locals, scan.parameters, true, scan.usedLocals,
                scan.usesMemory, scan.deepestStack);
        var compiler = new FunctionCompiler(unit, scan, function, code, layout,
                unit.image().bodyStart[function - unit.image().importedFunctions]);
        var method = compiler.method();
        compiler.enter();
        compiler.zeroLocals(scan.parameters.size());
        reserve(method);
        var first = new BitSet();
        if (scan.resumeLoop == null) {
            first.or(liveness.liveAt(0));
        } else {
            compiler.control().openFunction();
            compiler.instructions(scan.resumeLoop.loopOffset());
            for (int target : scan.resumeLoop.targets()) {
                first.or(liveness.liveAt(liveness.pieceOf(target)));
            }
        }
        new Handover(method).store(first);
        firstCode(method);
        run(method);
        results(compiler);
        method.assembler().finish();
    }

    /** Instead of entry and first locals: a resume point, and the locals in the handover. */
    void compileResumption(CodeBuilder code) {
        var layout = new FrameLayout(scan.locals, List.of(ValueType.I32), false, new BitSet(),
                false, scan.deepestStack);
        var compiler = new FunctionCompiler(unit, scan, function, code, layout, scan.codeStart);
        firstCode(compiler.method());
        run(compiler.method());
        results(compiler);
        compiler.method().assembler().finish();
    }

    private void reserve(MethodContext method) {
        method.loadInstance();
        method.assembler().constant(scan.locals.size());
        method.assembler().invokeVirtual(Names.CD_MODULE, "reserveHandover",
                MethodTypeDesc.ofDescriptor("(I)V"));
    }

    private void firstCode(MethodContext method) {
        var assembler = method.assembler();
        if (scan.resumeLoop == null) {
            assembler.constant(groups.code(0));
        } else {
            assembler.getStatic(self, "dispatch", CD_INTS);
            assembler.load(TypeKind.INT, method.layout().local(scan.resumeLoop.local()));
            assembler.invokeStatic(Names.CD_RUNTIME, "dispatch", "([II)I");
        }
    }

    /** The first code is on the JVM's stack; the Wasm locals are not needed any more. */
    private void run(MethodContext method) {
        var assembler = method.assembler();
        int next = method.layout().fuel + 1;
        int packed = next + 1;
        var frame = new ArrayList<VerificationTypeInfo>(method.layout().entryFrame());
        frame.add(SimpleVerificationTypeInfo.INTEGER);
        frame.add(SimpleVerificationTypeInfo.LONG);
        assembler.store(TypeKind.INT, next);
        assembler.constant(0L);
        assembler.store(TypeKind.LONG, packed);
        assembler.line(TrapFrames.HIDDEN_LINE);
        var again = assembler.newLabel();
        var after = assembler.newLabel();
        assembler.bind(again, frame);
        assembler.load(TypeKind.INT, next);
        assembler.constant(16);
        assembler.op(Opcode.ISHR);
        var cases = new ArrayList<SwitchCase>();
        for (int i = 0; i < groups.count(); i++) {
            cases.add(SwitchCase.of(i, assembler.newLabel()));
        }
        assembler.tableSwitch(cases.getFirst().target(), cases);
        for (int i = 0; i < groups.count(); i++) {
            assembler.bind(cases.get(i).target(), frame);
            assembler.load(TypeKind.INT, next);
            method.loadInstance();
            method.loadDepth();
            method.loadFuel();
            assembler.invokeStatic(partClass.apply(i), groups.methodName(i),
                    FunctionSplitter.PART_TYPE);
            assembler.store(TypeKind.LONG, packed);
            assembler.jump(after);
        }
        assembler.bind(after, frame);
        assembler.load(TypeKind.LONG, packed);
        assembler.constant(32);
        assembler.op(Opcode.LSHR);
        assembler.op(Opcode.L2I);
        method.storeFuel();
        assembler.load(TypeKind.LONG, packed);
        assembler.op(Opcode.L2I);
        assembler.op(Opcode.DUP);
        assembler.store(TypeKind.INT, next);
        assembler.branch(Opcode.IFGE, again);
    }

    private void results(FunctionCompiler compiler) {
        var type = unit.image().functionType(function);
        compiler.method().stack().reset(0, List.of());
        compiler.calls().takeResults(type.results());
        compiler.calls().giveBack(type);
    }

    /** The static initialiser: the code of the segment that each resume point leads to. */
    void table(CodeBuilder code) {
        var loop = scan.resumeLoop;
        if (loop == null) {
            throw new IllegalStateException("BUG: no dispatch in function " + function);
        }
        int[] targets = loop.targets();
        code.loadConstant(targets.length).newarray(TypeKind.INT);
        for (int from = 0; from < targets.length; from += ENTRIES_PER_STRING) {
            var text = new StringBuilder();
            for (int i = from; i < Math.min(targets.length, from + ENTRIES_PER_STRING); i++) {
                int piece = groups.code(liveness.pieceOf(targets[i]));
                text.append((char) (piece >>> 16)).append((char) piece);
            }
            code.dup().loadConstant(from).loadConstant(text.toString());
            code.invokestatic(Names.CD_RUNTIME, "decode",
                    MethodTypeDesc.ofDescriptor("([IILjava/lang/String;)V"));
        }
        code.putstatic(self, "dispatch", CD_INTS).return_();
    }
}
