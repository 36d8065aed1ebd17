package dev.hostless.engine.compiler;

import dev.hostless.engine.CostTable;

/** Facts by opcode: which entry of the cost table applies, what happens to the stack's height. */
final class InstructionCosts {
    private InstructionCosts() {
    }

    static int of(int opcode, CostTable costs) {
        return switch (opcode) {
            case Opcode.BLOCK, Opcode.LOOP, Opcode.ELSE, Opcode.END, Opcode.NOP -> 0;
            case Opcode.IF, Opcode.BR, Opcode.BR_IF, Opcode.BR_TABLE, Opcode.RETURN,
                    Opcode.UNREACHABLE ->
                costs
                        .control();
            case Opcode.CALL, Opcode.CALL_INDIRECT -> costs.call();
            case Opcode.I32_DIV_S, Opcode.I32_DIV_U, Opcode.I32_REM_S, Opcode.I32_REM_U,
                    Opcode.I64_DIV_S, Opcode.I64_DIV_U, Opcode.I64_REM_S, Opcode.I64_REM_U ->
                costs
                        .division();
            default -> {
                if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.MEMORY_GROW
                        || opcode >= Opcode.MEMORY_INIT) {
                    yield costs.memory();
                }
                boolean floating = opcode >= Opcode.F32_EQ && opcode <= Opcode.F64_GE
                        || opcode >= Opcode.F32_ABS && opcode <= Opcode.F64_COPYSIGN;
                yield floating ? costs.floating() : costs.simple();
            }
        };
    }

    /** Pushes less pops, for instructions whose effect does not depend on a type. */
    static int stackEffect(int opcode) {
        if (opcode >= Opcode.I32_EQZ) {
            return numericEffect(opcode);
        }
        if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_LOAD32_U) {
            return 0;
        }
        if (opcode >= Opcode.I32_STORE && opcode <= Opcode.I64_STORE32) {
            return -2;
        }
        return switch (opcode) {
            case Opcode.BR_IF, Opcode.DROP, Opcode.LOCAL_SET, Opcode.GLOBAL_SET -> -1;
            case Opcode.SELECT, Opcode.SELECT_TYPED, Opcode.TABLE_SET -> -2;
            case Opcode.LOCAL_GET, Opcode.GLOBAL_GET, Opcode.MEMORY_SIZE, Opcode.I32_CONST,
                    Opcode.I64_CONST, Opcode.F32_CONST, Opcode.F64_CONST ->
                1;
            default -> 0;
        };
    }

    private static int numericEffect(int opcode) {
        if (opcode <= Opcode.I64_EXTEND32_S) {
            return isBinary(opcode) ? -1 : 0;
        }
        if (opcode >= Opcode.MEMORY_ATOMIC_NOTIFY) {
            return AtomicForm.stackEffect(opcode);
        }
        return switch (opcode) {
            case Opcode.REF_NULL, Opcode.REF_FUNC, Opcode.TABLE_SIZE -> 1;
            case Opcode.MEMORY_INIT, Opcode.MEMORY_COPY, Opcode.MEMORY_FILL, Opcode.TABLE_INIT,
                    Opcode.TABLE_COPY, Opcode.TABLE_FILL ->
                -3;
            case Opcode.TABLE_GROW -> -1;
            default -> 0;
        };
    }

    static boolean isBinary(int opcode) {
        return opcode >= Opcode.I32_EQ && opcode <= Opcode.I32_GE_U
                || opcode >= Opcode.I64_EQ && opcode <= Opcode.F64_GE
                || opcode >= Opcode.I32_ADD && opcode <= Opcode.I32_ROTR
                || opcode >= Opcode.I64_ADD && opcode <= Opcode.I64_ROTR
                || opcode >= Opcode.F32_ADD && opcode <= Opcode.F32_COPYSIGN
                || opcode >= Opcode.F64_ADD && opcode <= Opcode.F64_COPYSIGN;
    }
}
