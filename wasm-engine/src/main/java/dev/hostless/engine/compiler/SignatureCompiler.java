package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import dev.hostless.engine.ValueType;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;

/** Generates the class of references to functions of one type. */
final class SignatureCompiler {
    private static final int PUBLIC_STATIC = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;

    private static final MethodTypeDesc CALL_FROM = MethodTypeDesc.of(CD_int, Names.CD_LONGS,
            CD_int, CD_int, CD_int);

    private final FunctionType type;
    private final ClassDesc self;

    private SignatureCompiler(FunctionType type) {
        this.type = type;
        this.self = Names.signatureClass(type);
    }

    static byte[] generate(FunctionType type) {
        var compiler = new SignatureCompiler(type);
        return ClassFile.of().build(compiler.self, builder -> {
            builder.withFlags(
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT | ClassFile.ACC_SUPER);
            builder.withSuperclass(Names.CD_REFERENCE);
            builder.withMethodBody("<init>", ConstantDescs.MTD_void, ClassFile.ACC_PROTECTED,
                    code -> code.aload(0)
                            .invokespecial(Names.CD_REFERENCE, "<init>", ConstantDescs.MTD_void)
                            .return_());
            builder.withMethod("call", Names.virtual(type),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT, _ -> {});
            builder.withMethodBody("indirect", Names.indirect(type), PUBLIC_STATIC,
                    compiler::indirect);
            builder.withMethodBody("invoke",
                    MethodTypeDesc.of(Names.CD_LONGS, Names.CD_LONGS), ClassFile.ACC_PUBLIC,
                    compiler::invoke);
            if (Interpretable.isPlain(type)) {
                builder.withMethodBody("callFrom", CALL_FROM, ClassFile.ACC_PUBLIC,
                        compiler::callFrom);
                builder.withMethodBody("interpreted", Names.interpreted(type), PUBLIC_STATIC,
                        compiler::interpreted);
            }
        });
    }

    /** Looks the function up in the table: of this type, it is called; else the slow path. */
    private void indirect(CodeBuilder code) {
        int index = type.parameters().stream().mapToInt(ValueTypes::slots).sum();
        int table = index + 1;
        int depth = index + 2;
        int fuel = index + 3;
        int elements = index + 4;
        int found = index + 5;
        var slow = code.newLabel();
        var call = code.newLabel();
        code.aload(table).getfield(Names.CD_TABLE, "elements", Names.CD_OBJECTS).astore(elements);
        code.iload(index).iflt(slow);
        code.iload(index).aload(elements).arraylength().if_icmpge(slow);
        code.aload(elements).iload(index).aaload().astore(found);
        code.aload(found).instanceOf(self).ifne(call);
        code.labelBinding(slow);
        code.iload(index).aload(table).ldc(self).iload(fuel);
        code.invokestatic(Names.CD_RUNTIME, "resolve", MethodTypeDesc.of(CD_Object, CD_int,
                Names.CD_TABLE, ConstantDescs.CD_Class, CD_int));
        code.astore(found);
        code.labelBinding(call);
        code.aload(found).checkcast(self);
        int slot = 0;
        for (ValueType parameter : type.parameters()) {
            code.loadLocal(ValueTypes.kind(parameter), slot);
            slot += ValueTypes.slots(parameter);
        }
        code.iload(depth).iload(fuel).invokevirtual(self, "call", Names.virtual(type));
        code.return_(Names.resultKind(type));
    }

    /** For the interpreter: arguments from its slots, the result to the first of them. */
    private void callFrom(CodeBuilder code) {
        code.aload(0);
        for (int i = 0; i < type.parameters().size(); i++) {
            code.aload(1).iload(2).loadConstant(i).iadd().laload();
            argument(code, type.parameters().get(i));
        }
        code.iload(3).iload(4).invokevirtual(self, "call", Names.virtual(type));
        intoSlots(code, type, 5, () -> code.aload(1).iload(2), () -> code.aload(0)
                .invokevirtual(self, "meter", MethodTypeDesc.of(Names.CD_METER)));
    }

