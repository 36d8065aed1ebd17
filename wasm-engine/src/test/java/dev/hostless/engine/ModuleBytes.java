package dev.hostless.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small modules, section by section, for tests. */
final class ModuleBytes {
    static final int I32 = 0x7f;
    static final int I64 = 0x7e;

    /** One function of the module. */
    private record Body(int type, String export, int[] locals, byte[] code) {
    }

    private final List<byte[]> types = new ArrayList<>();
    private final List<byte[]> imports = new ArrayList<>();
    private final List<Body> bodies = new ArrayList<>();
    private final List<byte[]> memories = new ArrayList<>();
    private byte[] memoryImport = new byte[0];
    private boolean fromGo;
    private int tableSize = -1;
    private int tableFirst;
    private int start = -1;

    /** A growing array of bytes with the binary format's numbers. */
    static final class Code {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Code op(int... bytes) {
            for (int b : bytes) {
                out.write(b);
            }
            return this;
        }

        Code unsigned(int value) {
            int rest = value;
            while ((rest & ~0x7f) != 0) {
                out.write(rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            return op(rest);
        }

        Code i32(int value) {
            out.write(0x41);
            return signed(value);
        }

        Code i64(long value) {
            out.write(0x42);
            return signed(value);
        }

        Code get(int local) {
            return op(0x20).unsigned(local);
        }

        Code set(int local) {
            return op(0x21).unsigned(local);
        }

        Code br(int depth) {
            return op(0x0c).unsigned(depth);
        }

        Code brIf(int depth) {
            return op(0x0d).unsigned(depth);
        }

        Code call(int function) {
            return op(0x10).unsigned(function);
        }

        Code end() {
            return op(0x0b);
        }

        Code append(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Code sized(byte[] bytes) {
            return unsigned(bytes.length).append(bytes);
        }

        Code text(String text) {
            return sized(text.getBytes(StandardCharsets.UTF_8));
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private Code signed(long value) {
            long rest = value;
            while (rest < -64 || rest > 63) {
                out.write((int) (rest & 0x7f | 0x80));
                rest >>= 7;
            }
            return op((int) (rest & 0x7f));
        }
    }

    static Code code() {
        return new Code();
    }

    /** Adds a function type; answers its index. */
    int type(int[] parameters, int... results) {
        var type = code().op(0x60).unsigned(parameters.length).op(parameters)
                .unsigned(results.length).op(results);
        types.add(type.bytes());
        return types.size() - 1;
    }

    /** Imports a function; all imports come before the first function. */
    int importFunction(String module, String name, int type) {
        imports.add(code().text(module).text(name).op(0).unsigned(type).bytes());
        return imports.size() - 1;
    }

    /** Adds an exported function with locals of the given types; answers its index. */
    int function(String export, int type, int[] locals, Code code) {
        bodies.add(new Body(type, export, locals, code.end().bytes()));
        return imports.size() + bodies.size() - 1;
    }

    ModuleBytes memory(int initialPages) {
        memories.add(code().op(0).unsigned(initialPages).bytes());
        return this;
    }

    ModuleBytes sharedMemory(int initialPages, int maximumPages) {
        memories.add(code().op(3).unsigned(initialPages).unsigned(maximumPages).bytes());
        return this;
    }

    /** Imports {@code host.memory}. */
    ModuleBytes importSharedMemory(int initialPages, int maximumPages) {
        memoryImport = code().text("host").text("memory").op(2, 3).unsigned(initialPages)
                .unsigned(maximumPages).bytes();
        return this;
    }

    /** A table that holds all the module's own functions, from element 0. */
    ModuleBytes table() {
        return table(0, 0);
    }

    /** As {@link #table()}, from another element on, with as many behind the functions. */
    ModuleBytes table(int first, int more) {
        tableFirst = first;
        tableSize = first + more;
        return this;
    }

    /** A function that runs when the module is instantiated. */
    ModuleBytes start(int function) {
        start = function;
        return this;
    }

    /** Marks the module as Go's linker marks its own. */
    ModuleBytes fromGo() {
        fromGo = true;
        return this;
    }

    byte[] bytes() {
        var module = code().op(0, 'a', 's', 'm', 1, 0, 0, 0);
        if (fromGo) {
            module.op(0).sized(code().text("go:buildid").bytes());
        }
        section(module, 1, types);
        var allImports = new ArrayList<>(imports);
        if (memoryImport.length > 0) {
            allImports.add(memoryImport);
        }
        section(module, 2, allImports);
        section(module, 3, bodies.stream().map(b -> code().unsigned(b.type).bytes()).toList());
        if (tableSize >= 0) {
            section(module, 4, List.of(code().op(0x70, 0)
                    .unsigned(tableSize + bodies.size()).bytes()));
        }
        section(module, 5, memories);
        var exports = new ArrayList<byte[]>();
        for (int i = 0; i < bodies.size(); i++) {
            exports.add(code().text(bodies.get(i).export).op(0).unsigned(imports.size() + i)
                    .bytes());
        }
        section(module, 7, exports);
        if (start >= 0) {
            module.op(8).sized(code().unsigned(start).bytes());
        }
        if (tableSize >= 0) {
            var element = code().op(0).i32(tableFirst).end().unsigned(bodies.size());
            for (int i = 0; i < bodies.size(); i++) {
                element.unsigned(imports.size() + i);
            }
            section(module, 9, List.of(element.bytes()));
        }
        section(module, 10, bodies.stream().map(ModuleBytes::body).toList());
        return module.bytes();
    }

    private static byte[] body(Body body) {
        var code = code().unsigned(body.locals.length);
        for (int local : body.locals) {
            code.unsigned(1).op(local);
        }
        return code().sized(code.append(body.code).bytes()).bytes();
    }

    private static void section(Code module, int id, List<byte[]> entries) {
        if (!entries.isEmpty()) {
            var contents = code().unsigned(entries.size());
            entries.forEach(contents::append);
            module.op(id).sized(contents.bytes());
        }
    }
}
