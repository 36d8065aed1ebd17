package dev.hostless.engine;

import java.util.Locale;

/** The types of WebAssembly values (Wasm 2.0 without SIMD). */
public enum ValueType {
    // @formatter:off
    I32(0x7f, 'I'),
    I64(0x7e, 'J'),
    F32(0x7d, 'F'),
    F64(0x7c, 'D'),
    FUNCREF(0x70, 'R'),
    EXTERNREF(0x6f, 'X');
    // @formatter:on

    private final int code;
    private final String text = name().toLowerCase(Locale.ROOT);
    private final char letter;

    ValueType(int code, char letter) {
        this.code = code;
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
