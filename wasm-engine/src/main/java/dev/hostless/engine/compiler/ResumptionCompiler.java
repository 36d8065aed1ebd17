package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Makes a class a {@link Resumption} around its static method {@code f}. */
final class ResumptionCompiler {
    private static final ClassDesc SUPER = Names.desc(Resumption.class);

    private ResumptionCompiler() {
    }

    static void members(ClassBuilder builder, ClassDesc self, FunctionType type) {
        builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
        builder.withSuperclass(SUPER);
        builder.withMethodBody("<init>", ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC,
                code -> code.aload(0).invokespecial(SUPER, "<init>", ConstantDescs.MTD_void)
                        .return_());
        builder.withMethodBody("resume", MethodTypeDesc.of(ConstantDescs.CD_int,
                ConstantDescs.CD_int, Names.CD_LONGS, Names.CD_INSTANCE, ConstantDescs.CD_int,
                ConstantDescs.CD_int), ClassFile.ACC_PUBLIC, code -> {
                    code.iload(1).aload(3).checkcast(Names.CD_MODULE).iload(4).iload(5)
                            .invokestatic(self, "f", Names.resumed(type));
                    SlotCompiler.intoSlots(code, type, 2, 0, 3, 6);
                });
    }
}
