package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import dev.hostless.engine.ValueType;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

/**
 * Generates the ways between compiled code and the slots of {@link Interpreter}, for the functions
 * of one type.
 */
final class SlotCompiler {
    private static final ClassDesc SLOTS = Names.desc(ReferenceSlots.class);
    private static final MethodTypeDesc CALL_FROM = MethodTypeDesc.of(CD_int, Names.CD_LONGS,
            CD_int, Names.CD_INSTANCE, CD_int, CD_int);

    private final FunctionType type;
    private final CodeBuilder code;

    private SlotCompiler(FunctionType type, CodeBuilder code) {
        this.type = type;
        this.code = code;
    }

    /** Adds what the class of references to functions of a type has for the interpreter. */
    static void members(ClassBuilder builder, FunctionType type) {
        builder.withMethodBody("callFrom", CALL_FROM, ClassFile.ACC_PUBLIC,
                code -> new SlotCompiler(type, code).callFrom());
        builder.withMethodBody("interpreted", Names.interpreted(type),
                ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                code -> new SlotCompiler(type, code).interpreted());
    }

    /**
     * After a call: stores its results, returns the fuel.
     *
     * @param slots the local with the array of slots
     * @param first the local with the number of the first, or 0 for slot 0
     * @param instance the local with the instance that the slots belong to
     * @param scratch a free local
     */
    static void intoSlots(CodeBuilder code, FunctionType type, int slots, int first, int instance,
            int scratch) {
        new SlotCompiler(type, code).intoSlots(slots, first, instance, scratch);
    }

    /** For the interpreter: arguments from its slots, results to the first of them on. */
    private void callFrom() {
        int slots = 1;
        int first = 2;
        int caller = 3;
        code.aload(0);
        for (int i = 0; i < type.parameters().size(); i++) {
            place(slots, first, i);
            code.laload();
            fromSlot(type.parameters().get(i), caller);
        }
        code.iload(caller + 1).iload(caller + 2).invokevirtual(Names.signatureClass(type), "call",
                Names.virtual(type));
        intoSlots(slots, first, caller, caller + 3);
    }

    private void place(int slots, int first, int index) {
        code.aload(slots);
        if (first == 0) {
            code.loadConstant(index);
        } else {
            code.iload(first).loadConstant(index).iadd();
        }
    }

    private void intoSlots(int slots, int first, int instance, int scratch) {
        if (type.results().size() != 1) {
            code.istore(scratch);
            for (int i = 0; i < type.results().size(); i++) {
                place(slots, first, i);
                several(instance, i);
                code.lastore();
            }
            code.iload(scratch).ireturn();
            return;
        }
        var result = type.results().getFirst();
        if (!Names.isPacked(type)) {
            toSlot(result, instance);
        }
        code.lstore(scratch);
        place(slots, first, 0);
        code.lload(scratch);
        if (Names.isPacked(type)) {
            code.l2i().i2l().lastore().lload(scratch).bipush(32).lshr().l2i().ireturn();
        } else {
            code.lastore();
            meter(instance);
            code.getfield(Names.CD_METER, "fuel", CD_int).ireturn();
        }
    }

    /** One of several results, from where the meter has it. */
    private void several(int instance, int index) {
        var result = type.results().get(index);
        results(result, instance);
        code.loadConstant(index);
        if (result.isReference()) {
            code.aaload();
            toSlot(result, instance);
        } else {
            code.laload();
            if (result == ValueType.I32) {
                code.l2i().i2l();
            }
        }
    }

    private void results(ValueType result, int instance) {
        meter(instance);
        if (result.isReference()) {
            code.getfield(Names.CD_METER, "referenceResults", Names.CD_OBJECTS);
        } else {
            code.getfield(Names.CD_METER, "results", Names.CD_LONGS);
        }
    }

    private void meter(int instance) {
        code.aload(instance).getfield(Names.CD_INSTANCE, "meter", Names.CD_METER);
    }

    /** For compiled code: runs a function in the interpreter. */
    private void interpreted() {
        int slots = type.parameters().stream().mapToInt(ValueTypes::slots).sum();
        int instance = slots + 1;
        int slot = 0;
        for (int i = 0; i < type.parameters().size(); i++) {
            var parameter = type.parameters().get(i);
            code.aload(slots).loadConstant(i).loadLocal(ValueTypes.kind(parameter), slot);
            toSlot(parameter, instance);
            code.lastore();
            slot += ValueTypes.slots(parameter);
        }
        code.aload(slots).aload(instance).iload(instance + 1).iload(instance + 2)
                .iload(instance + 3);
        code.invokestatic(Names.CD_INTERPRETER, "enter", MethodTypeDesc.of(CD_int, Names.CD_LONGS,
                Names.CD_INSTANCE, CD_int, CD_int, CD_int));
        int fuel = instance + 3;
        code.istore(fuel);
        if (type.results().size() != 1) {
            for (int i = 0; i < type.results().size(); i++) {
                toSeveral(slots, instance, i);
            }
            code.iload(fuel).ireturn();
            return;
        }
        if (!Names.isPacked(type)) {
            meter(instance);
            code.iload(fuel).putfield(Names.CD_METER, "fuel", CD_int);
        }
        code.aload(slots).iconst_0().laload();
        if (Names.isPacked(type)) {
            code.l2i().iload(fuel).invokestatic(Names.CD_NUMBERS, "pack",
                    MethodTypeDesc.ofDescriptor("(II)J"));
        } else {
            fromSlot(type.results().getFirst(), instance);
        }
        code.return_(Names.resultKind(type));
    }

    /** Puts one of several results to where the meter has it. */
    private void toSeveral(int slots, int instance, int index) {
        var result = type.results().get(index);
        results(result, instance);
        code.loadConstant(index).aload(slots).loadConstant(index).laload();
        if (result.isReference()) {
            fromSlot(result, instance);
            code.arrayStore(TypeKind.REFERENCE);
            return;
        }
        if (result == ValueType.I32 || result == ValueType.F32) {
            code.l2i().invokestatic(Names.desc(Integer.class), "toUnsignedLong",
                    MethodTypeDesc.ofDescriptor("(I)J"));
        }
        code.lastore();
    }

    private void toSlot(ValueType value, int instance) {
        if (value.isReference()) {
            code.aload(instance).invokestatic(SLOTS, "slot",
                    MethodTypeDesc.of(CD_long, CD_Object, Names.CD_INSTANCE));
        } else {
            Bits.toSlot(code, value);
        }
    }

    private void fromSlot(ValueType value, int instance) {
        switch (value) {
            case EXTERNREF -> code.invokestatic(Names.desc(References.class), "extern",
                    MethodTypeDesc.of(CD_Object, CD_long));
            case FUNCREF -> code.aload(instance).invokestatic(SLOTS, "function",
                    MethodTypeDesc.of(CD_Object, CD_long, Names.CD_INSTANCE));
            default -> Bits.fromSlot(code, value);
        }
    }
}
