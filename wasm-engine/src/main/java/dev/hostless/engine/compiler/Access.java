package dev.hostless.engine.compiler;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.ByteOrder;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_long;

/**
 * Generates the class with the memory accessors: an explicit bounds check, then an access by
 * {@code jdk.internal.misc.Unsafe}. Measured against {@code VarHandle} the code is equal at its
 * peak and two to three times as fast in the interpreter and in C1's code, where a Go program
 * spends its first seconds. Where the JDK does not export that class, or bytes are in the other
 * order, {@link PortableAccess} has methods of the same names.
 *
 * <p>The check is {@code address < 0 || address > length - size - offset}: the sign test lets C2
 * drop it for the next access to the same base. Offsets come with the array's header size added.
 * Methods have up to 38 bytes; C1 inlines 35 by itself, and 40 where the launcher tells it so.
 */
final class Access {
    static final String NAME = Names.SHARED + "Access";
    static final ClassDesc CD_UNSAFE = ClassDesc.of("jdk.internal.misc.Unsafe");
    static final boolean UNSAFE = isExported();
    static final ClassDesc OWNER = UNSAFE ? ClassDesc.of(NAME) : Names.desc(PortableAccess.class);
    /** Where an array's elements begin, as {@code Unsafe} counts. */
    static final int BIAS = UNSAFE ? arrayBase() : 0;
    private static final long LARGEST_OFFSET = Integer.MAX_VALUE - 64;

    /** One accessor: what it does at the JVM's level. */
    private record Accessor(String name, int bytes, TypeKind value, String unsafe,
            String conversion) {
    }

    private static final Accessor[] LOADS = {
        new Accessor("i32Load", 4, TypeKind.INT, "getInt", ""),
        new Accessor("i64Load", 8, TypeKind.LONG, "getLong", ""),
        new Accessor("f32Load", 4, TypeKind.FLOAT, "getFloat", ""),
        new Accessor("f64Load", 8, TypeKind.DOUBLE, "getDouble", ""),
        new Accessor("i32Load8S", 1, TypeKind.BYTE, "getByte", ""),
        new Accessor("i32Load8U", 1, TypeKind.BYTE, "getByte", "b"),
        new Accessor("i32Load16S", 2, TypeKind.SHORT, "getShort", ""),
        new Accessor("i32Load16U", 2, TypeKind.CHAR, "getChar", ""),
        new Accessor("i64Load8S", 1, TypeKind.BYTE, "getByte", "l"),
        new Accessor("i64Load8U", 1, TypeKind.BYTE, "getByte", "bl"),
        new Accessor("i64Load16S", 2, TypeKind.SHORT, "getShort", "l"),
        new Accessor("i64Load16U", 2, TypeKind.CHAR, "getChar", "l"),
        new Accessor("i64Load32S", 4, TypeKind.INT, "getInt", "l"),
        new Accessor("i64Load32U", 4, TypeKind.INT, "getInt", "u")};
    private static final Accessor[] STORES = {
        new Accessor("i32Store", 4, TypeKind.INT, "putInt", ""),
        new Accessor("i64Store", 8, TypeKind.LONG, "putLong", ""),
        new Accessor("f32Store", 4, TypeKind.FLOAT, "putFloat", ""),
        new Accessor("f64Store", 8, TypeKind.DOUBLE, "putDouble", ""),
        new Accessor("i32Store8", 1, TypeKind.BYTE, "putByte", "b"),
        new Accessor("i32Store16", 2, TypeKind.SHORT, "putShort", "s"),
        new Accessor("i64Store8", 1, TypeKind.BYTE, "putByte", "lb"),
        new Accessor("i64Store16", 2, TypeKind.SHORT, "putShort", "ls"),
        new Accessor("i64Store32", 4, TypeKind.INT, "putInt", "l")};

    private Access() {
    }

    /** What is passed for a memory offset; 0 selects the accessor without one. */
    static int biased(long offset) {
        return offset == 0 ? 0 : (int) Math.min(offset, LARGEST_OFFSET) + BIAS;
    }

    /** The accessor without a check, for what {@link ProvenBounds} found; offset always given. */
    static String inBounds(String accessor) {
        return accessor + "InBounds";
    }

    /** Says what generated code takes from this JVM. */
    static String variant() {
        return OWNER.descriptorString() + BIAS;
    }

    /** What is passed for a memory offset to an accessor that takes one. */
    static int offsetOperand(long offset) {
        return (int) Math.min(offset, LARGEST_OFFSET) + BIAS;
    }

    private static boolean isExported() {
        var loader = Access.class.getClassLoader();
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN && loader != null
                && Object.class.getModule().isExported("jdk.internal.misc",
                        loader.getUnnamedModule())
                && isExportedToGenerated();
    }

    /** The export must be to all unnamed modules: generated classes have loaders of their own. */
    private static boolean isExportedToGenerated() {
        var probe = new ClassLoader(null) {
        };
        return Object.class.getModule().isExported("jdk.internal.misc", probe.getUnnamedModule());
    }