    /**
     * After a call: stores its result, returns the fuel.
     *
     * @param scratch a free local
     */
    static void intoSlots(CodeBuilder code, FunctionType type, int scratch, Runnable place,
            Runnable meter) {
        if (type.results().isEmpty()) {
            code.ireturn();
            return;
        }
        if (type.results().getFirst() == ValueType.F64) {
            code.invokestatic(Names.desc(Double.class), "doubleToRawLongBits",
                    MethodTypeDesc.ofDescriptor("(D)J"));
        }
        code.lstore(scratch);
        place.run();
        code.lload(scratch);
        if (Names.isPacked(type)) {
            code.l2i().i2l().lastore().lload(scratch).bipush(32).lshr().l2i().ireturn();
        } else {
            code.lastore();
            meter.run();
            code.getfield(Names.CD_METER, "fuel", CD_int).ireturn();
        }
    }

    /** For compiled code: runs a function in the interpreter. */
    private void interpreted(CodeBuilder code) {
        int slots = type.parameters().stream().mapToInt(ValueTypes::slots).sum();
        int instance = slots + 1;
        int slot = 0;
        for (int i = 0; i < type.parameters().size(); i++) {
            var parameter = type.parameters().get(i);
            code.aload(slots).loadConstant(i).loadLocal(ValueTypes.kind(parameter), slot);
            Bits.toSlot(code, parameter);
            code.lastore();
            slot += ValueTypes.slots(parameter);
        }
        code.aload(slots).aload(instance).iload(instance + 1).iload(instance + 2)
                .iload(instance + 3);
        code.invokestatic(Names.CD_INTERPRETER, "enter", MethodTypeDesc.of(CD_int, Names.CD_LONGS,
                Names.CD_INSTANCE, CD_int, CD_int, CD_int));
        int fuel = instance + 3;
        code.istore(fuel);
        if (type.results().isEmpty()) {
            code.iload(fuel).ireturn();
            return;
        }
        if (!Names.isPacked(type)) {
            code.aload(instance).getfield(Names.CD_INSTANCE, "meter", Names.CD_METER)
                    .iload(fuel).putfield(Names.CD_METER, "fuel", CD_int);
        }
        code.aload(slots).iconst_0().laload();
        if (Names.isPacked(type)) {
            code.l2i().iload(fuel).invokestatic(Names.CD_NUMBERS, "pack",
                    MethodTypeDesc.ofDescriptor("(II)J"));
        } else if (type.results().getFirst() == ValueType.F64) {
            code.invokestatic(Names.desc(Double.class), "longBitsToDouble",
                    MethodTypeDesc.ofDescriptor("(J)D"));
        }
        code.return_(Names.resultKind(type));
    }

    /** For the host: raw bits in, raw bits out. */
    private void invoke(CodeBuilder code) {
        int meter = 2;
        code.aload(0).invokevirtual(self, "meter", MethodTypeDesc.of(Names.CD_METER))
                .astore(meter);
        code.aload(0);
        for (int i = 0; i < type.parameters().size(); i++) {
            code.aload(1).loadConstant(i).laload();
            argument(code, type.parameters().get(i));
        }
        code.aload(meter).getfield(Names.CD_METER, "depth", CD_int);
        code.aload(meter).getfield(Names.CD_METER, "fuel", CD_int);
        code.invokevirtual(self, "call", Names.virtual(type));
        String descriptor = Names.result(type).descriptorString();
        String name = type.results().size() > 1
                ? "finishSeveral"
                : Names.isPacked(type) ? "finishPacked" : "finish";
        code.aload(meter);
        if (type.results().size() > 1) {
            code.loadConstant(references());
            descriptor += Names.CD_METER.descriptorString() + "Ljava/lang/String;";
        } else {
            descriptor += Names.CD_METER.descriptorString();
        }
        code.invokestatic(Names.desc(HostCalls.class), name,
                MethodTypeDesc.ofDescriptor("(" + descriptor + ")[J"));
        code.return_(TypeKind.REFERENCE);
    }

    private static void argument(CodeBuilder code, ValueType parameter) {
        switch (parameter) {
            case EXTERNREF -> code.invokestatic(Names.desc(References.class), "extern",
                    MethodTypeDesc.ofDescriptor("(J)Ljava/lang/Object;"));
            case FUNCREF -> code.aload(0).invokestatic(Names.desc(HostCalls.class), "function",
                    MethodTypeDesc.of(CD_Object, ConstantDescs.CD_long, Names.CD_REFERENCE));
            default -> Bits.fromSlot(code, parameter);
        }
    }

    /** One letter for each result: whether it is a reference. */
    private String references() {
        var text = new StringBuilder();
        for (ValueType result : type.results()) {
            text.append(result.isReference() ? 'R' : 'N');
        }
        return text.toString();
    }
}
