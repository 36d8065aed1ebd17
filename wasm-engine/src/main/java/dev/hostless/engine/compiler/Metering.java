package dev.hostless.engine.compiler;

import java.lang.classfile.Label;
import java.lang.classfile.Opcode;

/** Charges basic blocks and emits safepoints. */
final class Metering {
    private final MethodContext method;
    private final Assembler assembler;
    private final boolean on;
    private int block;

    Metering(MethodContext method) {
        this.method = method;
        this.assembler = method.assembler();
        this.on = method.unit().metered();
    }

    /** The number of the block that begins next in the body. */
    int block() {
        return block;
    }

    void block(int value) {
        block = value;
    }

    /** A basic block begins; charges it if it is reached. */
    void begin(boolean live) {
        int cost = method.scan().blockCosts[block++];
        if (live) {
            charge(cost);
        }
    }

    void charge(int cycles) {
        if (on && cycles > 0) {
            assembler.increment(method.layout().fuel, -cycles);
        }
    }

    /** At a label where all operands are in their slots. */
    void safepoint() {
        if (!on) {
            return;
        }
        var go = assembler.newLabel();
        method.loadFuel();
        assembler.branch(Opcode.IFGE, go);
        callSafepoint(method.body().offset);
        assembler.bind(go, method.layout().frame(method.stack()));
    }

    /** The header of a loop that is branched to; {@link MeteredLoop} has the rest. */
    MeteredLoop enterLoop() {
        int cost = method.scan().blockCosts[block++];
        var loop = new MeteredLoop(method, cost);
        charge(cost);
        loop.enter();
        return loop;
    }

    /** The call of the handler, at the loop header or branch that stands at this place. */
    void callSafepoint(int offset) {
        method.markLine(offset);
        method.loadInstance();
        method.loadDepth();
        method.loadFuel();
        assembler.invokeStatic(Names.CD_RUNTIME, "safepoint",
                "(%sII)I".formatted(Names.CD_INSTANCE.descriptorString()));
        method.storeFuel();
        method.reloadMemoryAfterSafepoint();
    }

    /** Function entry: takes call depth, then the safepoint; one test for both. */
    void enter(int cycles, int depthUnits, int probe) {
        charge(cycles);
        assembler.increment(method.layout().depth, -depthUnits);
        Label go = assembler.newLabel();
        method.loadDepth();
        if (on) {
            method.loadFuel();
            assembler.op(Opcode.IOR);
        }
        assembler.branch(Opcode.IFGE, go);
        method.markLine();
        method.loadInstance();
        method.loadDepth();
        method.loadFuel();
        assembler.invokeStatic(Names.CD_RUNTIME, "entered",
                "(%sII)I".formatted(Names.CD_INSTANCE.descriptorString()));
        method.storeFuel();
        assembler.bind(go, method.layout().entryFrame());
        if (probe > 0) {
            probe(probe - 1);
        }
    }

    private void probe(int number) {
        var parameters = method.scan().parameters;
        method.loadInstance();
        assembler.constant(number);
        if (parameters.isEmpty() || parameters.getFirst().isReference()) {
            assembler.constant(0L);
        } else {
            assembler.load(ValueTypes.kind(parameters.getFirst()), method.layout().local(0));
            Bits.toLong(assembler, parameters.getFirst());
        }
        method.loadDepth();
        method.loadFuel();
        assembler.invokeStatic(Names.CD_RUNTIME, "probe",
                "(%sIJII)I".formatted(Names.CD_INSTANCE.descriptorString()));
        method.storeFuel();
    }
}
