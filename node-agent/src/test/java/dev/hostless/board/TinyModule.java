package dev.hostless.board;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes small WebAssembly modules byte by byte (WebAssembly 2.0, section 5). */
final class TinyModule {
    static final byte I32 = 0x7f;
    static final byte I64 = 0x7e;

    private final List<byte[]> types = new ArrayList<>();
    private final List<byte[]> imports = new ArrayList<>();
    private final List<byte[]> functions = new ArrayList<>();
    private final List<byte[]> exports = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<byte[]> data = new ArrayList<>();
    private final List<byte[]> tables = new ArrayList<>();
    private final List<byte[]> elements = new ArrayList<>();
    private int minimumPages = 1;
    private int maximumPages = -1;
    private boolean shared;
    private boolean importsMemory;
    private int globals;

    /** Adds mutable globals of type i32, before all others; each is 0. */
    TinyModule globals(int count) {
        globals = count;
        return this;
    }

    TinyModule memory(int minimum, int maximum) {
        minimumPages = minimum;
        maximumPages = maximum;
        return this;
    }

    /** A shared memory that the board has; it is not exported. */
    TinyModule importedMemory(int minimum, int maximum) {
        importsMemory = true;
        return sharedMemory(minimum, maximum);
    }

    TinyModule exportGlobal(String name, int index) {
        exports.add(join(text(name), new byte[]{3}, number(index)));
        return this;
    }

    TinyModule sharedMemory(int minimum, int maximum) {
        shared = true;
        return memory(minimum, maximum);
    }

    /** Imports a function and answers its index; imports come before functions. */
    int importFunction(String module, String name, byte[] parameters, byte[] results) {
        imports.add(join(text(module), text(name), new byte[]{0}, number(type(parameters,
                results))));
        return imports.size() - 1;
    }

    /** Adds an exported function without locals and answers its index. */
    int export(String name, byte[] parameters, byte[] results, byte[] code) {
        functions.add(number(type(parameters, results)));
        int index = imports.size() + functions.size() - 1;
        exports.add(join(text(name), new byte[]{0}, number(index)));
        var body = join(number(0), code, new byte[]{0x0b});
        bodies.add(join(number(body.length), body));
        return index;
    }

    /** Table 0, with these functions in its first elements and one element that is empty. */
    TinyModule table(int... inIt) {
        byte[] functionsInIt = {};
        for (int function : inIt) {
            functionsInIt = join(functionsInIt, number(function));
        }
        tables.add(join(new byte[]{0x70, 0}, number(inIt.length + 1)));
        elements.add(join(number(0), i32(0), new byte[]{0x0b}, number(inIt.length),
                functionsInIt));
        return this;
    }

    TinyModule data(int address, byte[] bytes) {
        data.add(join(number(0), i32(address), new byte[]{0x0b}, number(bytes.length), bytes));
        return this;
    }

    byte[] bytes() {
        var memory = maximumPages < 0
                ? join(new byte[]{0}, number(minimumPages))
                : join(new byte[]{(byte) (shared ? 3 : 1)}, number(minimumPages),
                        number(maximumPages));
        var allImports = new ArrayList<>(imports);
        if (importsMemory) {
            allImports.add(join(text("env"), text("memory"), new byte[]{2}, memory));
        } else {
            exports.add(join(text("memory"), new byte[]{2}, number(0)));
        }
        var zero = join(new byte[]{I32, 1}, i32(0), new byte[]{0x0b});
        return join(new byte[]{0, 'a', 's', 'm', 1, 0, 0, 0}, section(1, types),
                section(2, allImports), section(3, functions), section(4, tables),
                section(5, importsMemory ? List.of() : List.of(memory)),
                section(6, Collections.nCopies(globals, zero)),
                section(7, exports), section(9, elements), section(10, bodies),
                section(11, data));
    }

    private int type(byte[] parameters, byte[] results) {
        types.add(join(new byte[]{0x60}, number(parameters.length), parameters,
                number(results.length), results));
        return types.size() - 1;
    }

    static byte[] i32(int value) {
        return join(new byte[]{0x41}, signed(value));
    }

    static byte[] i64(long value) {
        return join(new byte[]{0x42}, signed(value));
    }

    static byte[] call(int function) {
        return join(new byte[]{0x10}, number(function));
    }

    /** Stores the i32 on top of the stack; its address lies below it. */
    static byte[] store32() {
        return new byte[]{0x36, 2, 0};
    }

    /** Sets a global to the i32 on top of the stack. */
    static byte[] setGlobal(int index) {
        return join(new byte[]{0x24}, number(index));
    }

    static byte[] drop() {
        return new byte[]{0x1a};
    }

    /** An endless loop: loop, br 0, end. */
    static byte[] forever() {
        return forever(new byte[0]);
    }

    /** Does it again and again. */
    static byte[] forever(byte[] code) {
        return join(new byte[]{0x03, 0x40}, code, new byte[]{0x0c, 0, 0x0b});
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] section(int id, List<byte[]> entries) {
        if (entries.isEmpty()) {
            return new byte[0];
        }
        var content = join(number(entries.size()), join(entries.toArray(byte[][]::new)));
        return join(new byte[]{(byte) id}, number(content.length), content);
    }

    private static byte[] text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(number(bytes.length), bytes);
    }

    /** Unsigned LEB128. */
    private static byte[] number(int value) {
        var out = new ByteArrayOutputStream();
        int rest = value;
        while (rest >>> 7 != 0) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return out.toByteArray();
    }

    /** Signed LEB128. */
    private static byte[] signed(long value) {
        var out = new ByteArrayOutputStream();
        long rest = value;
        while (rest < -64 || rest > 63) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>= 7;
        }
        out.write((int) (rest & 0x7f));
        return out.toByteArray();
    }
}
