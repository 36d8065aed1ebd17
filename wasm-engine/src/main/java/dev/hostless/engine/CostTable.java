package dev.hostless.engine;

/**
 * Cycles per instruction, by kind of instruction. Whatever is not named here costs
 * {@code simple}; {@code block}, {@code loop}, {@code else}, {@code end} and {@code nop} cost
 * nothing, since no processor executes them.
 *
 * @param simple constants, locals, integer arithmetic, comparisons, conversions
 * @param control {@code if}, {@code br}, {@code br_if}, {@code br_table}, {@code return}
 * @param call {@code call} and {@code call_indirect}
 * @param memory loads, stores, {@code memory.*}
 * @param division integer division and remainder
 * @param floating floating-point arithmetic
 */
public record CostTable(int simple, int control, int call, int memory, int division,
        int floating) {
    /** Keeps the sum over any function within an {@code int}. */
    public static final int MAX_COST = 100;

    public CostTable {
        check("simple", simple);
        check("control", control);
        check("call", call);
        check("memory", memory);
        check("division", division);
        check("floating", floating);
    }

    /** One cycle for each instruction. */
    public static CostTable uniform() {
        return new CostTable(1, 1, 1, 1, 1, 1);
    }

    private static void check(String name, int cost) {
        if (cost < 0 || cost > MAX_COST) {
            throw new IllegalArgumentException(
                    "a cost is 0 to %d cycles, not %s = %d".formatted(MAX_COST, name, cost));
        }
    }
}
