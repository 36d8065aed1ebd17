package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a function in the text format's words: a line for each instruction with its offset in the
 * module, indices with the names that they stand for, labels by the number of their block.
 */
public final class Disassembler {
    /** Go nests thousands of blocks; deeper ones are indented no further. */
    private static final int DEEPEST_INDENT = 24;

    private final ModuleImage image;
    private final FunctionNames names;
    private final int function;
    private final Consumer<String> lines;
    /** Numbers of the open blocks, outermost first; the function's own is 0. */
    private final List<Integer> open = new ArrayList<>();
    private int blocks;

    private Disassembler(ModuleImage image, FunctionNames names, int function,
            Consumer<String> lines) {
        this.image = image;
        this.names = names;
        this.function = function;
        this.lines = lines;
    }

    /** Writes line by line; an imported function is one line. */
    public static void write(ProgramCode code, int function, Consumer<String> lines) {
        new Disassembler(code.image(), code.names(), function, lines).run();
    }

    private void run() {
        var type = image.functionType(function);
        if (image.isImported(function)) {
            lines.accept("(import %s)".formatted(header(type)));
            return;
        }
        lines.accept("(" + header(type));
        int own = function - image.importedFunctions;
        var reader = new WasmReader(image.bytes, image.bodyStart[own], image.bodyEnd[own]);
        int start = locals(reader, type.parameters().size());
        var body = new BodyReader(image.bytes, start, image.bodyEnd[own]);
        open.add(blocks++);
        while (body.hasNext()) {
            body.next();
            instruction(body);
        }
        lines.accept(")");
    }

    private String header(FunctionType type) {
        return "func $%s (;%d;)%s".formatted(names.name(function), function, signature(type));
    }

    private static String signature(FunctionType type) {
        return list(" (param", type.parameters()) + list(" (result", type.results());
    }

    private static String list(String word, List<ValueType> types) {
        if (types.isEmpty()) {
            return "";
        }
        var text = new StringBuilder(word);
        types.forEach(type -> text.append(' ').append(type));
        return text.append(')').toString();
    }

    private int locals(WasmReader reader, int first) {
        int groups = reader.u32();
        int number = first;
        for (int i = 0; i < groups; i++) {
            int count = reader.u32();
            var type = ValueTypes.of(reader.u8());
            if (count > 0) {
                lines.accept("  (local (;%s;) %s)".formatted(count == 1
                        ? String.valueOf(number)
                        : "%d to %d".formatted(number, number + count - 1), type));
            }
            number += count;
        }
        return reader.position();
    }

    private void instruction(BodyReader body) {
        int opcode = body.opcode;
        int indent = open.size();
        if (opcode == Opcode.END) {
            open.removeLast();
        }
        if (opcode == Opcode.END || opcode == Opcode.ELSE) {
            indent--;
        }
        String operands = operands(body);
        if (opcode >= Opcode.BLOCK && opcode <= Opcode.IF) {
            operands += " (;@%d;)".formatted(blocks);
            open.add(blocks++);
        }
        lines.accept("%07x: %s%s%s".formatted(body.offset,
                "  ".repeat(Math.min(indent, DEEPEST_INDENT)), InstructionNames.of(opcode),
                operands));
    }

    private String operands(BodyReader body) {
        int opcode = body.opcode;
        if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_STORE32) {
            return memory(body, InstructionTypes.naturalAlignment(opcode));
        }
        if (opcode >= Opcode.MEMORY_ATOMIC_NOTIFY) {
            return opcode == Opcode.ATOMIC_FENCE
                    ? ""
                    : memory(body, InstructionTypes.atomicAlignment(opcode));
        }
        return switch (opcode) {
            case Opcode.BLOCK, Opcode.LOOP, Opcode.IF -> blockType(body.immediate);
            case Opcode.BR, Opcode.BR_IF -> label(body.index);
            case Opcode.BR_TABLE -> {
                var text = new StringBuilder();
                for (int label : body.labels) {
                    text.append(label(label));
                }
                yield text.toString();
            }
            case Opcode.CALL, Opcode.REF_FUNC -> " %d (;$%s;)".formatted(body.index,
                    names.name(body.index));
            case Opcode.CALL_INDIRECT -> "%s (type %d)%s".formatted(
                    body.second == 0 ? "" : " " + body.second, body.index,
                    signature(image.types.get(body.index)));
            case Opcode.SELECT_TYPED -> list(" (result", List.of(type(body.index)));
            case Opcode.REF_NULL -> type(body.index) == ValueType.FUNCREF ? " func" : " extern";
            case Opcode.LOCAL_GET, Opcode.LOCAL_SET, Opcode.LOCAL_TEE, Opcode.GLOBAL_GET,
                    Opcode.GLOBAL_SET, Opcode.TABLE_GET, Opcode.TABLE_SET, Opcode.MEMORY_INIT,
                    Opcode.DATA_DROP, Opcode.ELEM_DROP, Opcode.TABLE_GROW, Opcode.TABLE_SIZE,
                    Opcode.TABLE_FILL ->
                " " + body.index;
            case Opcode.TABLE_COPY -> " %d %d".formatted(body.index, body.second);
            case Opcode.TABLE_INIT -> " %d %d".formatted(body.second, body.index);
            case Opcode.I32_CONST, Opcode.I64_CONST -> " " + body.immediate;
            case Opcode.F32_CONST -> " " + number(Float.intBitsToFloat((int) body.immediate),
                    "nan:0x%x".formatted(body.immediate & 0x7f_ffff), (int) body.immediate < 0);
            case Opcode.F64_CONST -> " " + number(Double.longBitsToDouble(body.immediate),
                    "nan:0x%x".formatted(body.immediate & 0xf_ffff_ffff_ffffL),
                    body.immediate < 0);
            default -> "";
        };
    }

    private static String number(Number value, String nan, boolean negative) {
        double wide = value.doubleValue();
        if (Double.isNaN(wide)) {
            return negative ? "-" + nan : nan;
        }
        if (Double.isInfinite(wide)) {
            return negative ? "-inf" : "inf";
        }
        return value.toString();
    }

    private static String memory(BodyReader body, int natural) {
        return (body.immediate == 0 ? "" : " offset=" + body.immediate)
                + (body.index == natural ? "" : " align=" + (1 << body.index));
    }

    private String blockType(long type) {
        if (type == BodyReader.EMPTY_BLOCK) {
            return "";
        }
        return type < 0
                ? list(" (result", List.of(type((int) type & 0x7f)))
                : " (type %d)%s".formatted(type, signature(image.types.get((int) type)));
    }

    /** A relative depth and the number of the block that it means. */
    private String label(int depth) {
        return " %d (;@%d;)".formatted(depth, open.get(open.size() - 1 - depth));
    }

    private static ValueType type(int code) {
        var type = ValueTypes.of(code);
        if (type == null) {
            throw new IllegalStateException("BUG: type %x".formatted(code));
        }
        return type;
    }
}
