package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import dev.hostless.engine.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Compiles one function body, or a part of one, into the code of one JVM method. */
final class FunctionCompiler {
    private final Unit unit;
    private final FunctionScan scan;
    private final int function;
    private final FunctionType type;
    private final BodyReader body;
    private final FrameLayout layout;
    private final Assembler assembler;
    private final MethodContext method;
    private final OperandStack stack;
    private final Metering metering;
    private final NumericEmitter numeric;
    private final MemoryEmitter memory;
    private final AtomicEmitter atomics;
    private final CallEmitter calls;
    private final VariableEmitter variables;
    private final ControlEmitter control;
    private final @Nullable SegmentJumps jumps;

    FunctionCompiler(Unit unit, FunctionScan scan, int function, CodeBuilder code,
            FrameLayout layout, int lineBase) {
        this.unit = unit;
        this.scan = scan;
        this.function = function;
        this.type = unit.image().functionType(function);
        this.layout = layout;
        body = new BodyReader(unit.image().bytes, scan.codeStart, scan.codeEnd);
        assembler = new Assembler(code, unit.statesFrames());
        method = new MethodContext(unit, scan, body, layout, assembler, lineBase);
        stack = method.stack();
        metering = new Metering(method);
        numeric = new NumericEmitter(method);
        memory = new MemoryEmitter(method);
        atomics = new AtomicEmitter(method);
        calls = new CallEmitter(method);
        variables = new VariableEmitter(method, calls);
        control = new ControlEmitter(method, metering, calls, type);
        jumps = scan.resumeLoop == null
                ? null
                : new SegmentJumps(method, control, metering, scan.resumeLoop);
    }

    /** The whole function as one method; answers its size. */
    static int compile(Unit unit, FunctionScan scan, int function, CodeBuilder code) {
        var layout = new FrameLayout(scan.locals, scan.parameters, true, scan.usedLocals,
                scan.usesMemory, scan.deepestStack);
        var compiler = new FunctionCompiler(unit, scan, function, code, layout,
                unit.image().bodyStart[function - unit.image().importedFunctions]);
        compiler.whole();
        compiler.assembler.finish();
        return compiler.assembler.size();
    }

    MethodContext method() {
        return method;
    }

    ControlEmitter control() {
        return control;
    }

    Metering metering() {
        return metering;
    }

    SegmentJumps jumps() {
        if (jumps == null) {
            throw new IllegalStateException("BUG: function " + function + " has no segments");
        }
        return jumps;
    }

    CallEmitter calls() {
        return calls;
    }

    /** A method for some pieces: as if all before had been compiled, and nothing reached. */
    void beginPart(Piece piece, BitSet used) {
        method.loadMemoryField();
        for (int i = 0; i < scan.locals.size(); i++) {
            if (used.get(i)) {
                zero(scan.locals.get(i));
                assembler.store(ValueTypes.kind(scan.locals.get(i)), layout.local(i));
            }
        }
        control.part();
        control.openFunction();
        if (jumps != null) {
            jumps.openAt(piece.segment());
        }
        body.position(piece.start());
    }

    /** Branches to the loop with a resume point that is not a constant. */
    void bindDynamicDispatch() {
        if (jumps().dispatchUsed()) {
            assembler.bind(jumps().dispatch(), layout.frame(stack));
            switchOnResumePoint();
        }
    }

    /** Results are in their slots: leaves them where several results are left. */
    void bindReturns(Label returns) {
        stack.reset(0, type.results());
        assembler.bind(returns, layout.frame(stack));
        calls.leaveResults(type.results());
    }

    private void whole() {
        enter();
        zeroLocals(scan.parameters.size());
        method.loadMemoryField();
        control.openFunction();
        instructions(scan.codeEnd);
    }

    /** Charges the entry block, which in a resume loop goes on through the dispatch. */
    void enter() {
        body.offset = scan.codeStart;
        int cycles = scan.blockCosts[0];
        if (scan.resumeLoop != null) {
            cycles += scan.blockCosts[1];
        }
        metering.block(1);
        metering.enter(cycles, scan.depthUnits(), unit.probe(function));
    }

    void zeroLocals(int first) {
        for (int i = first; i < scan.locals.size(); i++) {
            if (scan.usedLocals.get(i)) {
                var local = scan.locals.get(i);
                zero(local);
                assembler.store(ValueTypes.kind(local), layout.local(i));
            }
        }
    }

    private void zero(ValueType local) {
        switch (local) {
            case I32 -> assembler.constant(0);
            case I64 -> assembler.constant(0L);
            case F32 -> assembler.floatConstant(0);
            case F64 -> assembler.doubleConstant(0);
            case FUNCREF, EXTERNREF -> assembler.nullConstant();
        }
    }

    /** Compiles what lies before {@code end}. */
    void instructions(int end) {
        while (body.position() < end) {
            int opcode = body.next();
            if (control.live()) {
                instruction(opcode);
            } else {
                unreachable(opcode);
            }
        }
    }

    /** Not compiled, but blocks and labels keep their numbers. */
    private void unreachable(int opcode) {
        switch (opcode) {
            case Opcode.BLOCK -> control.block(body.immediate);
            case Opcode.LOOP -> control.loop(body.immediate);
            case Opcode.IF -> control.branchIf(Condition.PLAIN, body.immediate);
            case Opcode.ELSE -> control.otherwise();
            case Opcode.END -> end();
            case Opcode.BR_IF -> metering.begin(false);
            default -> {
            }
        }
    }

