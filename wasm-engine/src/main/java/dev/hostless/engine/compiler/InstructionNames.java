package dev.hostless.engine.compiler;

/** Names of the instructions in the text format. */
final class InstructionNames {
    /** From {@code i32.load} (28) to {@code i64.extend32_s} (c4). */
    private static final String[] FROM_LOADS = """
            i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u
            i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u
            i32.store i64.store f32.store f64.store i32.store8 i32.store16
            i64.store8 i64.store16 i64.store32 memory.size memory.grow
            i32.const i64.const f32.const f64.const
            i32.eqz i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s
            i32.ge_u i64.eqz i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u
            i64.ge_s i64.ge_u f32.eq f32.ne f32.lt f32.gt f32.le f32.ge
            f64.eq f64.ne f64.lt f64.gt f64.le f64.ge
            i32.clz i32.ctz i32.popcnt i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s
            i32.rem_u i32.and i32.or i32.xor i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr
            i64.clz i64.ctz i64.popcnt i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s
            i64.rem_u i64.and i64.or i64.xor i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr
            f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt f32.add f32.sub
            f32.mul f32.div f32.min f32.max f32.copysign
            f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt f64.add f64.sub
            f64.mul f64.div f64.min f64.max f64.copysign
            i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u
            i64.extend_i32_s i64.extend_i32_u i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s
            i64.trunc_f64_u f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s
            f32.convert_i64_u f32.demote_f64 f64.convert_i32_s f64.convert_i32_u
            f64.convert_i64_s f64.convert_i64_u f64.promote_f32 i32.reinterpret_f32
            i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64
            i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s
            """.strip().split("\\s+");
    private static final String[] FROM_SATURATING = """
            i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u
            i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u
            memory.init data.drop memory.copy memory.fill table.init elem.drop table.copy
            table.grow table.size table.fill
            """.strip().split("\\s+");

    private InstructionNames() {
    }

    static String of(int opcode) {
        if (opcode >= Opcode.I32_ATOMIC_LOAD) {
            return AtomicForm.of(opcode).name();
        }
        if (opcode >= Opcode.I32_TRUNC_SAT_F32_S && opcode <= Opcode.TABLE_FILL) {
            return FROM_SATURATING[opcode - Opcode.I32_TRUNC_SAT_F32_S];
        }
        if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_EXTEND32_S) {
            return FROM_LOADS[opcode - Opcode.I32_LOAD];
        }
        return switch (opcode) {
            case Opcode.UNREACHABLE -> "unreachable";
            case Opcode.NOP -> "nop";
            case Opcode.BLOCK -> "block";
            case Opcode.LOOP -> "loop";
            case Opcode.IF -> "if";
            case Opcode.ELSE -> "else";
            case Opcode.END -> "end";
            case Opcode.BR -> "br";
            case Opcode.BR_IF -> "br_if";
            case Opcode.BR_TABLE -> "br_table";
            case Opcode.RETURN -> "return";
            case Opcode.CALL -> "call";
            case Opcode.CALL_INDIRECT -> "call_indirect";
            case Opcode.DROP -> "drop";
            case Opcode.SELECT, Opcode.SELECT_TYPED -> "select";
            case Opcode.LOCAL_GET -> "local.get";
            case Opcode.LOCAL_SET -> "local.set";
            case Opcode.LOCAL_TEE -> "local.tee";
            case Opcode.GLOBAL_GET -> "global.get";
            case Opcode.GLOBAL_SET -> "global.set";
            case Opcode.TABLE_GET -> "table.get";
            case Opcode.TABLE_SET -> "table.set";
            case Opcode.REF_NULL -> "ref.null";
            case Opcode.REF_IS_NULL -> "ref.is_null";
            case Opcode.REF_FUNC -> "ref.func";
            case Opcode.MEMORY_ATOMIC_NOTIFY -> "memory.atomic.notify";
            case Opcode.MEMORY_ATOMIC_WAIT32 -> "memory.atomic.wait32";
            case Opcode.MEMORY_ATOMIC_WAIT64 -> "memory.atomic.wait64";
            case Opcode.ATOMIC_FENCE -> "atomic.fence";
            default -> throw new IllegalStateException("BUG: opcode %x".formatted(opcode));
        };
    }
}
