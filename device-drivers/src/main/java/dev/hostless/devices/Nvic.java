package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Access;
import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;
import dev.hostless.devices.register.RegisterLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * The interrupt controller. Armv7-M Architecture Reference Manual (DDI 0403E), B3.4: this block
 * starts at 0xe000e100 there, with ISER at +0x000, ICER at +0x080, ISPR at +0x100, ICPR at +0x180,
 * IABR at +0x200 and IPR at +0x300. Accesses are whole words; the manual's byte accesses to IPR are
 * not modelled, and STIR stands outside the block.
 *
 * <p>A line is <em>asserted</em> by its device, <em>pending</em> until somebody acknowledges it,
 * and <em>active</em> from then until completion. The pending state is latched: it survives the
 * line's fall, and it is set whether or not the line is enabled. A line that is still asserted when
 * its handler completes becomes pending again, so a handler must quieten its device first. An
 * active line can be pending for its next run at the same time.
 *
 * <p>Of the enabled pending lines the one with the lowest priority value comes first, then the one
 * with the lowest number; it preempts active handlers only if its value is lower than all of
 * theirs. The controller decides nothing else: the board asks {@link #highestPending()} at
 * safepoints, and acknowledges and completes for the guest.
 */
public final class Nvic extends RegisterDevice {
    /** What Armv7-M allows at most. */
    public static final int LINE_LIMIT = 240;
    /** No line is ready to be delivered. */
    public static final int NONE = -1;
    /** Implemented priority bits, at the top of each byte of IPR, as on most microcontrollers. */
    public static final int PRIORITY_BITS = 4;

    private static final int BLOCK_BYTES = 0x400;
    private static final int IPR = 0x300;
    private static final int FITTED_LINES = 32;
    private static final int NOTHING_ACTIVE = 1 << 8;

    private static final Fidelity FIDELITY = new Fidelity("Interrupt controller",
            "Armv7-M Architecture Reference Manual DDI 0403E, B3.4",
            List.of("enable, pending and active state of up to 240 lines",
                    "16 priorities, nesting, tail-chaining",
                    "levels and pulses on lines; each rise is counted as delivered, coalesced, lost"
                            + " or pending"),
            List.of("only whole words are accessed; the manual allows bytes of IPR",
                    "no STIR, no vector table, no priority grouping, no BASEPRI or PRIMASK",
                    "a handler starts at the guest's next safepoint, not after 12 cycles"));
    /** What the boards of this process share; other sizes are declared when they are made. */
    private static final RegisterLayout<Nvic> FITTED = layout(FITTED_LINES);

    private final VirtualClock clock;
    private final int lineCount;
    private final RegisterFile<Nvic> registers;
    private final List<Register<Nvic>> priorities;
    private final LineFigures[] figures;

    private final long[] asserted;
    private final long[] pending;
    private final long[] enabled;
    private final long[] active;
    private Runnable onPending = () -> {};
    private InterruptWatch watch = InterruptWatch.NONE;

    /**
     * @param name the instance's name for messages, such as "nvic"
     * @param lines how many lines are fitted, 1 to {@link #LINE_LIMIT}
     */
    public Nvic(String name, VirtualClock clock, int lines) {
        if (lines < 1 || lines > LINE_LIMIT) {
            throw new IllegalArgumentException(
                    name + " must have 1.." + LINE_LIMIT + " lines, not " + lines);
        }
        this.clock = clock;
        this.lineCount = lines;
        this.figures = new LineFigures[lines];
        for (int line = 0; line < lines; line++) {
            figures[line] = new LineFigures();
        }
        int words = (lines + 63) / 64;
        this.asserted = new long[words];
        this.pending = new long[words];
        this.enabled = new long[words];
        this.active = new long[words];
        var layout = lines == FITTED_LINES ? FITTED : layout(lines);
        this.registers = new RegisterFile<>(name, layout, this);
        this.priorities = priorities(layout);
    }

    /** The registers of a controller with so many lines. */
    static RegisterLayout<Nvic> layout(int lines) {
        var layout = new RegisterLayout<Nvic>("nvic", BLOCK_BYTES, FIDELITY);
        for (int word = 0; word * 32 < lines; word++) {
            declare(layout, word);
        }
        for (int word = 0; word * 4 < lines; word++) {
            declarePriorities(layout, word, lines);
        }
        return layout;
    }

    private static void declare(RegisterLayout<Nvic> layout, int word) {
        layout.at(0x000 + 4 * word, "ISER" + word, 0)
                .means("Interrupt set-enable: writing 1 enables a line, reading tells which are.")
                .onRead(nvic -> half(nvic.enabled, word))
                .onWrite((nvic, bits) -> nvic.enable(word, bits));
        layout.at(0x080 + 4 * word, "ICER" + word, 0)
                .means("Interrupt clear-enable: writing 1 disables a line.")
                .onRead(nvic -> half(nvic.enabled, word))
                .onWrite((nvic, bits) -> nvic.disable(word, bits));
        layout.at(0x100 + 4 * word, "ISPR" + word, 0)
                .means("Interrupt set-pending: writing 1 makes a line pending.")
                .onRead(nvic -> half(nvic.pending, word))
                .onWrite((nvic, bits) -> nvic.setPending(word, bits));
        layout.at(0x180 + 4 * word, "ICPR" + word, 0)
                .means("Interrupt clear-pending: writing 1 takes a line's pending state back, "
                        + "unless its device still asserts it.")
                .onRead(nvic -> half(nvic.pending, word))
                .onWrite((nvic, bits) -> nvic.clearPending(word, bits));
        layout.at(0x200 + 4 * word, "IABR" + word, 0)
                .means("Interrupt active bits: the lines whose handlers have not completed.")
                .onRead(nvic -> half(nvic.active, word)).bits(0, 32, "ACTIVE", Access.R)
                .means("A bit for each line.");
    }

    private static void declarePriorities(RegisterLayout<Nvic> layout, int word, int lines) {
        var register = layout.at(IPR + 4 * word, "IPR" + word, 0)
                .means("Interrupt priorities, a byte for each line; the lowest value comes first.");
        for (int line = 4 * word; line < Math.min(4 * word + 4, lines); line++) {
            register.bits(8 * (line % 4) + 8 - PRIORITY_BITS, PRIORITY_BITS, "PRI_N" + line % 4,
                    Access.RW).means("Priority of line " + line + ".");
        }
    }

    private static List<Register<Nvic>> priorities(RegisterLayout<Nvic> layout) {
        return layout.registers().stream().filter(register -> register.offset() >= IPR).toList();
    }

    /** The end of the wire to which a device is soldered. */
    public InterruptLine line(int line) {
        check(line);
        return level -> setLevel(line, level);
    }

    public int lineCount() {
        return lineCount;
    }

    /** Runs whenever a line becomes pending and enabled, so that a waiting board wakes. */
    public void onPending(Runnable listener) {
        onPending = listener;
    }

    /** Has every assertion's fate told to somebody, who must not touch the controller. */
    public void watch(InterruptWatch watcher) {
        watch = watcher;
    }

    /**
     * The line that a processor would take now, or {@link #NONE}: enabled, pending, and of a
     * higher priority (lower value) than everything active.
     */
    public int highestPending() {
        int best = NONE;
        int bestPriority = activePriority();
        for (int word = 0; word < pending.length; word++) {
            for (long bits = pending[word] & enabled[word]; bits != 0; bits &= bits - 1) {
                int line = 64 * word + Long.numberOfTrailingZeros(bits);
                if (priority(line) < bestPriority) {
                    best = line;
                    bestPriority = priority(line);
                }
            }
        }
        return best;
    }

    /** Lines 0 to 63 that are pending and enabled, whatever is active: line n is bit n. */
    public long pendingEnabled() {
        return pending[0] & enabled[0];
    }

    public boolean isPending(int line) {
        return has(pending, check(line));
    }

    public boolean isActive(int line) {
        return has(active, check(line));
    }

    /** The byte of IPR: 0 is the most urgent. */
    public int priority(int line) {
        return registers.value(priorities.get(line >> 2)) >>> 8 * (line & 3) & 0xff;
    }

    /**
     * The line's handler starts: pending ends, active begins.
     *
     * @return the cycles since the line became pending
     * @throws IllegalStateException if the line is not both pending and enabled, or active
     */
    public long acknowledge(int line) {
        check(line);
        if (!has(pending, line) || !has(enabled, line) || has(active, line)) {
            throw new IllegalStateException("BUG: line " + line + " is acknowledged while pending="
                    + has(pending, line) + " enabled=" + has(enabled, line) + " active="
                    + has(active, line));
        }
        clear(pending, line);
        set(active, line);
        watch.taken(line);
        return figures[line].deliver(clock.now());
    }

    /**
     * The line's handler has ended; still asserted, the line is pending again.
     *
     * @throws IllegalStateException if the line is not active
     */
    public void complete(int line) {
        check(line);
        if (!has(active, line)) {
            throw new IllegalStateException("BUG: line " + line + " completes but is not active");
        }
        clear(active, line);
        if (has(asserted, line) && !has(pending, line)) {
            raise(line);
        }
    }

    public InterruptFigures figures(int line) {
        return figures[check(line)].snapshot();
    }

    /** Disables all lines and forgets all but the levels: an asserted line is pending again. */
    @Override
    public void reset() {
        registers.reset();
        for (int line = 0; line < lineCount; line++) {
            clear(enabled, line);
            clear(active, line);
            if (has(pending, line)) {
                clear(pending, line);
                lose(line);
            }
            if (has(asserted, line)) {
                raise(line);
            }
        }
    }

    @Override
    RegisterFile<Nvic> registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        for (var words : List.of(asserted, pending, enabled, active)) {
            for (long word : words) {
                out.writeLong(word);
            }
        }
        for (var line : figures) {
            line.save(out);
        }
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        for (var words : List.of(asserted, pending, enabled, active)) {
            for (int word = 0; word < words.length; word++) {
                words[word] = in.readLong();
            }
        }
        for (var line : figures) {
            line.restore(in);
        }
    }

    private void setLevel(int line, boolean level) {
        if (has(asserted, line) == level) {
            return;
        }
        if (level) {
            set(asserted, line);
            raise(line);
        } else {
            clear(asserted, line);
        }
    }

    private void raise(int line) {
        if (has(pending, line)) {
            figures[line].coalesce();
            watch.coalesced(line);
            return;
        }
        set(pending, line);
        figures[line].raise(clock.now());
        watch.raised(line);
        if (has(enabled, line)) {
            onPending.run();
        }
    }

    private void enable(int word, int bits) {
        long before = pendingEnabledIn(word);
        enabled[word / 2] |= fitted(word, bits);
        if (pendingEnabledIn(word) != before) {
            onPending.run();
        }
    }

    private void disable(int word, int bits) {
        enabled[word / 2] &= ~fitted(word, bits);
    }

    private void setPending(int word, int bits) {
        for (long rest = fitted(word, bits); rest != 0; rest &= rest - 1) {
            raise(64 * (word / 2) + Long.numberOfTrailingZeros(rest));
        }
    }

    private void clearPending(int word, int bits) {
        long taken = fitted(word, bits) & pending[word / 2] & ~asserted[word / 2];
        pending[word / 2] &= ~taken;
        for (long rest = taken; rest != 0; rest &= rest - 1) {
            lose(64 * (word / 2) + Long.numberOfTrailingZeros(rest));
        }
    }

    private void lose(int line) {
        figures[line].lose();
        watch.lost(line);
    }

    private long pendingEnabledIn(int word) {
        return pending[word / 2] & enabled[word / 2];
    }

    /** The register's bits at their place in the 64-bit words, without lines that do not exist. */
    private long fitted(int word, int bits) {
        int lines = Math.min(32, lineCount - 32 * word);
        return (Integer.toUnsignedLong(bits) & -1L >>> 64 - lines) << 32 * (word % 2);
    }

    private static int half(long[] words, int word) {
        return (int) (words[word / 2] >>> 32 * (word % 2));
    }

    private int activePriority() {
        int highest = NOTHING_ACTIVE;
        for (int word = 0; word < active.length; word++) {
            for (long bits = active[word]; bits != 0; bits &= bits - 1) {
                int line = 64 * word + Long.numberOfTrailingZeros(bits);
                highest = Math.min(highest, priority(line));
            }
        }
        return highest;
    }

    private int check(int line) {
        if (line < 0 || line >= lineCount) {
            throw new IllegalArgumentException(registers.device() + " has lines 0.."
                    + (lineCount - 1) + ", not " + line);
        }
        return line;
    }

    private static boolean has(long[] words, int line) {
        return (words[line >> 6] & 1L << line) != 0;
    }

    private static void set(long[] words, int line) {
        words[line >> 6] |= 1L << line;
    }

    private static void clear(long[] words, int line) {
        words[line >> 6] &= ~(1L << line);
    }
}
