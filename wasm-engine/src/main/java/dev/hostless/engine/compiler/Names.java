package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import dev.hostless.engine.ValueType;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Names and descriptors of generated classes, and the calling convention.
 *
 * <p>A Wasm function is a static method {@code f(parameters…, Module, int depth, int fuel)}. How
 * the fuel that is left comes back depends on the results: none: as the int result; one i32 or
 * f32: in the upper half of a long whose lower half is the value; else in {@link Meter#fuel},
 * with a single value as the result, or several in {@link Meter#results} and the fuel again as the
 * int result.
 */
final class Names {
    static final String PACKAGE = "guest.";
    static final String MODULE = PACKAGE + "Module";
    static final String IMPORTS = PACKAGE + "Imports";
    static final String FUNCTION = PACKAGE + "F";
    /** Before the number of a function that may be interpreted: where calls of it go. */
    static final String ENTRY = PACKAGE + "E";
    /** Before the number of a function that is resumed in compiled code. */
    static final String RESUMPTION = PACKAGE + "O";
    static final String REFERENCE = PACKAGE + "R";
    static final String SHARED = "shared.";
    static final String SIGNATURE = SHARED + "S";

    static final ClassDesc CD_MODULE = ClassDesc.of(MODULE);
    static final ClassDesc CD_IMPORTS = ClassDesc.of(IMPORTS);
    static final ClassDesc CD_INSTANCE = desc(Instance.class);
    static final ClassDesc CD_METER = desc(Meter.class);
    static final ClassDesc CD_TABLE = desc(Table.class);
    static final ClassDesc CD_CELL = desc(GlobalCell.class);
    static final ClassDesc CD_REFERENCE = desc(FunctionReference.class);
    static final ClassDesc CD_RUNTIME = desc(Runtime.class);
    static final ClassDesc CD_INTERPRETER = desc(Interpreter.class);
    static final ClassDesc CD_NUMBERS = desc(Numbers.class);
    static final ClassDesc CD_BYTES = ConstantDescs.CD_byte.arrayType();
    static final ClassDesc CD_LONGS = ConstantDescs.CD_long.arrayType();
    static final ClassDesc CD_OBJECTS = ConstantDescs.CD_Object.arrayType();
    static final ClassDesc CD_TABLES = CD_TABLE.arrayType();

    private Names() {
    }

    static ClassDesc desc(Class<?> type) {
        return ClassDesc.ofDescriptor(type.descriptorString());
    }

    static ClassDesc functionClass(int function) {
        return ClassDesc.of(FUNCTION + function);
    }

    static ClassDesc entryClass(int function) {
        return ClassDesc.of(ENTRY + function);
    }

    /** The shared class of references to functions of a type. */
    static ClassDesc signatureClass(FunctionType type) {
        return ClassDesc.of(signatureName(type));
    }

    static String signatureName(FunctionType type) {
        return SIGNATURE + letters(type.parameters()) + "_" + letters(type.results());
    }

    /** {@code f}: direct calls, with the instance. */
    static MethodTypeDesc direct(FunctionType type) {
        var parameters = parameters(type);
        parameters.add(CD_MODULE);
        parameters.add(ConstantDescs.CD_int);
        parameters.add(ConstantDescs.CD_int);
        return MethodTypeDesc.of(result(type), parameters);
    }

    /** {@code call} of a reference, which knows its instance. */
    static MethodTypeDesc virtual(FunctionType type) {
        var parameters = parameters(type);
        parameters.add(ConstantDescs.CD_int);
        parameters.add(ConstantDescs.CD_int);
        return MethodTypeDesc.of(result(type), parameters);
    }

    /** {@code indirect}: index and table instead of a function. */
    static MethodTypeDesc indirect(FunctionType type) {
        var parameters = parameters(type);
        parameters.add(ConstantDescs.CD_int);
        parameters.add(CD_TABLE);
        parameters.add(ConstantDescs.CD_int);
        parameters.add(ConstantDescs.CD_int);
        return MethodTypeDesc.of(result(type), parameters);
    }

    /** What a {@link Resumption} calls. */
    static MethodTypeDesc resumed(FunctionType type) {
        return MethodTypeDesc.of(result(type), ConstantDescs.CD_int, CD_MODULE,
                ConstantDescs.CD_int, ConstantDescs.CD_int);
    }

    /** {@code interpreted}: with the activation's slots, and the function's index. */
    static MethodTypeDesc interpreted(FunctionType type) {
        var parameters = parameters(type);
        parameters.add(CD_LONGS);
        parameters.add(CD_INSTANCE);
        parameters.add(ConstantDescs.CD_int);
        parameters.add(ConstantDescs.CD_int);
        parameters.add(ConstantDescs.CD_int);
        return MethodTypeDesc.of(result(type), parameters);
    }

    static ClassDesc result(FunctionType type) {
        if (type.results().size() != 1) {
            return ConstantDescs.CD_int;
        }
        return switch (type.results().getFirst()) {
            case I32, F32, I64 -> ConstantDescs.CD_long;
            case F64 -> ConstantDescs.CD_double;
            case FUNCREF, EXTERNREF -> ConstantDescs.CD_Object;
        };
    }

    static TypeKind resultKind(FunctionType type) {
        return TypeKind.from(result(type));
    }

    /** Whether the fuel comes back in the upper half of the result. */
    static boolean isPacked(FunctionType type) {
        return type.results().size() == 1 && (type.results().getFirst() == ValueType.I32
                || type.results().getFirst() == ValueType.F32);
    }

    /** Parses what {@link #signatureClass} made. */
    static FunctionType signature(String className) {
        String letters = className.substring(SIGNATURE.length());
        int split = letters.indexOf('_');
        return new FunctionType(types(letters.substring(0, split)),
                types(letters.substring(split + 1)));
    }

    private static List<ClassDesc> parameters(FunctionType type) {
        var descriptors = new ArrayList<ClassDesc>(type.parameters().size() + 4);
        for (ValueType parameter : type.parameters()) {
            descriptors.add(ValueTypes.descriptor(parameter));
        }
        return descriptors;
    }

    private static String letters(List<ValueType> types) {
        var text = new StringBuilder();
        for (ValueType type : types) {
            text.append(type.letter());
        }
        return text.toString();
    }

    private static List<ValueType> types(String letters) {
        var types = new ArrayList<ValueType>();
        for (char letter : letters.toCharArray()) {
            for (ValueType type : ValueType.values()) {
                if (type.letter() == letter) {
                    types.add(type);
                }
            }
        }
        return types;
    }
}
