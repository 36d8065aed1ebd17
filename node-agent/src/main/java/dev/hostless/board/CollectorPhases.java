package dev.hostless.board;

/**
 * Follows the phases of a guest's collector. Devices act a little after the cycle at which
 * something fell due, when their clock catches up with the guest; so the last changes are kept, and
 * what happened at a cycle finds the phase of that cycle. Bounded: before the oldest change that is
 * kept the phase counts as the one before it.
 */
final class CollectorPhases {
    private static final int KEPT = 64;

    private final BoardListener listener;
    private final long[] cycles = new long[KEPT];
    private final CollectorPhase[] phases = new CollectorPhase[KEPT];
    private int changes;
    private CollectorPhase before;
    private CollectorPhase now;

    CollectorPhases(boolean observed, BoardListener listener) {
        this.listener = listener;
        now = observed ? CollectorPhase.OFF : CollectorPhase.UNOBSERVED;
        before = now;
    }

    CollectorPhase now() {
        return now;
    }

    /** The collector is in this phase from the cycle on; cycles never fall. */
    void moved(CollectorPhase phase, long cycle) {
        if (phase == now) {
            return;
        }
        int slot = changes % KEPT;
        if (changes >= KEPT) {
            before = phases[slot];
        }
        cycles[slot] = cycle;
        phases[slot] = phase;
        changes++;
        now = phase;
        listener.collectorMoved(phase, cycle);
    }

    /** The phase at a cycle. */
    CollectorPhase at(long cycle) {
        for (int change = changes - 1; change >= Math.max(0, changes - KEPT); change--) {
            if (cycles[change % KEPT] <= cycle) {
                return phases[change % KEPT];
            }
        }
        return before;
    }
}
