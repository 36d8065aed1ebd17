package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import dev.hostless.engine.compiler.AtomicForm.Operator;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Generates the class with the atomic accessors, one for each {@link AtomicForm}: {@link
 * Atomics#check}, then one volatile or read-modify-write access by {@code Unsafe}, which is
 * sequentially consistent. Where that is not to be had (see {@link Access}, or the JVM's arrays do
 * not begin at a multiple of eight), {@link PortableAtomics} does it under a lock.
 */
final class AtomicAccess {
    static final String NAME = Names.SHARED + "Atomic";
    static final ClassDesc OWNER = ClassDesc.of(NAME);
    private static final int LARGEST_ATOM = 8;

    private AtomicAccess() {
    }

    private static boolean usesUnsafe() {
        return Access.UNSAFE && Access.BIAS % LARGEST_ATOM == 0;
    }

    static byte[] generate() {
        return generate(OWNER, usesUnsafe());
    }

    static byte[] generate(ClassDesc self, boolean unsafe) {
        return ClassFile.of().build(self, type -> {
            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            if (unsafe) {
                Access.holdUnsafe(type, self);
            }
            for (var form : AtomicForm.all()) {
                type.withMethodBody(form.methodName(),
                        MethodTypeDesc.ofDescriptor(form.descriptor()),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> new Method(code, self, form).generate(unsafe));
            }
        });
    }

    /** One accessor. Parameters: address, operands, instance, offset, fuel. */
    private record Method(CodeBuilder code, ClassDesc self, AtomicForm form) {
        private int operands() {
            return switch (form.operator()) {
                case LOAD -> 0;
                case CMPXCHG -> 2;
                default -> 1;
            };
        }

        private TypeKind wasm() {
            return ValueTypes.kind(form.type());
        }

        private int instance() {
            return 1 + operands() * wasm().slotSize();
        }

        void generate(boolean unsafe) {
            if (unsafe) {
                code.getstatic(self, "U", Access.CD_UNSAFE);
                memory();
                place();
                code.loadConstant(Access.BIAS).iadd().i2l();
                access();
            } else {
                portable();
            }
            if (form.operator() == Operator.STORE) {
                code.return_();
            } else {
                code.return_(wasm());
            }
        }

        private void memory() {
            code.aload(instance()).getfield(Names.CD_INSTANCE, "memory", Names.CD_BYTES);
        }

        /** The checked address. */
        private void place() {
            int instance = instance();
            code.iload(0).iload(instance + 1).loadConstant(form.bytes());
            code.loadConstant(form.operator() == Operator.LOAD ? 0 : 1);
            code.aload(instance).iload(instance + 2);
            code.invokestatic(Names.desc(Atomics.class), "check", MethodTypeDesc.ofDescriptor(
                    "(IIII%sI)I".formatted(Names.CD_INSTANCE.descriptorString())));
        }

        private TypeKind atom() {
            return switch (form.bytes()) {
                case 1 -> TypeKind.BYTE;
                case 2 -> TypeKind.SHORT;
                case 4 -> TypeKind.INT;
                default -> TypeKind.LONG;
            };
        }

        private void access() {
            String kind = switch (atom()) {
                case BYTE -> "Byte";
                case SHORT -> "Short";
                case INT -> "Int";
                default -> "Long";
            };
            for (int i = 0; i < operands(); i++) {
                operand(i);
            }
            String name = switch (form.operator()) {
                case LOAD -> "get" + kind + "Volatile";
                case STORE -> "put" + kind + "Volatile";
                case ADD, SUB -> "getAndAdd" + kind;
                case AND -> "getAndBitwiseAnd" + kind;
                case OR -> "getAndBitwiseOr" + kind;
                case XOR -> "getAndBitwiseXor" + kind;
                case XCHG -> "getAndSet" + kind;
                case CMPXCHG -> "compareAndExchange" + kind;
            };
            String atom = atom().upperBound().descriptorString();
            boolean store = form.operator() == Operator.STORE;
            code.invokevirtual(Access.CD_UNSAFE, name, MethodTypeDesc.ofDescriptor(
                    "(Ljava/lang/Object;J%s)%s".formatted(atom.repeat(operands()),
                            store ? "V" : atom)));
            if (!store) {
                extend();
            }
        }

        private void operand(int number) {
            code.loadLocal(wasm(), 1 + number * wasm().slotSize());
            boolean wide = form.type() == ValueType.I64;
            if (wide && form.bytes() < 8) {
                code.l2i();
            }
            if (form.operator() == Operator.SUB) {
                if (form.bytes() == 8) {
                    code.lneg();
                } else {
                    code.ineg();
                }
            }
            switch (atom()) {
                case BYTE -> code.i2b();
                case SHORT -> code.i2s();
                default -> {
                }
            }
        }

        private void extend() {
            switch (form.bytes()) {
                case 1 -> code.sipush(0xff).iand();
                case 2 -> code.i2c();
                default -> {
                }
            }
            if (form.type() == ValueType.I64 && form.bytes() < 8) {
                code.invokestatic(Names.desc(Integer.class), "toUnsignedLong",
                        MethodTypeDesc.ofDescriptor("(I)J"));
            }
        }

        private void portable() {
            code.loadConstant(form.operator().ordinal()).loadConstant(form.bytes());
            memory();
            place();
            for (int i = 0; i < 2; i++) {
                if (i < operands()) {
                    code.loadLocal(wasm(), 1 + i * wasm().slotSize());
                    if (form.type() == ValueType.I32) {
                        code.i2l();
                    }
                } else {
                    code.lconst_0();
                }
            }
            code.invokestatic(Names.desc(PortableAtomics.class), "access",
                    MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_int,
                            ConstantDescs.CD_int, Names.CD_BYTES, ConstantDescs.CD_int,
                            ConstantDescs.CD_long, ConstantDescs.CD_long));
            if (form.operator() == Operator.STORE) {
                code.pop2();
            } else if (form.type() == ValueType.I32) {
                code.l2i();
            }
        }
    }
}
