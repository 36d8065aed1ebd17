package dev.hostless.board;

import dev.hostless.board.ModuleFacts.Export;
import dev.hostless.board.ModuleFacts.Import;
import dev.hostless.board.ModuleFacts.Memory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Walks the sections of a module (WebAssembly 2.0, section 5.5) for what an operator wants to
 * know. It is not a validator: the engine is, and it reads the same bytes. It never reads beyond
 * them and names the offset at which they make no sense.
 */
final class ModuleReader {
    private static final String[] KINDS = {"func", "table", "memory", "global"};

    private final byte[] bytes;
    private int at;
    private int end;

    private final List<Import> imports = new ArrayList<>();
    private final List<Export> exports = new ArrayList<>();
    private Optional<Memory> memory = Optional.empty();
    private int functions;
    private int codeBytes;
    private int dataBytes;
    private boolean nameSection;
    private boolean goBuildId;

    private ModuleReader(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    record Read(ModuleFacts facts, boolean goBuildId) {
    }

    static Read read(byte[] bytes) throws FirmwareRejected {
        var reader = new ModuleReader(bytes);
        reader.module();
        reader.imports.sort(Comparator.comparing(Import::module).thenComparing(Import::name));
        reader.exports.sort(Comparator.comparing(Export::name));
        return new Read(new ModuleFacts(reader.imports, reader.exports, reader.memory,
                reader.functions, reader.codeBytes, reader.dataBytes, reader.nameSection),
                reader.goBuildId);
    }

    private void module() throws FirmwareRejected {
        if (bytes.length < 8 || bytes[0] != 0 || bytes[1] != 'a' || bytes[2] != 's'
                || bytes[3] != 'm') {
            throw new FirmwareRejected(
                    "not a WebAssembly module: it does not begin with the bytes 00 61 73 6d");
        }
        int version = bytes[4] & 0xff | (bytes[5] & 0xff) << 8 | (bytes[6] & 0xff) << 16
                | (bytes[7] & 0xff) << 24;
        if (version != 1) {
            throw new FirmwareRejected(version == 0x1_000d
                    ? "a WebAssembly component, not a core module: build it as wasip1"
                    : "WebAssembly version " + version + ": wanted 1");
        }
        at = 8;
        while (at < bytes.length) {
            end = bytes.length;
            int id = octet();
            int size = length();
            int next = at + size;
            end = next;
            section(id, size);
            at = next;
        }
    }

    private void section(int id, int size) throws FirmwareRejected {
        switch (id) {
            case 0 -> {
                var name = name();
                nameSection |= name.equals("name");
                goBuildId |= name.equals("go:buildid");
            }
            case 2 -> importSection();
            case 3 -> functions = count();
            case 5 -> {
                if (count() > 0) {
                    memory = Optional.of(memoryType());
                }
            }
            case 7 -> exportSection();
            case 10 -> codeBytes = size;
            case 11 -> dataBytes = size;
            default -> {
                // Types, tables, globals, elements: the engine's concern.
            }
        }
    }

    private void importSection() throws FirmwareRejected {
        int count = count();
        for (int i = 0; i < count; i++) {
            var module = name();
            var name = name();
            int kind = octet();
            switch (kind) {
                case 0 -> number();
                case 1 -> {
                    octet();
                    memoryType();
                }
                case 2 -> memory = Optional.of(memoryType());
                case 3 -> {
                    octet();
                    octet();
                }
                default -> throw broken("an import of kind " + kind);
            }
            imports.add(new Import(module, name, KINDS[kind]));
        }
    }

    private void exportSection() throws FirmwareRejected {
        int count = count();
        for (int i = 0; i < count; i++) {
            var name = name();
            int kind = octet();
            if (kind >= KINDS.length) {
                throw broken("an export of kind " + kind);
            }
            number();
            exports.add(new Export(name, KINDS[kind]));
        }
    }

    private Memory memoryType() throws FirmwareRejected {
        int flags = octet();
        long minimum = number();
        Optional<Long> maximum = (flags & 1) != 0 ? Optional.of(number()) : Optional.empty();
        return new Memory(minimum, maximum, (flags & 2) != 0);
    }

    private String name() throws FirmwareRejected {
        int length = length();
        var text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** A number of entries; each takes at least one byte, so more than the bytes left is broken. */
    private int count() throws FirmwareRejected {
        return length();
    }

    private int length() throws FirmwareRejected {
        long length = number();
        if (length > end - at) {
            throw new FirmwareRejected("truncated WebAssembly module: at offset " + at + " wanted "
                    + length + " more bytes, there are " + (end - at));
        }
        return (int) length;
    }

    private int octet() throws FirmwareRejected {
        if (at >= end) {
            throw new FirmwareRejected("truncated WebAssembly module: it ends at offset " + at);
        }
        return bytes[at++] & 0xff;
    }

    /** An unsigned LEB128 number of up to 32 bits. */
    private long number() throws FirmwareRejected {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw broken("a number of more than 5 bytes");
    }

    private FirmwareRejected broken(String what) {
        return new FirmwareRejected("malformed WebAssembly module: " + what + " at offset " + at);
    }
}
