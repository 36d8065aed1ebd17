package dev.hostless.engine.compiler;

import dev.hostless.engine.Feature;
import dev.hostless.engine.MalformedProgram;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.compiler.ModuleImage.Constant;
import dev.hostless.engine.compiler.ModuleImage.DataSegment;
import dev.hostless.engine.compiler.ModuleImage.ElementSegment;
import dev.hostless.engine.compiler.ModuleImage.Mode;
import java.util.ArrayList;

/** Decodes element and data segments. */
final class SegmentDecoder {
    private static final Constant NO_OFFSET = new Constant(Opcode.I32_CONST, 0);

    private final WasmReader reader;
    private final ModuleImage image;
    private final ModuleDecoder decoder;

    SegmentDecoder(WasmReader reader, ModuleImage image, ModuleDecoder decoder) {
        this.reader = reader;
        this.image = image;
        this.decoder = decoder;
    }

    void elements() {
        int count = reader.count("element section");
        for (int i = 0; i < count; i++) {
            int flags = reader.u32();
            if (flags < 0 || flags > 7) {
                throw reader.malformed("malformed elements segment kind");
            }
            if (flags != 0) {
                image.features.add(Feature.BULK_MEMORY);
            }
            image.elements.add(element(flags));
        }
    }

    private ElementSegment element(int flags) {
        boolean active = (flags & 1) == 0;
        boolean explicit = (flags & 2) != 0;
        boolean expressions = (flags & 4) != 0;
        int table = active && explicit ? reader.u32() : 0;
        var offset = active ? decoder.constant() : NO_OFFSET;
        var type = ValueType.FUNCREF;
        if (!active || explicit) {
            if (expressions) {
                type = decoder.valueType(reader);
            } else if (reader.u8() != 0) {
                throw reader.malformed("malformed element kind");
            }
        }
        int count = reader.count("element segment");
        var items = new ArrayList<Constant>(count);
        for (int i = 0; i < count; i++) {
            items.add(expressions
                    ? decoder.constant()
                    : new Constant(Opcode.REF_FUNC, reader.u32()));
        }
        var mode = active ? Mode.ACTIVE : explicit ? Mode.DECLARATIVE : Mode.PASSIVE;
        return new ElementSegment(mode, type, table, offset, items);
    }

    void data() {
        int count = reader.count("data section");
        for (int i = 0; i < count; i++) {
            int flags = reader.u32();
            if (flags < 0 || flags > 2) {
                throw reader.malformed("malformed data segment kind");
            }
            if (flags == 1) {
                image.features.add(Feature.BULK_MEMORY);
            }
            if (flags == 2) {
                int memory = reader.u32();
                if (memory != 0) {
                    throw new MalformedProgram(
                            "unknown memory " + Integer.toUnsignedString(memory), true);
                }
            }
            var offset = flags == 1 ? NO_OFFSET : decoder.constant();
            int length = reader.u32();
            int start = reader.position();
            reader.skip(length);
            image.data.add(new DataSegment(flags == 1 ? Mode.PASSIVE : Mode.ACTIVE, offset, start,
                    length));
        }
    }
}
