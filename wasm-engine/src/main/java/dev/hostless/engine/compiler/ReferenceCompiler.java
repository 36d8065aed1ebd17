package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Makes a class the reference to one function: its instance, its index, its {@code call}. */
final class ReferenceCompiler {
    private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(ConstantDescs.CD_void,
            Names.CD_MODULE);

    private ReferenceCompiler() {
    }

    /** The class of references to an imported function. */
    static byte[] toImport(Unit unit, int function) {
        var self = ClassDesc.of(Names.REFERENCE + function);
        return ClassFile.of().build(self, type -> members(type, self,
                unit.image().functionType(function), function, Names.CD_MODULE,
                Unit.importMethod(function)));
    }

    /** Adds what every reference has; {@code owner.method} is what it calls. */
    static void members(ClassBuilder builder, ClassDesc self, FunctionType type, int function,
            ClassDesc owner, String method) {
        var signature = Names.signatureClass(type);
        builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
        builder.withSuperclass(signature);
        builder.withField("instance", Names.CD_MODULE, ClassFile.ACC_FINAL);
        builder.withMethodBody("<init>", CONSTRUCTOR, ClassFile.ACC_PUBLIC, code -> code.aload(0)
                .invokespecial(signature, "<init>", ConstantDescs.MTD_void).aload(0).aload(1)
                .putfield(self, "instance", Names.CD_MODULE).return_());
        builder.withMethodBody("instance", MethodTypeDesc.of(Names.CD_INSTANCE),
                ClassFile.ACC_PUBLIC, code -> code.aload(0)
                        .getfield(self, "instance", Names.CD_MODULE).areturn());
        builder.withMethodBody("index", MethodTypeDesc.of(ConstantDescs.CD_int),
                ClassFile.ACC_PUBLIC, code -> code.loadConstant(function).ireturn());
        builder.withMethodBody("call", Names.virtual(type), ClassFile.ACC_PUBLIC, code -> {
            int depth = ModuleCompiler.parameters(code, type, 1);
            code.aload(0).getfield(self, "instance", Names.CD_MODULE).iload(depth)
                    .iload(depth + 1).invokestatic(owner, method, Names.direct(type))
                    .return_(Names.resultKind(type));
        });
    }
}
