package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.util.BitSet;

/** Moves locals between JVM locals and the instance's arrays, between two parts of a function. */
final class Handover {
    private final MethodContext method;
    private final Assembler assembler;

    Handover(MethodContext method) {
        this.method = method;
        this.assembler = method.assembler();
    }

    void store(BitSet locals) {
        for (int i = locals.nextSetBit(0); i >= 0; i = locals.nextSetBit(i + 1)) {
            var type = method.scan().locals.get(i);
            array(type, i);
            assembler.load(ValueTypes.kind(type), method.layout().local(i));
            if (type.isReference()) {
                assembler.arrayStore(TypeKind.REFERENCE);
            } else {
                if (type == ValueType.I32) {
                    assembler.op(Opcode.I2L);
                } else {
                    Bits.toLong(assembler, type);
                }
                assembler.arrayStore(TypeKind.LONG);
            }
        }
    }

    void load(BitSet locals) {
        for (int i = locals.nextSetBit(0); i >= 0; i = locals.nextSetBit(i + 1)) {
            var type = method.scan().locals.get(i);
            array(type, i);
            if (type.isReference()) {
                assembler.arrayLoad(TypeKind.REFERENCE);
            } else {
                assembler.arrayLoad(TypeKind.LONG);
                Bits.toValue(assembler, type);
            }
            assembler.store(ValueTypes.kind(type), method.layout().local(i));
        }
    }

    private void array(ValueType type, int local) {
        method.loadInstance();
        if (type.isReference()) {
            assembler.getField(Names.CD_MODULE, "handoverReferences", Names.CD_OBJECTS);
        } else {
            assembler.getField(Names.CD_MODULE, "handover", Names.CD_LONGS);
        }
        assembler.constant(local);
    }
}
