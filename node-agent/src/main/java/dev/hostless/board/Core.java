package dev.hostless.board;

import dev.hostless.engine.Cpu;
import dev.hostless.engine.Guest;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One core: a cycle counter, and while it runs an instance of the program with globals of its own.
 * Its thread computes only while it has the turn, so all that it touches needs no lock.
 */
final class Core {
    private final int number;
    private final Cpu cpu;
    private final Semaphore turn = new Semaphore(0);
    private @Nullable Guest guest;
    private @Nullable Thread thread;
    private @Nullable Wait wait;
    private boolean on;
    private long notBefore;
    private long idleCycles;
    private long offCycles;

    Core(int number, Cpu cpu) {
        this.number = number;
        this.cpu = cpu;
    }

    int number() {
        return number;
    }

    /** Interrupts go to the first core, and its return ends the board. */
    boolean isFirst() {
        return number == 0;
    }

    Cpu cpu() {
        return cpu;
    }

    long cycles() {
        return cpu.cycles();
    }

    boolean isOn() {
        return on;
    }

    /** Time has passed without it until now. */
    void switchOn(long cycle) {
        on = true;
        offCycles += Math.max(0, cycle - cycles());
        cpu.advanceTo(cycle);
    }

    void switchOff() {
        on = false;
        wait = null;
    }

    @Nullable
    Guest guest() {
        return guest;
    }

    void guest(Guest made) {
        guest = made;
    }

    @Nullable
    Thread thread() {
        return thread;
    }

    void thread(Thread made) {
        thread = made;
    }

    /** Lets the core's thread go on. */
    void giveTurn() {
        turn.release();
    }

    /** Holds the core's thread until it has the turn. */
    void takeTurn() {
        turn.acquireUninterruptibly();
    }

    boolean isWaiting() {
        return wait != null;
    }

    /** From now on it waits. */
    void waitFor(Wait begun) {
        wait = begun;
        notBefore = 0;
    }

    /** Another core has ended the wait at this cycle of its own. */
    void notifiedAt(long cycle) {
        notBefore = cycle;
    }

    /** When its wait times out; the end of time when it does not wait. */
    long waitsUntil() {
        return wait == null ? Long.MAX_VALUE : wait.cycle();
    }

    boolean waitIsOver(long now) {
        return wait != null && (now >= wait.cycle() || wait.isReady());
    }

    /**
     * It need not wait any longer.
     *
     * @param windowStart no core computes before it
     * @param now of the devices, which end all waits that no core has ended
     */
    void wake(long windowStart, long now) {
        wait = null;
        idleUntil(notBefore > 0 ? Math.max(notBefore, windowStart) : now);
    }

    /** Nothing is computed before the cycle. */
    void idleUntil(long cycle) {
        idleCycles += Math.max(0, cycle - cycles());
        cpu.advanceTo(cycle);
    }

    CoreFigures figures() {
        var state = !on
                ? CoreFigures.State.OFF
                : isWaiting() ? CoreFigures.State.WAITING : CoreFigures.State.RUNNING;
        return new CoreFigures(number, state, cycles() - idleCycles - offCycles, idleCycles);
    }
}
