package dev.hostless.controlplane;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small WebAssembly modules, byte by byte, right ones and wrong ones. */
public final class TinyModule {

    private final List<String[]> imports = new ArrayList<>();
    private int memoryPages = 1;
    private int filler;
    private byte[] body = {0x00, 0x0b};
    private int resultCount;

    /** A function import of type {@code () -> ()}. */
    public TinyModule importing(String module, String name) {
        imports.add(new String[]{module, name});
        return this;
    }

    public TinyModule memoryPages(int pages) {
        memoryPages = pages;
        return this;
    }

    /** A custom section of so many bytes, so that modules differ and grow. */
    public TinyModule filler(int bytes) {
        filler = bytes;
        return this;
    }

    /** The one function's body: locals and instructions. */
    public TinyModule body(int... bytes) {
        body = new byte[bytes.length];
        for (int index = 0; index < bytes.length; index++) {
            body[index] = (byte) bytes[index];
        }
        return this;
    }

    public TinyModule results(int count) {
        resultCount = count;
        return this;
    }

    public byte[] bytes() {
        var module = new ByteArrayOutputStream();
        module.writeBytes(new byte[]{0, 'a', 's', 'm', 1, 0, 0, 0});
        section(module, 1, type());
        if (!imports.isEmpty()) {
            section(module, 2, importSection());
        }
        section(module, 3, new byte[]{1, 0});
        var memory = new ByteArrayOutputStream();
        memory.writeBytes(new byte[]{1, 0});
        number(memory, memoryPages);
        section(module, 5, memory.toByteArray());
        var code = new ByteArrayOutputStream();
        code.write(1);
        number(code, body.length);
        code.writeBytes(body);
        section(module, 10, code.toByteArray());
        var custom = new ByteArrayOutputStream();
        text(custom, "filler");
        custom.writeBytes(new byte[filler]);
        section(module, 0, custom.toByteArray());
        return module.toByteArray();
    }

    private byte[] type() {
        var type = new ByteArrayOutputStream();
        type.writeBytes(new byte[]{1, 0x60, 0});
        number(type, resultCount);
        for (int index = 0; index < resultCount; index++) {
            type.write(0x7f);
        }
        return type.toByteArray();
    }

    private byte[] importSection() {
        var section = new ByteArrayOutputStream();
        number(section, imports.size());
        for (var imported : imports) {
            text(section, imported[0]);
            text(section, imported[1]);
            section.writeBytes(new byte[]{0, 0});
        }
        return section.toByteArray();
    }

    private static void section(ByteArrayOutputStream module, int id, byte[] content) {
        module.write(id);
        number(module, content.length);
        module.writeBytes(content);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
