package dev.hostless.controlplane.session.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One GC cycle; what was not observed is absent. Pauses are in cycles, heap figures in MB.
 *
 * @param startCycle the world stopped
 * @param markStartCycle it went on, and marking beside it
 * @param markTerminationCycle it stopped for the end of marking
 * @param endCycle it went on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GcCycle(
        long number, long startCycle, @Nullable Long markStartCycle,
        @Nullable Long markTerminationCycle, long endCycle,
        @Nullable Long sweepTerminationPauseCycles, @Nullable Long markTerminationPauseCycles,
        boolean forced, @Nullable Long heapStartMb, @Nullable Long heapEndMb,
        @Nullable Long heapLiveMb, @Nullable Long heapGoalMb, @Nullable Long stacksMb,
        @Nullable Long globalsMb) {

    public GcCycle {
        Wire.notNegative("number", number);
        Wire.notNegative("startCycle", startCycle);
        Wire.notNegative("markStartCycle", markStartCycle);
        Wire.notNegative("markTerminationCycle", markTerminationCycle);
        Wire.notNegative("endCycle", endCycle);
        Wire.notNegative("sweepTerminationPauseCycles", sweepTerminationPauseCycles);
        Wire.notNegative("markTerminationPauseCycles", markTerminationPauseCycles);
        if (endCycle < startCycle) {
            throw new IllegalArgumentException(
                    "endCycle: wanted at least startCycle " + startCycle + ", got " + endCycle);
        }
    }
}
