package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;

/** Generates the {@link AtomicOperations} that go on to {@link AtomicAccess}. */
final class AtomicBridge {
    static final String NAME = Names.SHARED + "AtomicOperations";
    private static final ClassDesc SUPER = Names.desc(AtomicOperations.class);
    private static final int OPCODE = 1;
    private static final int ADDRESS = 2;
    private static final int OPERANDS = 3;
    private static final int INSTANCE = 7;
    private static final int OFFSET = 8;
    private static final int FUEL = 9;

    private AtomicBridge() {
    }

    static byte[] generate() {
        return ClassFile.of().build(ClassDesc.of(NAME), type -> {
            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            type.withSuperclass(SUPER);
            type.withMethodBody("<init>", ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC,
                    code -> code.aload(0)
                            .invokespecial(SUPER, "<init>", ConstantDescs.MTD_void).return_());
            type.withMethodBody("access", MethodTypeDesc.ofDescriptor(
                    "(IIJJ%sII)J".formatted(Names.CD_INSTANCE.descriptorString())),
                    ClassFile.ACC_PUBLIC, AtomicBridge::access);
        });
    }

    private static void access(CodeBuilder code) {
        var cases = new ArrayList<SwitchCase>();
        for (int i = Opcode.I32_ATOMIC_LOAD; i < Opcode.I64_ATOMIC_RMW32_CMPXCHG_U; i++) {
            cases.add(SwitchCase.of(i, code.newLabel()));
        }
        var last = code.newLabel();
        code.iload(OPCODE).tableswitch(last, cases);
        for (var one : cases) {
            code.labelBinding(one.target());
            forward(code, AtomicForm.of(one.caseValue()));
        }
        code.labelBinding(last);
        forward(code, AtomicForm.of(Opcode.I64_ATOMIC_RMW32_CMPXCHG_U));
    }

    private static void forward(CodeBuilder code, AtomicForm form) {
        boolean narrow = form.type() == ValueType.I32;
        String types = form.types();
        int operands = types.indexOf('>') - 1;
        code.iload(ADDRESS);
        for (int i = 0; i < operands; i++) {
            code.lload(OPERANDS + 2 * i);
            if (narrow) {
                code.l2i();
            }
        }
        code.aload(INSTANCE).iload(OFFSET).iload(FUEL);
        code.invokestatic(AtomicAccess.OWNER, form.methodName(),
                MethodTypeDesc.ofDescriptor(form.descriptor()));
        if (types.endsWith(">")) {
            code.lconst_0();
        } else if (narrow) {
            code.i2l();
        }
        code.lreturn();
    }
}
