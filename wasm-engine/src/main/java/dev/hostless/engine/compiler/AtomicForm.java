package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One atomic load, store or read-modify-write. The opcodes from {@link Opcode#I32_ATOMIC_LOAD} on
 * come in groups of seven forms of one operator.
 *
 * @param type of the operand and the result
 * @param bytes that are accessed; a narrow result is zero-extended
 */
record AtomicForm(Operator operator, ValueType type, int bytes) {
    /** In the order of the opcodes. */
    enum Operator {
        LOAD, STORE, ADD, SUB, AND, OR, XOR, XCHG, CMPXCHG
    }

    private static final String TYPES = "IJIIJJJ";
    private static final int[] BYTES = {4, 8, 1, 2, 1, 2, 4};

    static AtomicForm of(int opcode) {
        int number = opcode - Opcode.I32_ATOMIC_LOAD;
        int form = number % BYTES.length;
        return new AtomicForm(Operator.values()[number / BYTES.length],
                TYPES.charAt(form) == 'I' ? ValueType.I32 : ValueType.I64, BYTES[form]);
    }

    static List<AtomicForm> all() {
        var forms = new ArrayList<AtomicForm>();
        for (int i = Opcode.I32_ATOMIC_LOAD; i <= Opcode.I64_ATOMIC_RMW32_CMPXCHG_U; i++) {
            forms.add(of(i));
        }
        return forms;
    }

    /** Pushes less pops of any atomic instruction. */
    static int stackEffect(int opcode) {
        String types = typesOf(opcode);
        return types.length() - 1 - 2 * types.indexOf('>');
    }

    /** Pops of any atomic instruction. */
    static int operands(int opcode) {
        return typesOf(opcode).indexOf('>');
    }

    private static String typesOf(int opcode) {
        String types = InstructionTypes.of(opcode);
        if (types == null) {
            throw new IllegalStateException("BUG: opcode %x".formatted(opcode));
        }
        return types;
    }

    boolean isNarrow() {
        return bytes < (type == ValueType.I64 ? 8 : 4);
    }

    /** Operands and results as {@link InstructionTypes} writes them. */
    String types() {
        char letter = type.letter();
        return switch (operator) {
            case LOAD -> "I>" + letter;
            case STORE -> "I" + letter + ">";
            case CMPXCHG -> "I" + letter + letter + ">" + letter;
            default -> "I" + letter + ">" + letter;
        };
    }

    /** The instruction's name in the text format. */
    String name() {
        String word = operator.name().toLowerCase(Locale.ROOT);
        String width = isNarrow() ? String.valueOf(bytes * 8) : "";
        return type + ".atomic." + switch (operator) {
            case LOAD -> word + width + (isNarrow() ? "_u" : "");
            case STORE -> word + width;
            default -> "rmw" + width + "." + word + (isNarrow() ? "_u" : "");
        };
    }

    /** The accessor in {@link AtomicAccess}. */
    String methodName() {
        return name().replace('.', '_');
    }

    /** {@code (address, operands…, Instance, offset, fuel)result}. */
    String descriptor() {
        String types = types();
        int arrow = types.indexOf('>');
        return "(%s%sII)%s".formatted(types.substring(0, arrow),
                Names.CD_INSTANCE.descriptorString(),
                arrow == types.length() - 1 ? "V" : types.substring(arrow + 1));
    }
}
