package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import org.jspecify.annotations.Nullable;

/** How WebAssembly's types look to the JVM. */
final class ValueTypes {
    private ValueTypes() {
    }

    /** The type of a code of the binary format, or null if there is none. */
    static @Nullable ValueType of(int code) {
        return switch (code) {
            case 0x7f -> ValueType.I32;
            case 0x7e -> ValueType.I64;
            case 0x7d -> ValueType.F32;
            case 0x7c -> ValueType.F64;
            case 0x70 -> ValueType.FUNCREF;
            case 0x6f -> ValueType.EXTERNREF;
            default -> null;
        };
    }

    static ClassDesc descriptor(ValueType type) {
        return switch (type) {
            case I32 -> ConstantDescs.CD_int;
            case I64 -> ConstantDescs.CD_long;
            case F32 -> ConstantDescs.CD_float;
            case F64 -> ConstantDescs.CD_double;
            case FUNCREF, EXTERNREF -> ConstantDescs.CD_Object;
        };
    }

    static TypeKind kind(ValueType type) {
        return switch (type) {
            case I32 -> TypeKind.INT;
            case I64 -> TypeKind.LONG;
            case F32 -> TypeKind.FLOAT;
            case F64 -> TypeKind.DOUBLE;
            case FUNCREF, EXTERNREF -> TypeKind.REFERENCE;
        };
    }

    static int slots(ValueType type) {
        return type.isWide() ? 2 : 1;
    }
}
