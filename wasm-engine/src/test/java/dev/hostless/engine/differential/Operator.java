package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A numeric instruction: what it takes, what it leaves, and what is special about it. */
record Operator(Bytes encoding, List<ValueType> operands, ValueType result, Trait trait) {
    /** Why an instruction needs care in a differential test. */
    enum Trait {
        PLAIN,
        /** Division, or a conversion that traps out of range. */
        MAY_TRAP,
        /** Shows the bits of its last operand, in which engines may differ if it is a NaN. */
        SHOWS_NAN_BITS
    }

    private static final Map<ValueType, List<Operator>> BY_RESULT = table();

    /** All instructions that leave a value of the type. */
    static List<Operator> leaving(ValueType result) {
        return BY_RESULT.getOrDefault(result, List.of());
    }

    private static Map<ValueType, List<Operator>> table() {
        List<Operator> all = new ArrayList<>();
        integers(all, ValueType.I32, 0x45, 0x67, 0x6a, 0x6d);
        integers(all, ValueType.I64, 0x50, 0x79, 0x7c, 0x7f);
        floats(all, ValueType.F32, 0x5b, 0x8b, 0x92);
        floats(all, ValueType.F64, 0x61, 0x99, 0xa0);
        conversions(all);
        Map<ValueType, List<Operator>> map = new EnumMap<>(ValueType.class);
        for (Operator operator : all) {
            map.computeIfAbsent(operator.result, _ -> new ArrayList<>()).add(operator);
        }
        return Collections.unmodifiableMap(map);
    }

    private static void integers(List<Operator> all, ValueType type, int comparisons, int unary,
            int binary, int divisions) {
        range(all, comparisons, comparisons, Trait.PLAIN, ValueType.I32, type);
        range(all, comparisons + 1, comparisons + 10, Trait.PLAIN, ValueType.I32, type, type);
        range(all, unary, unary + 2, Trait.PLAIN, type, type);
        range(all, binary, divisions - 1, Trait.PLAIN, type, type, type);
        range(all, divisions, divisions + 3, Trait.MAY_TRAP, type, type, type);
        range(all, divisions + 4, binary + 14, Trait.PLAIN, type, type, type);
    }

    private static void floats(List<Operator> all, ValueType type, int comparisons, int unary,
            int binary) {
        range(all, comparisons, comparisons + 5, Trait.PLAIN, ValueType.I32, type, type);
        range(all, unary, unary + 6, Trait.PLAIN, type, type);
        range(all, binary, binary + 5, Trait.PLAIN, type, type, type);
        range(all, binary + 6, binary + 6, Trait.SHOWS_NAN_BITS, type, type, type);
    }

    private static void conversions(List<Operator> all) {
        range(all, 0xa7, 0xa7, Trait.PLAIN, ValueType.I32, ValueType.I64);
        range(all, 0xa8, 0xa9, Trait.MAY_TRAP, ValueType.I32, ValueType.F32);
        range(all, 0xaa, 0xab, Trait.MAY_TRAP, ValueType.I32, ValueType.F64);
        range(all, 0xac, 0xad, Trait.PLAIN, ValueType.I64, ValueType.I32);
        range(all, 0xae, 0xaf, Trait.MAY_TRAP, ValueType.I64, ValueType.F32);
        range(all, 0xb0, 0xb1, Trait.MAY_TRAP, ValueType.I64, ValueType.F64);
        range(all, 0xb2, 0xb3, Trait.PLAIN, ValueType.F32, ValueType.I32);
        range(all, 0xb4, 0xb5, Trait.PLAIN, ValueType.F32, ValueType.I64);
        range(all, 0xb6, 0xb6, Trait.PLAIN, ValueType.F32, ValueType.F64);
        range(all, 0xb7, 0xb8, Trait.PLAIN, ValueType.F64, ValueType.I32);
        range(all, 0xb9, 0xba, Trait.PLAIN, ValueType.F64, ValueType.I64);
        range(all, 0xbb, 0xbb, Trait.PLAIN, ValueType.F64, ValueType.F32);
        range(all, 0xbc, 0xbc, Trait.SHOWS_NAN_BITS, ValueType.I32, ValueType.F32);
        range(all, 0xbd, 0xbd, Trait.SHOWS_NAN_BITS, ValueType.I64, ValueType.F64);
        range(all, 0xbe, 0xbe, Trait.PLAIN, ValueType.F32, ValueType.I32);
        range(all, 0xbf, 0xbf, Trait.PLAIN, ValueType.F64, ValueType.I64);
        range(all, 0xc0, 0xc1, Trait.PLAIN, ValueType.I32, ValueType.I32);
        range(all, 0xc2, 0xc4, Trait.PLAIN, ValueType.I64, ValueType.I64);
        saturating(all, 0, ValueType.I32, ValueType.F32);
        saturating(all, 2, ValueType.I32, ValueType.F64);
        saturating(all, 4, ValueType.I64, ValueType.F32);
        saturating(all, 6, ValueType.I64, ValueType.F64);
    }

    private static void range(List<Operator> all, int first, int last, Trait trait,
            ValueType result,
            ValueType... operands) {
        for (int code = first; code <= last; code++) {
            all.add(new Operator(new Bytes().raw(code), List.of(operands), result, trait));
        }
    }

    private static void saturating(List<Operator> all, int code, ValueType result,
            ValueType operand) {
        for (int i = code; i < code + 2; i++) {
            all.add(new Operator(new Bytes().raw(0xfc, i), List.of(operand), result,
                    Trait.PLAIN));
        }
    }
}
