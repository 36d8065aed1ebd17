package dev.hostless.engine.compiler;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * The entry of a function that may be interpreted: where compiled code, tables and the host call
 * it. It goes to the interpreter until the function is compiled, which a static field of its says.
 */
final class EntryCompiler {
    /** The field: false until a call found the function compiled. */
    static final String COMPILED = "compiled";

    private EntryCompiler() {
    }

    static byte[] generate(Unit unit, int function) {
        var self = Names.entryClass(function);
        var type = unit.image().functionType(function);
        return ClassFile.of().build(self, builder -> {
            ReferenceCompiler.members(builder, self, type, function, self, "f");
            builder.withField(COMPILED, ConstantDescs.CD_boolean,
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC);
            builder.withMethodBody("f", Names.direct(type),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> enter(unit, function, code));
        });
    }

    private static void enter(Unit unit, int function, CodeBuilder code) {
        var type = unit.image().functionType(function);
        int instance = type.parameters().stream().mapToInt(ValueTypes::slots).sum();
        int slots = instance + 3;
        var compiled = code.newLabel();
        if (Interpretable.isPlain(type)) {
            code.getstatic(Names.entryClass(function), COMPILED, ConstantDescs.CD_boolean)
                    .ifne(compiled);
            code.aload(instance).loadConstant(function).invokestatic(Names.CD_INTERPRETER,
                    "activation", MethodTypeDesc.of(Names.CD_LONGS, Names.CD_INSTANCE,
                            ConstantDescs.CD_int));
            code.astore(slots).aload(slots).ifnull(compiled);
            ModuleCompiler.parameters(code, type, 0);
            code.aload(slots).aload(instance).loadConstant(function).iload(instance + 1)
                    .iload(instance + 2);
            code.invokestatic(Names.signatureClass(type), "interpreted", Names.interpreted(type));
            code.return_(Names.resultKind(type));
        }
        code.labelBinding(compiled);
        ModuleCompiler.parameters(code, type, 0);
        code.aload(instance).iload(instance + 1).iload(instance + 2);
        code.invokestatic(Names.functionClass(function), "f", Names.direct(type));
        code.return_(Names.resultKind(type));
    }
}
