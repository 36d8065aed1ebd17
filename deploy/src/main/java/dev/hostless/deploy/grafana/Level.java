package dev.hostless.deploy.grafana;

/**
 * Whose figures a section of panels shows: those of boards together, which agents add up, or those
 * of single nodes. The two are families of different names, so neither is contained in the other.
 *
 * @param chosen label matchers
 * @param part the label by which figures are shown apart that would say nothing as a sum
 */
record Level(String prefix, String chosen, String part) {
    private static final String TOGETHER = "hostless_";
    private static final String OF_A_NODE = "hostless_node_";
    private static final String CHOICE = "fleet=~\"$fleet\",firmware=~\"$firmware\","
            + "preset=~\"$preset\"";

    /** All boards of the choice. */
    static final Level BOARDS = new Level(TOGETHER, CHOICE, "firmware");

    /** The chosen node, in a section that is repeated for each. */
    static final Level NODE = new Level(OF_A_NODE, "node=~\"$node\"", "node");

    /** Each node of the choice. */
    static final Level NODES_OF_CHOICE = new Level(OF_A_NODE, CHOICE, "node");

    /** The boards that have one of two firmware. */
    static final Level A_AND_B = new Level(TOGETHER,
            "fleet=~\"$fleet\",preset=~\"$preset\",firmware=~\"$a|$b\"", "firmware");

    boolean addsUp() {
        return prefix.equals(TOGETHER);
    }

    /**
     * The live heap as a share of the limit, of boards whose limit is known: those whose heap is
     * kept in the node.
     */
    String pressure(String label) {
        var limit = figure("heap_limit_bytes");
        return "sum by (%s) (%s and %s) / %s".formatted(label, figure("heap_live_bytes").now(),
                limit.now(), limit.sum(label));
    }

    /** @param name without the families' common beginning */
    Figure figure(String name) {
        return new Figure(prefix + name, chosen);
    }
}
