package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
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

    /**
     * The class of a function that the compiler cannot put into methods: it goes to the interpreter
     * for ever.
     */
    static byte[] generateUncompiled(Unit unit, int function) {
        var self = Names.functionClass(function);
        var type = unit.image().functionType(function);
        return ClassFile.of().build(self, builder -> {
            ReferenceCompiler.members(builder, self, type, function, self, "f");
            builder.withMethodBody("f", Names.direct(type),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code -> {
                        int instance = instanceSlot(type);
                        activation(code, instance, function, "uncompiled");
                        interpret(code, type, instance, function);
                    });
        });
    }

    private static int instanceSlot(FunctionType type) {
        return type.parameters().stream().mapToInt(ValueTypes::slots).sum();
    }

    /** Leaves the slots of an activation in the local behind the fuel. */
    private static void activation(CodeBuilder code, int instance, int function, String name) {
        code.aload(instance).loadConstant(function).invokestatic(Names.CD_INTERPRETER, name,
                MethodTypeDesc.of(Names.CD_LONGS, Names.CD_INSTANCE, ConstantDescs.CD_int));
        code.astore(instance + 3);
    }

    private static void interpret(CodeBuilder code, FunctionType type, int instance,
            int function) {
        ModuleCompiler.parameters(code, type, 0);
        code.aload(instance + 3).aload(instance).loadConstant(function).iload(instance + 1)
                .iload(instance + 2);
        code.invokestatic(Names.signatureClass(type), "interpreted", Names.interpreted(type));
        code.return_(Names.resultKind(type));
    }

    private static void enter(Unit unit, int function, CodeBuilder code) {
        var type = unit.image().functionType(function);
        int instance = instanceSlot(type);
        var compiled = code.newLabel();
        code.getstatic(Names.entryClass(function), COMPILED, ConstantDescs.CD_boolean)
                .ifne(compiled);
        activation(code, instance, function, "activation");
        code.aload(instance + 3).ifnull(compiled);
        interpret(code, type, instance, function);
        code.labelBinding(compiled);
        ModuleCompiler.parameters(code, type, 0);
        code.aload(instance).iload(instance + 1).iload(instance + 2);
        code.invokestatic(Names.functionClass(function), "f", Names.direct(type));
        code.return_(Names.resultKind(type));
    }
}
