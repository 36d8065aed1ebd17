package dev.hostless.board;

import dev.hostless.devices.clock.VirtualClock;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is known before reset: inputs with their cycles, and when to stop. Bounded. */
final class Inputs {
    /** Well below what the clock can hold; the devices need a few alarms of their own. */
    static final int PLANNED_MAX = 3_000;

    /** An input and its cycle. */
    record Planned(long cycle, InputEvent event) {
    }

    private final List<Planned> planned = new ArrayList<>();
    private final List<Planned> left = new ArrayList<>();
    private final long after;
    private long stopAt = Long.MAX_VALUE;

    Inputs() {
        after = -1;
    }

    /**
     * Those that a run still has before it.
     *
     * @param after the cycle at which it stands
     */
    Inputs(long after, List<Planned> ahead) {
        this.after = after;
        planned.addAll(ahead);
    }

    void add(long cycle, InputEvent event) {
        if (cycle <= after) {
            throw new IllegalArgumentException("cycle: wanted " + (after + 1) + " or more, got "
                    + cycle);
        }
        if (planned.size() >= PLANNED_MAX) {
            throw new IllegalArgumentException(
                    "at most " + PLANNED_MAX + " inputs can be planned before reset");
        }
        planned.add(new Planned(cycle, event));
    }

    void stopAt(long cycle) {
        if (cycle <= Math.max(0, after)) {
            throw new IllegalArgumentException("stopAt: wanted a cycle above "
                    + Math.max(0, after) + ", got " + cycle);
        }
        stopAt = cycle;
    }

    long stopAt() {
        return stopAt;
    }

    /** Inputs at one cycle take effect in the order in which they were planned. */
    void schedule(VirtualClock clock, Consumer<InputEvent> apply) {
        left.addAll(planned);
        planned.forEach(input -> clock.earlyAt(input.cycle(), () -> {
            left.remove(input);
            apply.accept(input.event());
        }));
    }

    /** Inputs that have not happened yet. */
    List<Planned> left() {
        return List.copyOf(left);
    }
}
