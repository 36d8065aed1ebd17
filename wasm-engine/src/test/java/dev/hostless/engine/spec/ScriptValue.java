package dev.hostless.engine.spec;

/**
 * A value of a script: raw bits for numbers, the script's own number for an {@code externref}.
 * Bits of 32-bit types are zero-extended. For a null reference the bits say nothing.
 */
record ScriptValue(Kind kind, long bits, boolean isNull) {
    /** The value types of Wasm 2.0 without vectors. */
    enum Kind {
        I32, I64, F32, F64, FUNCREF, EXTERNREF;

        static Kind named(String name) {
            return switch (name) {
                case "i32" -> I32;
                case "i64" -> I64;
                case "f32" -> F32;
                case "f64" -> F64;
                case "funcref" -> FUNCREF;
                case "externref" -> EXTERNREF;
                default -> throw new IllegalArgumentException("unknown value type " + name);
            };
        }

        boolean isReference() {
            return this == FUNCREF || this == EXTERNREF;
        }
    }

    static ScriptValue number(Kind kind, long bits) {
        boolean narrow = kind == Kind.I32 || kind == Kind.F32;
        return new ScriptValue(kind, narrow ? bits & 0xffff_ffffL : bits, false);
    }

    static ScriptValue reference(Kind kind, long bits) {
        return new ScriptValue(kind, bits, false);
    }

    static ScriptValue nullReference(Kind kind) {
        return new ScriptValue(kind, 0, true);
    }

    /** Reads an argument of a command: decimal bits, or {@code null} for a null reference. */
    static ScriptValue parse(String type, String text) {
        Kind kind = Kind.named(type);
        if (text.equals("null")) {
            return nullReference(kind);
        }
        long bits = Long.parseUnsignedLong(text);
        return kind.isReference() ? reference(kind, bits) : number(kind, bits);
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + ":"
                + (isNull ? "null" : "0x" + Long.toHexString(bits));
    }
}
