package dev.hostless.engine.compiler;

import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;

/** What the emitters of one JVM method share. */
final class MethodContext {
    /** Where the method's line numbers count from; see {@link TrapFrames}. */
    static final int FIRST_LINE = 1;
    private static final int LAST_LINE = 0xfffe;

    private final Unit unit;
    private final FunctionScan scan;
    private final BodyReader body;
    private final FrameLayout layout;
    private final Assembler assembler;
    private final OperandStack stack;
    private final int lineBase;
    private int line = -1;

    MethodContext(Unit unit, FunctionScan scan, BodyReader body, FrameLayout layout,
            Assembler assembler, int lineBase) {
        this.unit = unit;
        this.scan = scan;
        this.body = body;
        this.layout = layout;
        this.assembler = assembler;
        this.lineBase = lineBase;
        this.stack = new OperandStack(assembler, layout);
    }

    Unit unit() {
        return unit;
    }

    FunctionScan scan() {
        return scan;
    }

    BodyReader body() {
        return body;
    }

    FrameLayout layout() {
        return layout;
    }

    Assembler assembler() {
        return assembler;
    }

    OperandStack stack() {
        return stack;
    }

    /** The current instruction can trap or call: its place must be known from a stack trace. */
    void markLine() {
        markLine(body.offset);
    }

    /** The same for another place in the module than the current instruction's. */
    void markLine(int offset) {
        int now = Math.min(offset - lineBase + FIRST_LINE, LAST_LINE);
        if (now != line) {
            assembler.line(now);
            line = now;
        }
    }

    /** Whether the current instruction may answer any NaN; see {@link HiddenNans}. */
    boolean hidesNan() {
        return scan.needlessChecks().hidesNan(body.offset);
    }

    /** Whether the current load or store needs no check; see {@link ProvenBounds}. */
    boolean isInBounds() {
        return Access.UNSAFE && !unit.isGuarded()
                && scan.needlessChecks().isInBounds(body.offset);
    }

    void loadInstance() {
        assembler.load(TypeKind.REFERENCE, layout.instance);
    }

    void loadDepth() {
        assembler.load(TypeKind.INT, layout.depth);
    }

    void loadFuel() {
        assembler.load(TypeKind.INT, layout.fuel);
    }

    void storeFuel() {
        assembler.store(TypeKind.INT, layout.fuel);
    }

    void loadMemory() {
        assembler.load(TypeKind.REFERENCE, layout.memory);
    }

    void reloadMemoryAfterSafepoint() {
        if (unit.movesMemoryAtSafepoints()) {
            loadMemoryField();
        }
    }

    void reloadMemoryAfterCall() {
        if (unit.movesMemoryInCalls()) {
            loadMemoryField();
        }
    }

    /** Has the memory's bytes in their local. */
    void loadMemoryField() {
        if (scan.usesMemory) {
            loadInstance();
            assembler.getField(Names.CD_MODULE, "memory", Names.CD_BYTES);
            assembler.store(TypeKind.REFERENCE, layout.memory);
        }
    }

    /**
     * A packed result is on the JVM's stack: leaves the value, and the fuel in its local. The mask
     * is what lets C2 see through {@link Numbers#pack}; Go's functions are hardly ever inlined.
     */
    void unpackFuel() {
        assembler.op(Opcode.DUP2);
        assembler.constant(32);
        assembler.op(Opcode.LUSHR);
        assembler.op(Opcode.L2I);
        storeFuel();
        if (scan.resumeLoop == null) {
            assembler.constant(0xffff_ffffL);
            assembler.op(Opcode.LAND);
        }
        assembler.op(Opcode.L2I);
    }

    void loadMeter() {
        loadInstance();
        assembler.getField(Names.CD_MODULE, "meter", Names.CD_METER);
    }
}
