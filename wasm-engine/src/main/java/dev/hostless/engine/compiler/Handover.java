package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
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
        each(locals, (local, type) -> {
            assembler.load(ValueTypes.kind(type), method.layout().local(local));
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
        });
    }

    void load(BitSet locals) {
        each(locals, (local, type) -> {
            if (type.isReference()) {
                assembler.arrayLoad(TypeKind.REFERENCE);
            } else {
                assembler.arrayLoad(TypeKind.LONG);
                Bits.toValue(assembler, type);
            }
            assembler.store(ValueTypes.kind(type), method.layout().local(local));
        });
    }

    private interface Move {
        /** The local's array and its index are on the JVM's stack, and must go. */
        void emit(int local, ValueType type);
    }

    private void each(BitSet locals, Move move) {
        some(locals, false, "handover", Names.CD_LONGS, move);
        some(locals, true, "handoverReferences", Names.CD_OBJECTS, move);
    }

    private void some(BitSet locals, boolean references, String field, ClassDesc type, Move move) {
        boolean loaded = false;
        for (int i = locals.nextSetBit(0); i >= 0; i = locals.nextSetBit(i + 1)) {
            var local = method.scan().locals.get(i);
            if (local.isReference() != references) {
                continue;
            }
            if (!loaded) {
                method.loadInstance();
                assembler.getField(Names.CD_MODULE, field, type);
                loaded = true;
            }
            assembler.op(Opcode.DUP);
            assembler.constant(i);
            move.emit(i, local);
        }
        if (loaded) {
            assembler.op(Opcode.POP);
        }
    }
}
