package dev.hostless.board;

import dev.hostless.devices.clock.VirtualClock;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is known before reset: inputs with their cycles, and when to stop. Bounded. */
final class Inputs {
    /** Well below what the clock can hold; the devices need a few alarms of their own. */
    static final int PLANNED_MAX = 3_000;

    private record Planned(long cycle, InputEvent event) {
    }

    private final List<Planned> planned = new ArrayList<>();
    private long stopAt = Long.MAX_VALUE;

    void add(long cycle, InputEvent event) {
        if (cycle < 0) {
            throw new IllegalArgumentException("cycle: wanted 0 or more, got " + cycle);
        }
        if (planned.size() >= PLANNED_MAX) {
            throw new IllegalArgumentException(
                    "at most " + PLANNED_MAX + " inputs can be planned before reset");
        }
        planned.add(new Planned(cycle, event));
    }

    void stopAt(long cycle) {
        if (cycle < 1) {
            throw new IllegalArgumentException("stopAt: wanted a cycle above 0, got " + cycle);
        }
        stopAt = cycle;
    }

    long stopAt() {
        return stopAt;
    }

    /** Inputs at one cycle take effect in the order in which they were planned. */
    void schedule(VirtualClock clock, Consumer<InputEvent> apply) {
        planned.forEach(input -> clock.at(input.cycle(), () -> apply.accept(input.event())));
    }
}
