package dev.hostless.engine;

import java.util.List;

/**
 * How modules are checked and compiled. All limits are inclusive.
 *
 * @param moduleBytes size of a module
 * @param functions functions, imported ones included
 * @param localsPerFunction parameters and locals of one function
 * @param nesting blocks inside blocks in one function (Go needs one level per resume point)
 * @param bodyBytes code of one function
 * @param tableElements elements of one table, at start and after {@code table.grow}
 * @param memoryPages initial size of a memory, in pages of 64 KiB
 * @param callDepth how deep calls may nest, in units of {@value #DEPTH_UNIT_BYTES} bytes of
 *     estimated stack; each function takes {@code (128 + 8 * (slots + 4 * operands)) / 64} units,
 *     rounded up, where slots are its parameters and locals (an i64 or f64 is two) and operands
 *     its deepest operand stack. An ordinary Go function takes 5 to 10. A host
 *     function's call of a guest takes {@value #HOST_CALL_UNITS} on top
 * @param metered false compiles no metering at all, to measure what it costs; such a guest has no
 *     deadlines and cannot be cancelled
 * @param costTable cycles per instruction
 * @param probes names of functions (from the name section) whose entry is reported
 * @param memoryProtection whether {@link LinearMemory#protect} works: every access of the guest
 *     then looks whether anything is protected. Without it there is no such check in the code
 * @param tiers what runs functions
 */
public record EngineOptions(int moduleBytes, int functions, int localsPerFunction, int nesting,
        int bodyBytes, int tableElements, int memoryPages, int callDepth, boolean metered,
        CostTable costTable, List<String> probes, boolean memoryProtection, Tiers tiers) {
    /** What runs a function. Results, cycles, safepoints and traps are the same in all. */
    public enum Tiers {
        /**
         * Programs of Go's linker: interpreted first, compiled when warm. All others, and those
         * without metering: compiled.
         */
        MIXED,
        /** Every function is compiled before its first run. */
        COMPILED,
        /** No function is ever compiled. */
        INTERPRETED
    }

    /** One unit of {@link #callDepth()}. */
    public static final int DEPTH_UNIT_BYTES = 64;
    /**
     * The smallest function takes two units, 128 bytes, for each call; where C1 compiled the
     * interpreter its activation takes 870 bytes of the thread's stack.
     */
    private static final int FRAME_FACTOR = 8;
    /** Units that a call from a host function back into a guest takes on top. */
    public static final int HOST_CALL_UNITS = 32;

    public EngineOptions {
        probes = List.copyOf(probes);
    }

    public static EngineOptions defaults() {
        return new EngineOptions(256 << 20, 200_000, 20_000, 50_000, 16 << 20, 10_000_000,
                LinearMemory.MAX_PAGES, 1 << 20, true, CostTable.uniform(), List.of(), false,
                Tiers.MIXED);
    }

    /**
     * The stack that a thread needs so that {@link #callDepth()} is what ends a recursion, and
     * not the thread's stack, whatever the JVM makes of the frames. It is reserved, not committed,
     * memory: 514 MiB with the default depth.
     */
    public long threadStackBytes() {
        return (long) callDepth * DEPTH_UNIT_BYTES * FRAME_FACTOR + (2 << 20);
    }

    public EngineOptions withModuleBytes(int value) {
        return new EngineOptions(value, functions, localsPerFunction, nesting, bodyBytes,
                tableElements, memoryPages, callDepth, metered, costTable, probes,
                memoryProtection, tiers);
    }

    public EngineOptions withFunctions(int value) {
        return new EngineOptions(moduleBytes, value, localsPerFunction, nesting, bodyBytes,
                tableElements, memoryPages, callDepth, metered, costTable, probes,
                memoryProtection, tiers);
    }

    public EngineOptions withLocalsPerFunction(int value) {
        return new EngineOptions(moduleBytes, functions, value, nesting, bodyBytes, tableElements,
                memoryPages, callDepth, metered, costTable, probes, memoryProtection, tiers);
    }

    public EngineOptions withNesting(int value) {
        return new EngineOptions(moduleBytes, functions, localsPerFunction, value, bodyBytes,
                tableElements, memoryPages, callDepth, metered, costTable, probes,
                memoryProtection, tiers);
    }

    public EngineOptions withBodyBytes(int value) {
        return new EngineOptions(moduleBytes, functions, localsPerFunction, nesting, value,
                tableElements, memoryPages, callDepth, metered, costTable, probes,
                memoryProtection, tiers);
    }

    public EngineOptions withTableElements(int value) {
        return new EngineOptions(moduleBytes, functions, localsPerFunction, nesting, bodyBytes,
                value, memoryPages, callDepth, metered, costTable, probes, memoryProtection, tiers);
    }

    public EngineOptions withMemoryPages(int value) {
        return new EngineOptions(moduleBytes, functions, localsPerFunction, nesting, bodyBytes,
                tableElements, value, callDepth, metered, costTable, probes, memoryProtection,
                tiers);
    }

    public EngineOptions withCallDepth(int value) {
        return new EngineOptions(moduleBytes, functions, localsPerFunction, nesting, bodyBytes,
                tableElements, memoryPages, value, metered, costTable, probes, memoryProtection,
                tiers);
    }

    public EngineOptions withMetered(boolean value) {
        return new EngineOptions(moduleBytes, functions, localsPerFunction, nesting, bodyBytes,
                tableElements, memoryPages, callDepth, value, costTable, probes, memoryProtection,
                tiers);
    }

    public EngineOptions withCostTable(CostTable value) {
        return new EngineOptions(moduleBytes, functions, localsPerFunction, nesting, bodyBytes,
                tableElements, memoryPages, callDepth, metered, value, probes, memoryProtection,
                tiers);
    }

    public EngineOptions withProbes(List<String> value) {
        return new EngineOptions(moduleBytes, functions, localsPerFunction, nesting, bodyBytes,
                tableElements, memoryPages, callDepth, metered, costTable, value, memoryProtection,
                tiers);
    }

    public EngineOptions withMemoryProtection(boolean value) {
        return new EngineOptions(moduleBytes, functions, localsPerFunction, nesting, bodyBytes,
                tableElements, memoryPages, callDepth, metered, costTable, probes, value, tiers);
    }

    public EngineOptions withTiers(Tiers value) {
        return new EngineOptions(moduleBytes, functions, localsPerFunction, nesting, bodyBytes,
                tableElements, memoryPages, callDepth, metered, costTable, probes,
                memoryProtection, value);
    }
}
