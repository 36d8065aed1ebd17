package dev.hostless.board;

import dev.hostless.devices.clock.VirtualClock;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** What is known before reset: inputs with their cycles, and when to stop. Bounded. */
final class Inputs {
    static final int PLANNED_MAX = 1 << 20;
    /** Far more than a recording of the largest size has. */
    static final int ENTERING_MAX = 1 << 22;

    /** An input and its cycle. */
    record Planned(long cycle, InputEvent event) {
    }

    private final List<Planned> planned = new ArrayList<>();
    /** In the order in which they happen. */
    private final ArrayDeque<Planned> left = new ArrayDeque<>();
    private final long after;
    /** In the order of their cycles. */
    private final ArrayDeque<Planned> entering = new ArrayDeque<>();
    private List<FaultPlan.Seeded> seeded = List.of();
    private long stopAt = Long.MAX_VALUE;
    private long stopEntersAt = Long.MAX_VALUE;
    private long liveFrom;

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

    /** What is left of these, for a run that goes on from an image that was taken just now. */
    Inputs rest(long cycle) {
        var rest = new Inputs(cycle, left());
        rest.stopAt = stopAt;
        return rest;
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

    /** An input that is taken at the first look at or after the cycle, as a live one was. */
    void enter(long cycle, InputEvent event) {
        requireCycle(cycle);
        if (entering.size() >= ENTERING_MAX) {
            throw new IllegalArgumentException(
                    "at most " + ENTERING_MAX + " inputs can be entered again");
        }
        if (!entering.isEmpty() && entering.getLast().cycle() > cycle) {
            throw new IllegalArgumentException("inputs enter in the order of their cycles: wanted "
                    + entering.getLast().cycle() + " or later, got " + cycle);
        }
        entering.add(new Planned(cycle, event));
    }

    private static void requireCycle(long cycle) {
        if (cycle < 0) {
            throw new IllegalArgumentException("cycle: wanted 0 or more, got " + cycle);
        }
    }

    /** Scripted faults are inputs like others; seeded ones come of themselves. */
    void plan(FaultPlan plan, long clockHz) {
        plan.scripted().forEach(fault -> add(fault.at().cycle(clockHz),
                new InputEvent.Failure(fault.fault())));
        plan.seeded().forEach(fault -> fault.everyCycles(clockHz));
        seeded = new FaultPlan(List.of(), seeded)
                .and(new FaultPlan(List.of(), plan.seeded())).seeded();
    }

    List<FaultPlan.Seeded> seededFaults() {
        return seeded;
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

    /** The run stops at the first look at or after the cycle, as one that was stopped live did. */
    void stopEntersAt(long cycle) {
        requireCycle(cycle);
        stopEntersAt = cycle;
    }

    boolean stopEntered(long now) {
        return now >= stopEntersAt;
    }

    /** Inputs from other threads wait until then; {@link Long#MAX_VALUE}: there are none. */
    void liveFrom(long cycle) {
        requireCycle(cycle);
        liveFrom = cycle;
    }

    long liveFrom() {
        return liveFrom;
    }

    /** The cycle of the next thing that enters at a look, or {@link Long#MAX_VALUE}. */
    long nextEntry() {
        return entering.isEmpty()
                ? stopEntersAt
                : Math.min(entering.getFirst().cycle(), stopEntersAt);
    }

    /** Hands out what enters by now. */
    void enterUntil(long now, Consumer<InputEvent> enter) {
        while (!entering.isEmpty() && entering.getFirst().cycle() <= now) {
            enter.accept(entering.removeFirst().event());
        }
    }

    /** Inputs at one cycle take effect in the order in which they were planned. */
    void schedule(VirtualClock clock, Consumer<InputEvent> apply) {
        planned.stream().sorted(Comparator.comparingLong(Planned::cycle)).forEach(left::add);
        scheduleNext(clock, apply);
    }

    /** The clock holds one of them at a time. */
    private void scheduleNext(VirtualClock clock, Consumer<InputEvent> apply) {
        var next = left.peek();
        if (next != null) {
            clock.earlyAt(next.cycle(), () -> {
                apply.accept(left.remove().event());
                scheduleNext(clock, apply);
            });
        }
    }

    /** Inputs that have not happened yet. */
    List<Planned> left() {
        return List.copyOf(left);
    }
}
