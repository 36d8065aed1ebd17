package dev.hostless.engine;

/** The types of WebAssembly values (Wasm 2.0 without SIMD). */
public enum ValueType {
    I32(0x7f, "i32", 'I'), I64(0x7e, "i64", 'J'), F32(0x7d, "f32", 'F'), F64(0x7c, "f64",
            'D'), FUNCREF(0x70, "funcref", 'R'), EXTERNREF(0x6f, "externref", 'X');

    private final int code;
    private final String text;
    private final char letter;

    ValueType(int code, String text, char letter) {
        this.code = code;
        this.text = text;
        this.letter = letter;
    }

    /** The byte of the binary format. */
    public int code() {
        return code;
    }

    /** One letter that names the type in signatures. */
    public char letter() {
        return letter;
    }

    public boolean isReference() {
        return this == FUNCREF || this == EXTERNREF;
    }

    /** True if the JVM needs two slots for a value. */
    public boolean isWide() {
        return this == I64 || this == F64;
    }

    @Override
    public String toString() {
        return text;
    }
}
