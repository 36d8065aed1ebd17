package dev.hostless.board;

import dev.hostless.board.EventTrace.Kind;
import dev.hostless.devices.Nvic;
import dev.hostless.devices.Stateful;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestFunction;
import dev.hostless.engine.GuestGlobal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes interrupts to the guest. A guest that exports handlers has them called at safepoints, one
 * nested in another only when its priority is higher, as on a Cortex-M. A guest with a Go runtime
 * must not be entered at an arbitrary point: its handlers run only while none of its frames is
 * active, and otherwise it asks with {@code board.irq_pending}.
 */
final class InterruptDelivery implements Stateful {
    static final String TICK_HANDLER = "wasm_runtime_call_go_timer_tick";
    static final String LINE_HANDLER = "board_irq";
    private static final String STACK_POINTER = "__stack_pointer";

    /** LLVM leaf functions may keep values up to 128 bytes below the stack pointer. */
    private static final int RED_ZONE_BYTES = 128;
    private static final int TICK_PRIORITY = 0;
    private static final int NOTHING_ACTIVE = 256;

    private final Schematic board;
    private final EventTrace trace;
    private final boolean goRuntime;
    private @Nullable GuestFunction tickHandler;
    private @Nullable GuestFunction lineHandler;
    private @Nullable GuestGlobal stackPointer;
    private boolean guestIdle;
    private int activePriority = NOTHING_ACTIVE;
    private long handled;
    /** Lines that are active because the guest has taken them. */
    private int taken;

    InterruptDelivery(Schematic board, EventTrace trace, Firmware firmware) {
        this.board = board;
        this.trace = trace;
        this.goRuntime = firmware.kind().hasGoRuntime();
    }

    void attach(Guest guest) {
        tickHandler = handler(guest, TICK_HANDLER);
        lineHandler = handler(guest, LINE_HANDLER);
        if (guest.hasExport(STACK_POINTER)
                && guest.export(STACK_POINTER) instanceof GuestGlobal global && global.mutable()) {
            stackPointer = global;
        }
    }

    private static @Nullable GuestFunction handler(Guest guest, String name) {
        return guest.hasExport(name) && guest.export(name) instanceof GuestFunction function
                ? function
                : null;
    }

    /** Whether a handler stands on the stack. */
    boolean isHandling() {
        return activePriority != NOTHING_ACTIVE;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(guestIdle);
        out.writeLong(handled);
        out.writeInt(taken);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        guestIdle = in.readBoolean();
        handled = in.readLong();
        taken = in.readInt();
    }

    boolean hasHandlers() {
        return tickHandler != null || lineHandler != null;
    }

    /** No frame of the guest is active from now on, except handlers'. */
    void guestIsIdle() {
        guestIdle = true;
    }

    /** Whether a handler would be called now. */
    boolean deliverable() {
        if (goRuntime && !(guestIdle && activePriority == NOTHING_ACTIVE)) {
            return false;
        }
        return tickReady() || lineReady();
    }

    /** Calls the most urgent handler that may run now; false when there is none. */
    boolean deliverOne() {
        if (!deliverable()) {
            return false;
        }
        if (tickReady()) {
            board.tick.taken();
            trace.event(Kind.TICK_TAKEN, board.clock.now());
            call(present(tickHandler), TICK_PRIORITY);
        } else {
            int line = board.nvic.highestPending();
            acknowledge(line);
            call(present(lineHandler), board.nvic.priority(line), line);
            board.nvic.complete(line);
        }
        return true;
    }

    private boolean tickReady() {
        return tickHandler != null && board.tick.pending() && activePriority > TICK_PRIORITY;
    }

    private boolean lineReady() {
        if (lineHandler == null) {
            return false;
        }
        int line = board.nvic.highestPending();
        return line != Nvic.NONE && board.nvic.priority(line) < activePriority;
    }

    private static GuestFunction present(@Nullable GuestFunction handler) {
        if (handler == null) {
            throw new IllegalStateException("BUG: an interrupt without a handler is delivered");
        }
        return handler;
    }

    private void call(GuestFunction handler, int priority, long... arguments) {
        handled++;
        int before = activePriority;
        var stack = stackPointer;
        long top = stack == null ? 0 : stack.bits();
        activePriority = priority;
        if (stack != null) {
            stack.bits(top - RED_ZONE_BYTES);
        }
        handler.call(arguments);
        if (stack != null) {
            stack.bits(top);
        }
        activePriority = before;
    }

    /**
     * Acknowledges the enabled pending lines of a mask. They are active until they are next asked
     * for: to ask again says that they are handled, and those that are still asserted are pending
     * once more.
     *
     * @param wanted bit n for line n
     * @return the lines that were acknowledged
     */
    int take(int wanted) {
        for (int rest = taken & wanted; rest != 0; rest &= rest - 1) {
            int line = Integer.numberOfTrailingZeros(rest);
            if (board.nvic.isActive(line)) {
                board.nvic.complete(line);
            }
        }
        taken &= ~wanted;
        int now = 0;
        for (int rest = (int) board.nvic.pendingEnabled() & wanted; rest != 0; rest &= rest - 1) {
            int line = Integer.numberOfTrailingZeros(rest);
            if (!board.nvic.isActive(line)) {
                acknowledge(line);
                now |= 1 << line;
            }
        }
        taken |= now;
        return now;
    }

    /** The enabled pending lines, bit n for line n, all of them acknowledged. */
    int takePending() {
        int lines = (int) board.nvic.pendingEnabled();
        int found = 0;
        for (int rest = lines; rest != 0; rest &= rest - 1) {
            int line = Integer.numberOfTrailingZeros(rest);
            if (!board.nvic.isActive(line)) {
                acknowledge(line);
                board.nvic.complete(line);
                found |= 1 << line;
            }
        }
        return found;
    }

    /** Whether {@link #takePending} would take something. */
    boolean somethingPending() {
        return board.nvic.pendingEnabled() != 0;
    }

    /** Whether one of these lines, bit n for line n, is pending and enabled. */
    boolean pendingOf(int lines) {
        return ((int) board.nvic.pendingEnabled() & lines) != 0;
    }

    /** The enabled lines, bit n for line n. */
    int enabled() {
        return board.nvic.read32(Schematic.ENABLE_ALL_LINES);
    }

    /** Handlers that have run so far, to notice that one ran during a wait. */
    long handled() {
        return handled;
    }

    private void acknowledge(int line) {
        trace.event(Kind.INTERRUPT_TAKEN, board.clock.now(), line);
        board.nvic.acknowledge(line);
    }

    BoardSnapshot.Interrupts figures(List<BoardSnapshot.Line> lines) {
        long delivered = 0;
        long coalesced = 0;
        long lost = 0;
        long latencyMax = 0;
        for (int line = 0; line < Lines.COUNT; line++) {
            var figures = board.nvic.figures(line);
            delivered += figures.delivered();
            coalesced += figures.coalesced();
            lost += figures.lost();
            latencyMax = Math.max(latencyMax, figures.latencyMaxCycles());
        }
        return new BoardSnapshot.Interrupts(delivered, coalesced, lost, latencyMax, lines);
    }
}
