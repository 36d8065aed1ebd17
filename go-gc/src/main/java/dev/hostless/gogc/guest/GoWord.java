package dev.hostless.gogc.guest;

/**
 * The words of a {@link GoDescriptor}, in the order in which {@code hostedDescribe} of
 * {@code go-gc/port/hosted_descriptor.go} fills them in.
 */
public enum GoWord {
    // @formatter:off
    // What this is.
    VERSION(Kind.CONSTANT),
    WORDS(Kind.CONSTANT),
    // Data and bss, and the headers of their masks, which are made after the first allocation.
    DATA(Kind.ADDRESS),
    DATA_END(Kind.ADDRESS),
    BSS(Kind.ADDRESS),
    BSS_END(Kind.ADDRESS),
    DATA_MASK(Kind.ADDRESS),
    BSS_MASK(Kind.ADDRESS),
    BIT_VECTOR_COUNT(Kind.OFFSET),
    BIT_VECTOR_BYTES(Kind.OFFSET),
    // The linker's tables of functions.
    FUNCTIONS(Kind.ADDRESS),
    FUNCTIONS_BYTES(Kind.COUNT),
    ENTRIES(Kind.ADDRESS),
    ENTRIES_COUNT(Kind.COUNT),
    PC_TABLES(Kind.ADDRESS),
    PC_TABLES_BYTES(Kind.COUNT),
    NAMES(Kind.ADDRESS),
    NAMES_BYTES(Kind.COUNT),
    FUNCTION_DATA(Kind.ADDRESS),
    READ_ONLY_DATA(Kind.ADDRESS),
    TEXT(Kind.CONSTANT),
    FIRST_PC(Kind.CONSTANT),
    LAST_PC(Kind.CONSTANT),
    PC_QUANTUM(Kind.CONSTANT),
    // The record of a function.
    FUNCTION_ENTRY(Kind.OFFSET),
    FUNCTION_NAME(Kind.OFFSET),
    FUNCTION_ARGS(Kind.OFFSET),
    FUNCTION_DEFER_RETURN(Kind.OFFSET),
    FUNCTION_FRAMES(Kind.OFFSET),
    FUNCTION_PC_DATA_COUNT(Kind.OFFSET),
    FUNCTION_ID(Kind.OFFSET),
    FUNCTION_FLAGS(Kind.OFFSET),
    FUNCTION_DATA_COUNT(Kind.OFFSET),
    FUNCTION_BYTES(Kind.OFFSET),
    TOP_FRAME_FLAG(Kind.CONSTANT),
    SIGPANIC_ID(Kind.CONSTANT),
    MCALL_ID(Kind.CONSTANT),
    MORESTACK_ID(Kind.CONSTANT),
    SYSTEMSTACK_ID(Kind.CONSTANT),
    STACK_MAP_TABLE(Kind.CONSTANT),
    ARGS_MAP_DATA(Kind.CONSTANT),
    LOCALS_MAP_DATA(Kind.CONSTANT),
    STACK_OBJECTS_DATA(Kind.CONSTANT),
    // Stack maps and objects.
    STACK_MAP_COUNT(Kind.OFFSET),
    STACK_MAP_BITS(Kind.OFFSET),
    STACK_MAP_BYTES(Kind.OFFSET),
    STACK_OBJECT_OFFSET(Kind.OFFSET),
    STACK_OBJECT_SIZE(Kind.OFFSET),
    STACK_OBJECT_POINTER_BYTES(Kind.OFFSET),
    STACK_OBJECT_MASK(Kind.OFFSET),
    STACK_OBJECT_BYTES(Kind.OFFSET),
    REFLECT_FUNCTION(Kind.OFFSET),
    REFLECT_MASK(Kind.OFFSET),
    REFLECT_ARG_BYTES(Kind.OFFSET),
    // The runtime's own variables.
    ALL_GS(Kind.ADDRESS),
    M0(Kind.ADDRESS),
    G0(Kind.ADDRESS),
    SYSTEM_STACK(Kind.ADDRESS),
    SYSTEM_STACK_BYTES(Kind.COUNT),
    WRITE_BARRIER(Kind.ADDRESS),
    ALL_PS(Kind.ADDRESS),
    P_BARRIER_BUFFER(Kind.OFFSET),
    BARRIER_BUFFER_NEXT(Kind.OFFSET),
    BARRIER_BUFFER_END(Kind.OFFSET),
    BARRIER_BUFFER_SLOTS(Kind.OFFSET),
    BARRIER_BUFFER_SLOT_COUNT(Kind.COUNT),
    M_CURRENT_G(Kind.OFFSET),
    M_SYSTEM_G(Kind.OFFSET),
    M_BYTES(Kind.OFFSET),
    // Goroutines.
    G_STACK_LOW(Kind.OFFSET),
    G_STACK_HIGH(Kind.OFFSET),
    G_SP(Kind.OFFSET),
    G_PC(Kind.OFFSET),
    G_CONTEXT(Kind.OFFSET),
    G_SYSCALL_SP(Kind.OFFSET),
    G_SYSCALL_PC(Kind.OFFSET),
    G_STATUS(Kind.OFFSET),
    G_DEFERS(Kind.OFFSET),
    G_PANICS(Kind.OFFSET),
    G_M(Kind.OFFSET),
    G_ID(Kind.OFFSET),
    G_WAIT_REASON(Kind.OFFSET),
    G_BYTES(Kind.OFFSET),
    IDLE_STATUS(Kind.CONSTANT),
    RUNNING_STATUS(Kind.CONSTANT),
    DEAD_STATUS(Kind.CONSTANT),
    DEAD_EXTRA_STATUS(Kind.CONSTANT),
    SCAN_STATUS(Kind.CONSTANT),
    DEFER_HEAP(Kind.OFFSET),
    DEFER_FUNCTION(Kind.OFFSET),
    DEFER_LINK(Kind.OFFSET),
    DEFER_BYTES(Kind.OFFSET),
    // Types.
    TYPE_SIZE(Kind.OFFSET),
    TYPE_POINTER_BYTES(Kind.OFFSET),
    TYPE_FLAGS(Kind.OFFSET),
    TYPE_KIND(Kind.OFFSET),
    TYPE_MASK(Kind.OFFSET),
    TYPE_BYTES(Kind.OFFSET),
    ARRAY_ELEMENT(Kind.OFFSET),
    ARRAY_LENGTH(Kind.OFFSET),
    ARRAY_BYTES(Kind.OFFSET),
    STRUCT_FIELDS(Kind.OFFSET),
    STRUCT_BYTES(Kind.OFFSET),
    FIELD_TYPE(Kind.OFFSET),
    FIELD_OFFSET(Kind.OFFSET),
    FIELD_BYTES(Kind.OFFSET),
    MASK_ON_DEMAND_FLAG(Kind.CONSTANT),
    ARRAY_KIND(Kind.CONSTANT),
    STRUCT_KIND(Kind.CONSTANT);
    // @formatter:on

    /** What a word may be. */
    enum Kind {
        /** Of something in memory; never nil. */
        ADDRESS,
        /** Of a field in its struct, or a struct's size. */
        OFFSET,
        /** How many there are, or how many bytes. */
        COUNT,
        /** Of Go's own, such as a flag. */
        CONSTANT
    }

    private final Kind kind;

    GoWord(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
