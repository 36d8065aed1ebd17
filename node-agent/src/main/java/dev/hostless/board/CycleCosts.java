package dev.hostless.board;

import dev.hostless.engine.CostTable;

/**
 * What the processor takes for an instruction, by its kind, in cycles, 1 to 100. Each costs at
 * least one, or a loop could run without time passing.
 *
 * @param simple constants, locals, integer arithmetic, comparisons, conversions
 * @param control branches and returns
 * @param call calls, direct and indirect
 * @param memory loads, stores and operations on memory
 * @param division integer division and remainder
 * @param floating floating-point arithmetic
 */
public record CycleCosts(int simple, int control, int call, int memory, int division,
        int floating) {
    /** One cycle for each instruction. */
    public static final CycleCosts UNIFORM = new CycleCosts(1, 1, 1, 1, 1, 1);
    public static final int COST_MAX = CostTable.MAX_COST;

    public CycleCosts {
        check("simple", simple);
        check("control", control);
        check("call", call);
        check("memory", memory);
        check("division", division);
        check("floating", floating);
    }

    CostTable table() {
        return new CostTable(simple, control, call, memory, division, floating);
    }

    private static void check(String kind, int cost) {
        if (cost < 1 || cost > COST_MAX) {
            throw new IllegalArgumentException("cycles of " + kind + " instructions: wanted 1 to "
                    + COST_MAX + ", got " + cost);
        }
    }
}
