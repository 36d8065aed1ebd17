package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.Feature;
import dev.hostless.engine.LimitExceeded;

/** Walks over one body at load: decodes every instruction, holds it against limits and features. */
final class BodyCheck {
    /** The JVM allows 255 parameter slots; three are ours. */
    private static final int MAX_PARAMETER_SLOTS = 252;

    /** What the binary format allows. */
    private static final long MOST_LOCALS = 0xffff_ffffL;

    private final ModuleImage image;
    private final EngineOptions options;
    private final int function;
    private final int start;
    private final int end;

    BodyCheck(ModuleImage image, EngineOptions options, int function) {
        this.image = image;
        this.options = options;
        this.function = function;
        start = image.bodyStart[function - image.importedFunctions];
        end = image.bodyEnd[function - image.importedFunctions];
    }

    void run() {
        int code = locals();
        var body = new BodyReader(image.bytes, code, end);
        int depth = 1;
        while (body.hasNext()) {
            int opcode = body.next();
            if (opcode >= Opcode.BLOCK && opcode <= Opcode.IF) {
                depth++;
                limit("nesting", depth, options.nesting(), body.offset);
                if (body.immediate >= 0) {
                    image.features.add(Feature.MULTI_VALUE);
                }
            } else if (opcode == Opcode.END) {
                depth--;
            } else if (opcode >= Opcode.I32_EXTEND8_S) {
                note(opcode);
            }
        }
        if (depth != 0) {
            throw new dev.hostless.engine.MalformedProgram(
                    "END opcode expected at byte 0x%x".formatted(end), false);
        }
    }

    private int locals() {
        var type = image.functionType(function);
        int slots = type.parameters().stream().mapToInt(ValueTypes::slots).sum();
        limit("parameter slots of function " + function, slots, MAX_PARAMETER_SLOTS, start);
        var reader = new WasmReader(image.bytes, start, end);
        long total = type.parameters().size();
        int groups = reader.count("local declarations");
        for (int i = 0; i < groups; i++) {
            total += Integer.toUnsignedLong(reader.u32());
            if (total > MOST_LOCALS) {
                throw reader.malformed("too many locals");
            }
            int typeCode = reader.u8();
            if (typeCode == 0x7b) {
                throw new dev.hostless.engine.UnsupportedFeature("simd", "local of type v128",
                        reader.position() - 1);
            }
        }
        limit("locals of function " + function, total, options.localsPerFunction(), start);
        return reader.position();
    }

    private void note(int opcode) {
        if (opcode <= Opcode.I64_EXTEND32_S) {
            image.features.add(Feature.SIGN_EXTENSION);
        } else if (opcode <= Opcode.REF_FUNC) {
            image.features.add(Feature.REFERENCE_TYPES);
        } else if (opcode <= Opcode.I64_TRUNC_SAT_F64_U) {
            image.features.add(Feature.SATURATING_CONVERSIONS);
        } else if (opcode <= Opcode.TABLE_COPY) {
            image.features.add(Feature.BULK_MEMORY);
        } else {
            image.features.add(Feature.REFERENCE_TYPES);
        }
    }

    private static void limit(String what, long wanted, long limit, int at) {
        if (wanted > limit) {
            throw new LimitExceeded(what, wanted, limit, "at byte 0x%x".formatted(at));
        }
    }
}
