package dev.hostless.devices;

import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.Field;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;
import dev.hostless.devices.register.RegisterLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

import static dev.hostless.devices.register.Access.R;
import static dev.hostless.devices.register.Access.RW;
import static dev.hostless.devices.register.Access.W;

/**
 * The independent watchdog. STMicroelectronics RM0090, chapter 21 (IWDG), with the window and the
 * early wake-up interrupt of RM0456's. It counts down at {@value #HZ} Hz through a prescaler of 4
 * to 256, RLR + 1 steps; at the end, or when it is reloaded outside of its window, it
 * <em>expires</em> and tells the board, which resets. Once started it stops only at a reset.
 *
 * <p>Everything but KR is protected: it takes writes after the key 0x5555 and until another key.
 */
public final class Watchdog extends RegisterDevice {
    /** Of the low-speed oscillator, which is exact here. */
    public static final int HZ = 32_000;

    private static final int COUNTER_BITS = 12;
    private static final int COUNTER_MASK = (1 << COUNTER_BITS) - 1;
    private static final int SMALLEST_PRESCALER = 4;
    private static final int LAST_PRESCALER = 6;
    private static final int KEY_RELOAD = 0xaaaa;
    private static final int KEY_ACCESS = 0x5555;
    private static final int KEY_START = 0xcccc;
    private static final int ON = 1 << 8;
    private static final int EARLY_WAKE_UP = 1 << 14;

    static final RegisterLayout<Watchdog> LAYOUT = new RegisterLayout<>("watchdog", 0x400,
            new Fidelity("Watchdog", "STMicroelectronics RM0090, chapter 21 (IWDG), and RM0456"
                    + " for the window and the early wake-up",
                    List.of("keys, write protection, prescaler, reload, window",
                            "the early wake-up interrupt",
                            "expiry, at which the board resets or its run ends"),
                    List.of("its oscillator is exact: 32 kHz of board time",
                            "writes take effect at once, so PVU, RVU, WVU and EWU are always 0",
                            "no start by option bytes, no freeze while debugging or asleep")));
    private static final Register<Watchdog> PRESCALER = LAYOUT.at(0x04, "PR", 0)
            .means("Prescaler (21.4.2); protected.").onWrite((dog, _) -> dog.protectedWrite());
    private static final Register<Watchdog> RELOAD = LAYOUT.at(0x08, "RLR", COUNTER_MASK)
            .means("Reload (21.4.3); protected.").onWrite((dog, _) -> dog.protectedWrite());
    private static final Register<Watchdog> STATUS = LAYOUT.at(0x0c, "SR", 0)
            .means("Status (21.4.4).").onRead(Watchdog::status);
    private static final Register<Watchdog> WINDOW = LAYOUT.at(0x10, "WINR", COUNTER_MASK)
            .means("Window; protected. A write reloads the counter.")
            .onWrite((dog, _) -> dog.windowWritten());
    private static final Register<Watchdog> EARLY = LAYOUT.at(0x14, "EWCR", 0)
            .means("Early wake-up; protected.").onWrite(Watchdog::earlyWritten);
    private static final Field EARLY_VALUE = EARLY.bits(0, COUNTER_BITS, "EWIT", RW)
            .means("The wake-up comes when the counter falls to EWIT - 1; 0: never.");
    private static final Field EARLY_CLEAR = EARLY.flag(14, "EWIC", W)
            .means("Writing 1 takes the wake-up back.");
    private static final Field EARLY_ENABLE = EARLY.flag(15, "EWIE", RW)
            .means("The wake-up is on, and asserts the interrupt line.");

    static {
        LAYOUT.at(0x00, "KR", 0).means("Key (21.4.1).").onWrite(Watchdog::keyWritten)
                .bits(0, 16, "KEY", W).means("0xAAAA reloads the counter, 0x5555 opens the"
                        + " protected registers, 0xCCCC starts the watchdog. Any but 0x5555 closes"
                        + " them.");
        PRESCALER.bits(0, 3, "PR", RW).means("Cycles of 32 kHz for a step: 4 << PR, at most 256."
                + " It counts from the next reload.");
        RELOAD.bits(0, COUNTER_BITS, "RL", RW)
                .means("The counter starts here. It counts from the next reload.");
        STATUS.bits(0, 4, "PVU_RVU_WVU_EWU", R).means("An update is under way: always 0.");
        STATUS.flag(8, "ONF", R).means("The watchdog runs.");
        STATUS.flag(14, "EWIF", R).means("The early wake-up has come.");
        WINDOW.bits(0, COUNTER_BITS, "WIN", RW)
                .means("A reload while the counter is above it expires the watchdog.");
    }

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private final Runnable onExpire;
    private final RegisterFile<Watchdog> registers;
    private final Alarm expiry;
    private final Alarm wakeUp;
    private boolean running;
    private boolean open;
    private boolean woken;
    /** The cycle of the last reload, and what was loaded. */
    private long reloadedAt;
    private int loaded;
    private int prescaler;
    /** What the protected registers hold, to be put back when they are closed. */
    private int keptPrescaler;
    private int keptReload;
    private int keptWindow;
    private int keptEarly;
    private long expirations;

