package dev.hostless.agent.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One finished collection: when the board's world stopped for it, when it went on and marking
 * began beside it, when it stopped for the end of marking, and when it went on. Pauses are virtual
 * cycles of the board, heap figures whole MB as Go prints them; what was not observed is left out.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GcCycleReport(long number, long startCycle, long markStartCycle,
        long markTerminationCycle, long endCycle,
        long sweepTerminationPauseCycles, long markTerminationPauseCycles, boolean forced,
        @Nullable Long heapStartMb, @Nullable Long heapEndMb, @Nullable Long heapLiveMb,
        @Nullable Long heapGoalMb, @Nullable Long stacksMb, @Nullable Long globalsMb) {
}
