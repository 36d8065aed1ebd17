package dev.hostless.cli;

import dev.hostless.board.Board;
import dev.hostless.board.FaultPlan;
import dev.hostless.board.InputEvent;
import dev.hostless.board.Lines;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a run before it begins: its last cycle and what happens on the way. */
record RunPlan(long stopAt, List<Planned> interrupts, FaultPlan faults) {
    record Planned(long cycle, int line) {
    }

    static RunPlan of(long clockHz, @Nullable String duration, @Nullable Long untilCycle,
            List<String> interrupts, FaultPlan faults) {
        long end = duration == null
                ? Long.MAX_VALUE
                : Amounts.cycles("--for", duration, clockHz);
        if (untilCycle != null) {
            end = Math.min(end, untilCycle);
        }
        if (end < 1) {
            throw new UsageProblem("--for and --until: wanted cycle 1 or later, got " + end);
        }
        var planned = new ArrayList<Planned>();
        for (var interrupt : interrupts) {
            planned.add(interrupt(interrupt, clockHz));
        }
        return new RunPlan(end, planned, faults);
    }

    /** The faults of a board file and those of {@code --fault}. */
    static FaultPlan faults(FaultPlan ofFile, List<String> texts) {
        var plan = ofFile;
        for (var text : texts) {
            try {
                plan = plan.and(FaultPlan.parse(text));
            } catch (IllegalArgumentException e) {
                throw new UsageProblem("--fault: " + e.getMessage());
            }
        }
        return plan;
    }

    private static Planned interrupt(String text, long clockHz) {
        int at = text.indexOf('@');
        if (at < 1) {
            throw new UsageProblem("--irq: wanted LINE@TIME such as gpio0@1.5s or 3@2000000,"
                    + " got '" + text + "'");
        }
        try {
            return new Planned(Amounts.cycles("--irq", text.substring(at + 1), clockHz),
                    Lines.parse(text.substring(0, at)));
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--irq: " + e.getMessage());
        }
    }

    RunPlan withStopAt(long cycle) {
        return new RunPlan(cycle, interrupts, faults);
    }

    /** Refuses interrupts and faults that come too early. */
    void requireFrom(long cycle, long clockHz) {
        if (cycle > 0 && !faults.seeded().isEmpty()) {
            throw new UsageProblem("--fault: wanted faults at their times where a run goes its own"
                    + " way, got one by rate");
        }
        for (var planned : faults.scripted()) {
            if (planned.at().cycleOrLast(clockHz) < cycle) {
                throw new UsageProblem("--fault: wanted cycle " + cycle + " or later, where the run"
                        + " goes its own way, got " + planned.at());
            }
        }
        for (var planned : interrupts) {
            if (planned.cycle() < cycle) {
                throw new UsageProblem("--irq: wanted cycle " + cycle + " or later, where the run"
                        + " goes its own way, got " + planned.cycle());
            }
        }
    }

    void applyTo(Board board) {
        if (stopAt != Long.MAX_VALUE) {
            board.stopAt(stopAt);
        }
        try {
            interrupts.forEach(planned -> board.injectAt(planned.cycle(),
                    new InputEvent.Interrupt(planned.line())));
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--irq: " + e.getMessage());
        }
        try {
            board.plan(faults);
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--fault: " + e.getMessage());
        }
    }
}