    private static int arrayBase() {
        try {
            return (int) Class.forName("jdk.internal.misc.Unsafe")
                    .getField("ARRAY_BYTE_BASE_OFFSET").getLong(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("BUG: Unsafe is exported but cannot be read", e);
        }
    }

    static byte[] generate() {
        return ClassFile.of().build(ClassDesc.of(NAME), type -> {
            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            holdUnsafe(type, ClassDesc.of(NAME));
            for (var accessor : LOADS) {
                for (boolean offset : new boolean[]{false, true}) {
                    type.withMethodBody(accessor.name, loadType(accessor, offset),
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                            code -> load(code, accessor, offset));
                }
                type.withMethodBody(inBounds(accessor.name), loadType(accessor, false),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code -> {
                            place(code, 1, true);
                            loadPlace(code, accessor);
                        });
            }
            for (var accessor : STORES) {
                for (boolean offset : new boolean[]{false, true}) {
                    type.withMethodBody(accessor.name, storeType(accessor, offset),
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                            code -> store(code, accessor, offset));
                }
                type.withMethodBody(inBounds(accessor.name), storeType(accessor, false),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code -> {
                            place(code, 1 + wasmKind(accessor).slotSize(), true);
                            storePlace(code, accessor);
                        });
            }
        });
    }

    /** A static field {@code U} with {@code Unsafe}. */
    static void holdUnsafe(ClassBuilder type, ClassDesc self) {
        type.withField("U", CD_UNSAFE, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        type.withMethodBody("<clinit>", ConstantDescs.MTD_void, ClassFile.ACC_STATIC,
                code -> code.invokestatic(CD_UNSAFE, "getUnsafe", MethodTypeDesc.of(CD_UNSAFE))
                        .putstatic(self, "U", CD_UNSAFE).return_());
    }

    private static TypeKind wasmKind(Accessor accessor) {
        boolean wide = accessor.name.startsWith("i64");
        return wide ? TypeKind.LONG : accessor.value.asLoadable();
    }

    private static MethodTypeDesc loadType(Accessor accessor, boolean offset) {
        return MethodTypeDesc.ofDescriptor((offset ? "(I[BII)" : "(I[BI)")
                + wasmKind(accessor).upperBound().descriptorString());
    }

    private static MethodTypeDesc storeType(Accessor accessor, boolean offset) {
        return MethodTypeDesc
                .ofDescriptor("(I" + wasmKind(accessor).upperBound().descriptorString()
                        + (offset ? "[BII)V" : "[BI)V"));
    }

    private static void load(CodeBuilder code, Accessor accessor, boolean offset) {
        check(code, accessor, 1, offset);
        place(code, 1, offset);
        loadPlace(code, accessor);
    }

    private static void loadPlace(CodeBuilder code, Accessor accessor) {
        code.invokevirtual(CD_UNSAFE, accessor.unsafe,
                MethodTypeDesc.of(accessor.value.upperBound(), CD_Object, CD_long));
        for (char step : accessor.conversion.toCharArray()) {
            switch (step) {
                case 'b' -> code.sipush(0xff).iand();
                case 'u' -> code.invokestatic(Names.desc(Integer.class), "toUnsignedLong",
                        MethodTypeDesc.ofDescriptor("(I)J"));
                default -> code.i2l();
            }
        }
        code.return_(wasmKind(accessor));
    }

    private static void store(CodeBuilder code, Accessor accessor, boolean offset) {
        int memory = 1 + wasmKind(accessor).slotSize();
        check(code, accessor, memory, offset);
        place(code, memory, offset);
        storePlace(code, accessor);
    }

    private static void storePlace(CodeBuilder code, Accessor accessor) {
        var kind = wasmKind(accessor);
        code.loadLocal(kind, 1);
        for (char step : accessor.conversion.toCharArray()) {
            switch (step) {
                case 'b' -> code.i2b();
                case 's' -> code.i2s();
                default -> code.l2i();
            }
        }
        code.invokevirtual(CD_UNSAFE, accessor.unsafe, MethodTypeDesc.of(ConstantDescs.CD_void,
                CD_Object, CD_long, accessor.value.upperBound()));
        code.return_();
    }

    private static void check(CodeBuilder code, Accessor accessor, int memory, boolean offset) {
        var bad = code.newLabel();
        var good = code.newLabel();
        int fuel = memory + (offset ? 2 : 1);
        code.iload(0).iflt(bad).iload(0).aload(memory).arraylength();
        if (offset) {
            code.iload(memory + 1).isub();
        }
        int slack = offset ? BIAS - accessor.bytes : -accessor.bytes;
        code.loadConstant(Math.abs(slack));
        if (slack < 0) {
            code.isub();
        } else {
            code.iadd();
        }
        code.if_icmple(good);
        code.labelBinding(bad).iload(fuel).invokestatic(Names.CD_RUNTIME, "outOfBounds",
                MethodTypeDesc.ofDescriptor("(I)V"));
        code.labelBinding(good);
    }

    /**
     * Leaves Unsafe, the array and the place in it on the stack. The sum is one of longs: C2 cannot
     * know that one of ints does not overflow, and would widen it anew for each offset.
     */
    private static void place(CodeBuilder code, int memory, boolean offset) {
        code.getstatic(ClassDesc.of(NAME), "U", CD_UNSAFE).aload(memory).iload(0).i2l();
        if (offset) {
            code.iload(memory + 1);
        } else {
            code.bipush(BIAS);
        }
        code.i2l().ladd();
    }
}
