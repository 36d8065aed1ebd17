package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.FunctionType;
import dev.hostless.engine.ValueType;
import java.util.List;

/**
 * Tells which functions the interpreter runs. It knows numbers only, so what touches references or
 * hands back several results is always compiled, and so are atomic instructions. A loop that is
 * not Go's resume loop could keep the interpreter for ever, so it is compiled before its first run.
 */
final class Interpretable {
    private Interpretable() {
    }

    static boolean is(ModuleImage image, FunctionScan scan, int function, Tiers tiers) {
        if (!isPlain(image.functionType(function)) || !areNumbers(scan.locals)) {
            return false;
        }
        var body = new BodyReader(image.bytes, scan.codeStart, scan.codeEnd);
        while (body.hasNext()) {
            int opcode = body.next();
            if (!isKnown(image, body, opcode) || opcode == Opcode.LOOP
                    && tiers == Tiers.MIXED && !isResumeLoop(scan, body.offset)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isResumeLoop(FunctionScan scan, int offset) {
        return scan.resumeLoop != null && scan.resumeLoop.loopOffset() == offset;
    }

    private static boolean isKnown(ModuleImage image, BodyReader body, int opcode) {
        return switch (opcode) {
            case Opcode.TABLE_GET, Opcode.TABLE_SET, Opcode.REF_NULL, Opcode.REF_IS_NULL,
                    Opcode.REF_FUNC ->
                false;
            case Opcode.CALL -> isPlain(image.functionType(body.index));
            case Opcode.CALL_INDIRECT -> isPlain(image.types.get(body.index));
            case Opcode.GLOBAL_GET, Opcode.GLOBAL_SET ->
                !image.globals.get(body.index).type().isReference();
            case Opcode.SELECT_TYPED -> {
                var type = ValueTypes.of(body.index);
                yield type != null && !type.isReference();
            }
            default -> opcode <= Opcode.I64_EXTEND32_S
                    || opcode >= Opcode.I32_TRUNC_SAT_F32_S && opcode <= Opcode.MEMORY_FILL;
        };
    }

    /** Whether the interpreter can call functions of this type. */
    static boolean isPlain(FunctionType type) {
        return type.results().size() <= 1 && areNumbers(type.results())
                && areNumbers(type.parameters());
    }

    private static boolean areNumbers(List<ValueType> types) {
        return types.stream().noneMatch(ValueType::isReference);
    }
}
