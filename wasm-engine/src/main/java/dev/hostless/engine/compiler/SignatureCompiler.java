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
            SlotCompiler.members(builder, type);
        });
    }

    /** Looks the function up in the table: of this type, it is called; else the slow path. */
    private void indirect(CodeBuilder code) {
        int index = type.parameters().stream().mapToInt(ValueTypes::slots).sum();
        int table = index + 1;
        int depth = index + 2;
        int fuel = index + 3;
        int elements = index + 4;
        int at = index + 5;
        int found = index + 6;
        var slow = code.newLabel();
        var call = code.newLabel();
        code.aload(table).getfield(Names.CD_TABLE, "elements", Names.CD_OBJECTS).astore(elements);
        code.iload(index).aload(table).getfield(Names.CD_TABLE, "first", CD_int).isub().istore(at);
        code.iload(at).iflt(slow);
        code.iload(at).aload(elements).arraylength().if_icmpge(slow);
        code.aload(elements).iload(at).aaload().astore(found);
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
