package dev.hostless.engine.fuzz;

import dev.hostless.engine.differential.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The sections of a module, and the bodies of its code section, taken apart and put together. */
final class Sections {
    static final int CODE = 10;
    static final int EXPORT = 7;
    private static final int HEADER_BYTES = 8;

    /** What a section contains, without its size. */
    record Section(int id, byte[] content) {
    }

    private Sections() {
    }

    /** The module must be one whose sections an engine accepted. */
    static List<Section> of(byte[] module) {
        List<Section> sections = new ArrayList<>();
        Cursor cursor = new Cursor(module, HEADER_BYTES);
        while (cursor.at < module.length) {
            int id = module[cursor.at++];
            sections.add(new Section(id, cursor.sized()));
        }
        return sections;
    }

    static byte[] join(List<Section> sections) {
        Bytes module = new Bytes().raw(0, 'a', 's', 'm', 1, 0, 0, 0);
        for (Section section : sections) {
            module.raw(section.id()).unsigned(section.content().length)
                    .raw(integers(section.content()));
        }
        return module.toArray();
    }

    /** The bodies of a code section. */
    static List<byte[]> bodies(Section code) {
        Cursor cursor = new Cursor(code.content(), 0);
        int count = cursor.unsigned();
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(cursor.sized());
        }
        return bodies;
    }

    static Section code(List<byte[]> bodies) {
        Bytes content = new Bytes().unsigned(bodies.size());
        for (byte[] body : bodies) {
            content.unsigned(body.length).raw(integers(body));
        }
        return new Section(CODE, content.toArray());
    }

    /** The module with an export for each of its functions, and no other export. */
    static byte[] exportingAll(byte[] module, int functions) {
        Bytes exports = new Bytes().unsigned(functions);
        for (int i = 0; i < functions; i++) {
            exports.name("f" + i).raw(0).unsigned(i);
        }
        List<Section> sections = new ArrayList<>(of(module));
        sections.replaceAll(section -> section.id() == EXPORT
                ? new Section(EXPORT, exports.toArray())
                : section);
        return join(sections);
    }

    private static int[] integers(byte[] bytes) {
        int[] integers = new int[bytes.length];
        Arrays.setAll(integers, i -> bytes[i]);
        return integers;
    }

    private static final class Cursor {
        private final byte[] bytes;
        private int at;

        private Cursor(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        private int unsigned() {
            int value = 0;
            for (int shift = 0;; shift += 7) {
                int next = bytes[at++];
                value |= (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        private byte[] sized() {
            int length = unsigned();
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }
    }
}
