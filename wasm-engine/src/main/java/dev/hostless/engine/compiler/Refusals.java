package dev.hostless.engine.compiler;

import dev.hostless.engine.UnsupportedFeature;
import org.jspecify.annotations.Nullable;

/**
 * Which proposal a code belongs to that this engine does not know, so that a module is refused by
 * the feature's name rather than as malformed.
 */
final class Refusals {
    /** The layer of the component model's binaries, in the upper half of the version field. */
    private static final int COMPONENT_LAYER = 1;

    private Refusals() {
    }

    /** Refuses a component; does nothing for any other version. */
    static void version(int version, int offset) {
        if (version >>> 16 == COMPONENT_LAYER) {
            throw new UnsupportedFeature("component-model", "a component, not a module,", offset);
        }
    }

    /** Refuses a value type's or reference type's first byte; does nothing if nobody knows it. */
    static void type(int code, int offset) {
        String feature = switch (code) {
            case 0x7b -> "simd";
            case 0x69, 0x74 -> "exception-handling";
            case 0x68, 0x75 -> "stack-switching";
            case 0x63, 0x64 -> "function-references";
            case 0x6e, 0x6d, 0x6c, 0x6b, 0x6a, 0x71, 0x72, 0x73 -> "gc";
            default -> null;
        };
        refuse(feature, "type %02x".formatted(code), offset);
    }

    /** The operand of {@code ref.null}: a type's code, or the index of a defined type. */
    static void heapType(int code, int offset) {
        type(code, offset);
        if (code >= 0 && code < 0x40) {
            refuse("function-references", "reference to type " + code, offset);
        }
    }

    static void compositeType(int form, int offset) {
        String feature = switch (form) {
            case 0x5f, 0x5e, 0x50, 0x4f, 0x4e -> "gc";
            case 0x5d -> "stack-switching";
            default -> null;
        };
        refuse(feature, "type form %02x".formatted(form), offset);
    }

    static void instruction(int opcode, int offset) {
        String feature = switch (opcode) {
            case 0x06, 0x07, 0x08, 0x09, 0x0a, 0x18, 0x19, 0x1f -> "exception-handling";
            case 0x12, 0x13 -> "tail-call";
            case 0x14, 0x15, 0xd4, 0xd5, 0xd6 -> "function-references";
            case 0xd3, 0xfb -> "gc";
            case 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6 -> "stack-switching";
            case 0xfd -> "simd";
            default -> null;
        };
        refuse(feature, "instruction %02x".formatted(opcode), offset);
    }

    /** Instructions with the prefix fc. */
    static void prefixed(int number, int offset) {
        String feature = switch (number) {
            case 0x12 -> "memory-control";
            case 0x13, 0x14, 0x15, 0x16 -> "wide-arithmetic";
            default -> null;
        };
        refuse(feature, "instruction fc %02x".formatted(number), offset);
    }

    private static void refuse(@Nullable String feature, String what, int offset) {
        if (feature != null) {
            throw new UnsupportedFeature(feature, what, offset);
        }
    }
}
