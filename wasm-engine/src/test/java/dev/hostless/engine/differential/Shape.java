package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import java.util.List;

/**
 * What the functions of a random module may refer to.
 *
 * @param signatures types of the inner functions, in groups: function {@code i} of the module's own
 *     has type {@code i % signatures}
 * @param firstFunction index of the first inner function; imported ones come before
 * @param functions number of inner functions
 * @param globals types of the mutable globals; global 0 is the budget and not among them
 * @param risk one in so many operations may trap; 0 for none
 * @param passiveSegments passive data segments, and as many passive element segments
 * @param blockTypes what blocks and loops may take as parameters; empty for none. They are few,
 *     since Endive misreads a block type whose index takes two bytes.
 */
record Shape(List<Signature> signatures, int firstFunction, int functions, List<ValueType> globals,
        int risk, int passiveSegments, List<List<ValueType>> blockTypes) {
    /** The global that bounds the work of a run; every call and every loop turn takes one. */
    static final int BUDGET_GLOBAL = 0;
    /** The host's {@code mix(i32, i64, f32, f64) -> i64}. */
    static final int MIX_IMPORT = 0;
    static final Signature MIX = Signature.of(
            List.of(ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64), ValueType.I64);
    /** Table 0 holds four functions of each signature, so that an index can be computed. */
    static final int SLOTS_PER_SIGNATURE = 4;
    /** Table 1 is for everything else that can be done to a table. */
    static final int SCRATCH_TABLE_SIZE = 8;
    /** Bytes in each passive data segment. */
    static final int SEGMENT_BYTES = 64;
    /** Functions in each passive element segment. */
    static final int SEGMENT_FUNCTIONS = 6;

    boolean blockParameters() {
        return !blockTypes.isEmpty();
    }

    /** Functions of each signature. */
    int alike() {
        return functions / signatures.size();
    }

    /** One of the functions of a signature. */
    int function(int signature, int which) {
        return signature + signatures.size() * (which % alike());
    }

    Signature signatureOf(int innerFunction) {
        return signatures.get(innerFunction % signatures.size());
    }
}
