package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.Feature;
import dev.hostless.engine.LimitExceeded;
import dev.hostless.engine.MalformedProgram;
import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/** Walks over one body at load: decodes every instruction, validates it, checks limits. */
final class BodyCheck {
    /** The JVM allows 255 parameter slots; three are ours. */
    private static final int MAX_PARAMETER_SLOTS = 252;

    /** What the binary format allows. */
    private static final long MOST_LOCALS = 0xffff_ffffL;

    private final ModuleDecoder decoder;
    private final ModuleImage image;
    private final EngineOptions options;
    private final int function;
    private final int start;
    private final int end;

    BodyCheck(ModuleDecoder decoder, ModuleImage image, EngineOptions options, int function) {
        this.decoder = decoder;
        this.image = image;
        this.options = options;
        this.function = function;
        start = image.bodyStart[function - image.importedFunctions];
        end = image.bodyEnd[function - image.importedFunctions];
    }

    void run(BitSet declared) {
        var locals = new ArrayList<ValueType>(image.functionType(function).parameters());
        int code = locals(locals);
        var body = new BodyReader(image.bytes, code, end);
        var validator = new BodyValidator(image, function, body, locals, declared);
        while (body.hasNext()) {
            int opcode = body.next();
            if (validator.depth() == 0) {
                throw malformed("END opcode expected: code goes on", body.offset);
            }
            validator.instruction();
            if (opcode >= Opcode.BLOCK && opcode <= Opcode.IF) {
                limit("nesting", validator.depth(), options.nesting(), body.offset);
                if (body.immediate >= 0) {
                    image.features.add(Feature.MULTI_VALUE);
                }
            } else if (opcode == Opcode.MEMORY_GROW) {
                image.growsMemory = true;
            } else if (opcode >= Opcode.I32_EXTEND8_S) {
                note(opcode);
            }
        }
        if (validator.depth() != 0) {
            throw malformed("unexpected end: END opcode expected", end);
        }
    }

    private static MalformedProgram malformed(String what, int offset) {
        return new MalformedProgram("%s at byte 0x%x".formatted(what, offset), false);
    }

    private int locals(List<ValueType> locals) {
        var type = image.functionType(function);
        int slots = type.parameters().stream().mapToInt(ValueTypes::slots).sum();
        limit("parameter slots of function " + function, slots, MAX_PARAMETER_SLOTS, start);
        var reader = new WasmReader(image.bytes, start, end);
        long total = type.parameters().size();
        int groups = reader.count("local declarations");
        int[] counts = new int[groups];
        var types = new ValueType[groups];
        for (int i = 0; i < groups; i++) {
            counts[i] = reader.u32();
            total += Integer.toUnsignedLong(counts[i]);
            if (total > MOST_LOCALS) {
                throw reader.malformed("too many locals");
            }
            types[i] = decoder.valueType(reader);
        }
        limit("locals of function " + function, total, options.localsPerFunction(), start);
        for (int i = 0; i < groups; i++) {
            locals.addAll(Collections.nCopies(counts[i], types[i]));
        }
        return reader.position();
    }

    private void note(int opcode) {
        if (opcode >= Opcode.MEMORY_ATOMIC_NOTIFY) {
            image.features.add(Feature.THREADS);
        } else if (opcode <= Opcode.I64_EXTEND32_S) {
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