    /**
     * @param onExpire told that the time is over; the watchdog stands still until it is reset
     */
    public Watchdog(String name, VirtualClock clock, InterruptLine interrupt, Runnable onExpire) {
        this.clock = clock;
        this.interrupt = interrupt;
        this.onExpire = onExpire;
        this.registers = new RegisterFile<>(name, LAYOUT, this);
        this.expiry = clock.alarm(this::expire);
        this.wakeUp = clock.alarm(this::wake);
        keep();
    }

    /** Times that the watchdog has expired. */
    public long expirations() {
        return expirations;
    }

    /** The cycle at which it expires unless it is reloaded; {@link Long#MAX_VALUE} if stopped. */
    public long expiresAt() {
        return expiry.isPending() ? expiry.due() : Long.MAX_VALUE;
    }

    @Override
    public void reset() {
        registers.reset();
        stop();
        open = false;
        woken = false;
        keep();
        updateInterrupt();
    }

    @Override
    RegisterFile<Watchdog> registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        clock.saveAlarm(out, expiry);
        clock.saveAlarm(out, wakeUp);
        out.writeBoolean(running);
        out.writeBoolean(open);
        out.writeBoolean(woken);
        out.writeLong(reloadedAt);
        out.writeInt(loaded);
        out.writeInt(prescaler);
        out.writeInt(keptPrescaler);
        out.writeInt(keptReload);
        out.writeInt(keptWindow);
        out.writeInt(keptEarly);
        out.writeLong(expirations);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        clock.restoreAlarm(in, expiry);
        clock.restoreAlarm(in, wakeUp);
        running = in.readBoolean();
        open = in.readBoolean();
        woken = in.readBoolean();
        reloadedAt = in.readLong();
        loaded = in.readInt();
        prescaler = in.readInt();
        keptPrescaler = in.readInt();
        keptReload = in.readInt();
        keptWindow = in.readInt();
        keptEarly = in.readInt();
        expirations = in.readLong();
    }

    private int status() {
        return (running ? ON : 0) | (woken ? EARLY_WAKE_UP : 0);
    }

    private void keyWritten(int word) {
        int key = word & 0xffff;
        open = key == KEY_ACCESS;
        switch (key) {
            case KEY_RELOAD -> refresh();
            case KEY_START -> {
                running = true;
                load();
            }
            default -> {
                // Only the protection changes.
            }
        }
    }

    private void protectedWrite() {
        if (open) {
            keep();
        } else {
            registers.store(PRESCALER, keptPrescaler);
            registers.store(RELOAD, keptReload);
            registers.store(WINDOW, keptWindow);
            registers.store(EARLY, keptEarly);
        }
    }

    private void windowWritten() {
        boolean accepted = open;
        protectedWrite();
        if (accepted && running) {
            load();
        }
    }

    private void earlyWritten(int word) {
        boolean accepted = open;
        protectedWrite();
        if (accepted) {
            woken &= EARLY_CLEAR.of(word) == 0;
            armWakeUp();
            updateInterrupt();
        }
    }

    private void keep() {
        keptPrescaler = registers.value(PRESCALER);
        keptReload = registers.value(RELOAD);
        keptWindow = registers.value(WINDOW);
        keptEarly = registers.value(EARLY);
    }

    private void refresh() {
        if (!running) {
            return;
        }
        if (counter() > registers.value(WINDOW)) {
            expire();
        } else {
            load();
        }
    }

    private void load() {
        reloadedAt = clock.now();
        loaded = registers.value(RELOAD);
        prescaler = SMALLEST_PRESCALER << Math.min(registers.value(PRESCALER), LAST_PRESCALER);
        clock.armAfter(expiry, until(loaded + 1));
        armWakeUp();
    }

    private void armWakeUp() {
        int value = registers.value(EARLY_VALUE);
        clock.cancel(wakeUp);
        if (running && registers.isSet(EARLY_ENABLE) && value > 0 && value <= counter()) {
            clock.armAfter(wakeUp, until(loaded - (value - 1)));
        }
    }

    /** Cycles from now to the so-manieth step after the last reload, rounded up. */
    private long until(int steps) {
        long ticks = (long) steps * prescaler;
        return Math.max(0, (ticks * clock.hz() + HZ - 1) / HZ - (clock.now() - reloadedAt));
    }

    private int counter() {
        if (!running) {
            return 0;
        }
        long steps = (clock.now() - reloadedAt) * HZ / clock.hz() / prescaler;
        return (int) Math.max(0, loaded - steps);
    }

    private void wake() {
        woken = true;
        updateInterrupt();
    }

    private void expire() {
        stop();
        expirations++;
        onExpire.run();
    }

    private void stop() {
        running = false;
        clock.cancel(expiry);
        clock.cancel(wakeUp);
    }

    private void updateInterrupt() {
        interrupt.set(woken && registers.isSet(EARLY_ENABLE));
    }
}
