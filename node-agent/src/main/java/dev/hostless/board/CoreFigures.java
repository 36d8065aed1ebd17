package dev.hostless.board;

/**
 * What one core of several has done.
 *
 * @param number 0 is the one that began
 * @param state what it does
 * @param guestCycles cycles in which it computed
 * @param idleCycles cycles in which it waited: for the others, for a device, for time to pass
 */
public record CoreFigures(int number, State state, long guestCycles, long idleCycles) {
    /** What a core does. */
    public enum State {
        OFF, RUNNING, WAITING
    }
}