    private void instruction(int opcode) {
        if (opcode >= Opcode.LOCAL_GET && opcode <= Opcode.LOCAL_TEE) {
            variables.local(opcode, body.index);
        } else if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_LOAD32_U) {
            memory.load(opcode, body.immediate);
        } else if (opcode >= Opcode.I32_STORE && opcode <= Opcode.I64_STORE32) {
            memory.store(opcode, body.immediate);
        } else if (Condition.isComparison(opcode) && body.isBeforeBranch()) {
            fuse(opcode);
        } else if (opcode == Opcode.I64_EXTEND_I32_U && body.readsWrappedSum()) {
            stack.prepare(1);
            assembler.constant((int) body.immediate);
            assembler.op(java.lang.classfile.Opcode.IADD);
        } else if (opcode >= Opcode.I32_EQZ && opcode <= Opcode.I64_EXTEND32_S
                || opcode >= Opcode.I32_TRUNC_SAT_F32_S && opcode < Opcode.MEMORY_INIT) {
            numeric.emit(opcode);
        } else if (opcode <= Opcode.CALL_INDIRECT) {
            controlInstruction(opcode);
        } else {
            other(opcode);
        }
    }

    private void fuse(int comparison) {
        boolean negated = false;
        while (body.peek() == Opcode.I32_EQZ) {
            body.next();
            negated = !negated;
        }
        conditional(body.next(), new Condition(comparison, negated));
    }

    private void conditional(int opcode, Condition condition) {
        if (opcode == Opcode.IF) {
            control.branchIf(condition, body.immediate);
        } else {
            control.branchIf(condition, body.index);
        }
    }

    private void controlInstruction(int opcode) {
        switch (opcode) {
            case Opcode.NOP -> {
            }
            case Opcode.UNREACHABLE -> {
                method.markLine();
                method.loadFuel();
                assembler.invokeStatic(Names.CD_RUNTIME, "unreachable",
                        "(I)Ljava/lang/RuntimeException;");
                assembler.raise();
                control.live(false);
            }
            case Opcode.BLOCK -> control.block(body.immediate);
            case Opcode.LOOP -> {
                if (jumps != null && jumps.isLoop(body.offset)) {
                    jumps.open();
                    dispatch();
                } else {
                    control.loop(body.immediate);
                }
            }
            case Opcode.IF, Opcode.BR_IF -> conditional(opcode, Condition.PLAIN);
            case Opcode.ELSE -> control.otherwise();
            case Opcode.END -> end();
            case Opcode.BR -> branch();
            case Opcode.BR_TABLE -> control.branchTable(body);
            case Opcode.RETURN -> control.leave();
            case Opcode.CALL -> calls.call(body.index);
            default -> calls.indirect(unit.image().types.get(body.index), body.second);
        }
    }

    private void branch() {
        if (jumps != null && jumps.isJumpToLoop(body.index)) {
            jumps.dynamic();
        } else {
            control.branch(body.index);
        }
    }

    /** Goes to the segment that the resume point names; the blocks around it were opened. */
    private void dispatch() {
        var segments = jumps();
        segments.bindDispatch();
        switchOnResumePoint();
        control.live(false);
        body.position(segments.loop().dispatchEnd());
    }

    private void switchOnResumePoint() {
        var segments = jumps();
        assembler.load(TypeKind.INT, layout.local(segments.loop().local()));
        var cases = new ArrayList<SwitchCase>();
        int[] targets = segments.loop().targets();
        for (int i = 0; i < targets.length - 1; i++) {
            cases.add(SwitchCase.of(i, segments.label(targets[i])));
        }
        Label last = segments.label(targets[targets.length - 1]);
        if (cases.isEmpty()) {
            assembler.op(java.lang.classfile.Opcode.POP);
            assembler.jump(last);
        } else {
            assembler.tableSwitch(last, cases);
        }
    }

    private void end() {
        if (control.depth() == 1) {
            control.endFunction();
            return;
        }
        if (jumps != null) {
            jumps.ending();
        }
        control.end();
    }

    private void other(int opcode) {
        if (opcode >= Opcode.MEMORY_ATOMIC_NOTIFY) {
            atomics.emit(opcode, body.immediate);
            return;
        }
        switch (opcode) {
            case Opcode.DROP -> stack.drop();
            case Opcode.SELECT, Opcode.SELECT_TYPED -> select();
            case Opcode.GLOBAL_GET -> variables.globalGet(body.index);
            case Opcode.GLOBAL_SET -> variables.globalSet(body.index);
            case Opcode.MEMORY_SIZE -> memory.size();
            case Opcode.MEMORY_GROW, Opcode.MEMORY_COPY, Opcode.MEMORY_FILL, Opcode.MEMORY_INIT,
                    Opcode.DATA_DROP ->
                memory
                        .bulk(opcode, body.index);
            case Opcode.I32_CONST -> constant();
            case Opcode.I64_CONST -> {
                assembler.constant(body.immediate);
                stack.push(ValueType.I64);
            }
            case Opcode.F32_CONST -> {
                assembler.floatConstant((int) body.immediate);
                stack.push(ValueType.F32);
            }
            case Opcode.F64_CONST -> {
                assembler.doubleConstant(body.immediate);
                stack.push(ValueType.F64);
            }
            case Opcode.REF_NULL, Opcode.REF_IS_NULL, Opcode.REF_FUNC -> variables.reference(opcode,
                    body.index);
            default -> variables.table(opcode, body.index, body.second);
        }
    }

    private void constant() {
        int value = (int) body.immediate;
        if (jumps != null && jumps.thread(value)) {
            return;
        }
        assembler.constant(value);
        stack.push(ValueType.I32);
    }

    private void select() {
        stack.prepare(3);
        stack.pop(1);
        var operand = stack.pop();
        stack.pop(1);
        String letter = ValueTypes.descriptor(operand).descriptorString();
        assembler.invokeStatic(Names.CD_NUMBERS, "select",
                "(%s%sI)%s".formatted(letter, letter, letter));
        stack.push(operand);
    }
}
