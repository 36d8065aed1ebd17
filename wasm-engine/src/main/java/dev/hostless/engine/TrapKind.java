package dev.hostless.engine;

/** Why a guest was stopped, in the words of the specification's tests. */
public enum TrapKind {
    UNREACHABLE("unreachable"), INTEGER_DIVIDE_BY_ZERO("integer divide by zero"), INTEGER_OVERFLOW(
            "integer overflow"), INVALID_CONVERSION_TO_INTEGER(
                    "invalid conversion to integer"), OUT_OF_BOUNDS_MEMORY_ACCESS(
                            "out of bounds memory access"), OUT_OF_BOUNDS_TABLE_ACCESS(
                                    "out of bounds table access"), UNDEFINED_ELEMENT(
                                            "undefined element"), UNINITIALIZED_ELEMENT(
                                                    "uninitialized element"), INDIRECT_CALL_TYPE_MISMATCH(
                                                            "indirect call type mismatch"), CALL_STACK_EXHAUSTED(
                                                                    "call stack exhausted");

    private final String wording;

    TrapKind(String wording) {
        this.wording = wording;
    }

    /** The specification's wording. */
    public String wording() {
        return wording;
    }
}
