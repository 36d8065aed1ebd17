package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import dev.hostless.engine.ValueType;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.util.List;

/** Calls and returns: the calling convention of {@link Names}, seen from both sides. */
final class CallEmitter {
    private final MethodContext method;
    private final Assembler assembler;
    private final OperandStack stack;

    CallEmitter(MethodContext method) {
        this.method = method;
        this.assembler = method.assembler();
        this.stack = method.stack();
    }

    void call(int function) {
        var image = method.unit().image();
        var type = image.functionType(function);
        method.markLine();
        stack.prepare(type.parameters().size());
        stack.pop(type.parameters().size());
        method.loadInstance();
        method.loadDepth();
        method.loadFuel();
        if (image.isImported(function)) {
            assembler.invokeStatic(Names.CD_MODULE, Unit.importMethod(function),
                    Names.direct(type));
        } else {
            assembler.invokeStatic(method.unit().interprets()
                    ? Names.entryClass(function)
                    : Names.functionClass(function), "f", Names.direct(type));
        }
        results(type);
    }

    void indirect(FunctionType type, int table) {
        method.markLine();
        stack.prepare(type.parameters().size() + 1);
        stack.pop(type.parameters().size() + 1);
        loadTable(table);
        method.loadDepth();
        method.loadFuel();
        assembler.invokeStatic(Names.signatureClass(type), "indirect", Names.indirect(type));
        results(type);
    }

    void loadTable(int table) {
        method.loadInstance();
        if (table == 0) {
            assembler.getField(Names.CD_MODULE, "table", Names.CD_TABLE);
        } else {
            assembler.getField(Names.CD_MODULE, "tables", Names.CD_TABLES);
            assembler.constant(table);
            assembler.arrayLoad(TypeKind.REFERENCE);
        }
    }

    private void results(FunctionType type) {
        if (type.results().size() > 1) {
            method.storeFuel();
            method.reloadMemoryAfterCall();
            takeResults(type.results());
            return;
        }
        if (type.results().isEmpty()) {
            method.storeFuel();
        } else if (Names.isPacked(type)) {
            method.unpackFuel();
            if (type.results().getFirst() == ValueType.F32) {
                assembler.invokeStatic(Names.desc(Float.class), "intBitsToFloat", "(I)F");
            }
            stack.push(type.results().getFirst());
        } else {
            method.loadMeter();
            assembler.getField(Names.CD_METER, "fuel", ConstantDescs.CD_int);
            method.storeFuel();
            stack.push(type.results().getFirst());
        }
        method.reloadMemoryAfterCall();
    }

    /** Puts what {@link #leaveResults} left onto the operand stack. */
    void takeResults(List<ValueType> results) {
        for (int i = 0; i < results.size(); i++) {
            var type = results.get(i);
            method.loadMeter();
            if (type.isReference()) {
                assembler.getField(Names.CD_METER, "referenceResults", Names.CD_OBJECTS);
                assembler.constant(i);
                assembler.arrayLoad(TypeKind.REFERENCE);
            } else {
                assembler.getField(Names.CD_METER, "results", Names.CD_LONGS);
                assembler.constant(i);
                assembler.arrayLoad(TypeKind.LONG);
                Bits.toValue(assembler, type);
            }
            stack.push(type);
        }
    }

    /** Hands back the function's results, which are the top of the operand stack, and the fuel. */
    void giveBack(FunctionType type) {
        int count = type.results().size();
        stack.prepare(count);
        if (count > 1) {
            leaveResults(type.results());
            method.loadFuel();
        } else if (count == 0) {
            method.loadFuel();
        } else if (Names.isPacked(type)) {
            method.loadFuel();
            assembler.invokeStatic(Names.CD_NUMBERS, "pack",
                    type.results().getFirst() == ValueType.F32 ? "(FI)J" : "(II)J");
        } else {
            method.loadMeter();
            method.loadFuel();
            assembler.putField(Names.CD_METER, "fuel", ConstantDescs.CD_int);
        }
        assembler.giveBack(Names.resultKind(type));
    }

    /** Leaves the top of the operand stack in the meter, as several results are handed back. */
    void leaveResults(List<ValueType> results) {
        stack.prepare(results.size());
        int scratch = method.layout().scratch();
        for (int i = results.size() - 1; i >= 0; i--) {
            var type = results.get(i);
            assembler.store(ValueTypes.kind(type), scratch);
            method.loadMeter();
            assembler.getField(Names.CD_METER, type.isReference() ? "referenceResults" : "results",
                    type.isReference() ? Names.CD_OBJECTS : Names.CD_LONGS);
            assembler.constant(i);
            assembler.load(ValueTypes.kind(type), scratch);
            if (type.isReference()) {
                assembler.arrayStore(TypeKind.REFERENCE);
            } else {
                Bits.toLong(assembler, type);
                assembler.arrayStore(TypeKind.LONG);
            }
        }
    }
}
