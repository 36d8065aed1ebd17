package dev.hostless.engine.compiler;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Generates the {@link MemoryOperations} that goes on to {@link Access}, or what stands for it. */
final class AccessBridge {
    static final String NAME = Names.SHARED + "MemoryOperations";
    private static final ClassDesc SUPER = Names.desc(MemoryOperations.class);

    private AccessBridge() {
    }

    static byte[] generate() {
        return ClassFile.of().build(ClassDesc.of(NAME), type -> {
            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            type.withSuperclass(SUPER);
            type.withMethodBody("<init>", ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC,
                    code -> code.aload(0)
                            .invokespecial(SUPER, "<init>", ConstantDescs.MTD_void).return_());
            for (var method : MemoryOperations.class.getDeclaredMethods()) {
                var descriptor = MethodTypeDesc.ofDescriptor(
                        java.lang.invoke.MethodType.methodType(
                                method.getReturnType(), method.getParameterTypes())
                                .toMethodDescriptorString());
                var accessed = method.getName().startsWith("i32") ? TypeKind.INT : TypeKind.LONG;
                type.withMethodBody(method.getName(), descriptor, ClassFile.ACC_PUBLIC,
                        code -> forward(code, method.getName(), accessed,
                                descriptor.parameterCount() == 5));
            }
        });
    }

    private static void forward(CodeBuilder code, String name, TypeKind type, boolean store) {
        String letter = type.upperBound().descriptorString();
        code.iload(1);
        if (store) {
            code.lload(2);
            if (type == TypeKind.INT) {
                code.l2i();
            }
            code.aload(4).iload(5).iload(6);
            code.invokestatic(Access.OWNER, name,
                    MethodTypeDesc.ofDescriptor("(I" + letter + "[BII)V")).return_();
            return;
        }
        code.aload(2).iload(3).iload(4);
        code.invokestatic(Access.OWNER, name, MethodTypeDesc.ofDescriptor("(I[BII)" + letter));
        if (type == TypeKind.INT) {
            code.i2l();
        }
        code.lreturn();
    }
}
