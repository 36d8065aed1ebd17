package dev.hostless.board;

import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapKind;

/**
 * The module {@code env}: what C firmware calls instead of a board support package. Each shim does
 * what a driver would do with the registers.
 */
public final class EnvironmentShims implements HostModule {
    static final int SHIM_CYCLES = 20;

    private static final int CONTROL = 0x0;
    private static final int RELOAD = 0x4;
    private static final int CURRENT = 0x8;
    private static final int RELOAD_MAX = 0xff_ffff;
    private static final int ENABLE_WITH_INTERRUPT = 0b111;

    private final Schematic board;
    private final Scheduler scheduler;
    private final ConsolePort port;
    private final ConsoleInput input;

    EnvironmentShims(Schematic board, Scheduler scheduler, ConsolePort port, ConsoleInput input) {
        this.board = board;
        this.scheduler = scheduler;
        this.port = port;
        this.input = input;
    }

    @Override
    public String name() {
        return "env";
    }

    /** Sets UART0's speed in bits per second. */
    @HostFunction("uart_init")
    public void uartInit(int baud) {
        scheduler.charge(SHIM_CYCLES);
        try {
            board.uart0.configure(baud);
        } catch (IllegalArgumentException e) {
            throw new Trap(TrapKind.UNREACHABLE, "env.uart_init: " + e.getMessage());
        }
    }

    /** Sends the low 8 bits; waits while the FIFO is full. */
    @HostFunction("uart_write_byte")
    public void uartWriteByte(int value) {
        scheduler.charge(SHIM_CYCLES);
        if (!port.write(ConsoleStream.OUT, new byte[]{(byte) value})) {
            throw new Trap(TrapKind.UNREACHABLE,
                    "env.uart_write_byte: uart0's transmitter is off");
        }
    }

    /**
     * Takes a byte that has come, without waiting.
     *
     * @return 0 to 255, or -1 when there is none
     */
    @HostFunction("uart_read_byte")
    public int uartReadByte() {
        scheduler.charge(SHIM_CYCLES);
        int value = input.take();
        scheduler.rearm();
        return value;
    }

    /**
     * Starts a periodic tick, for which {@code wasm_runtime_call_go_timer_tick} is called.
     *
     * @param hz ticks per second; 0 stops it
     */
    @HostFunction("wasm_host_config_timer")
    public void configureTimer(int hz) {
        scheduler.charge(SHIM_CYCLES);
        board.sysTick.write32(CONTROL, 0);
        if (hz == 0) {
            return;
        }
        long period = board.clock.hz() / Integer.toUnsignedLong(hz);
        if (period < 2) {
            throw new Trap(TrapKind.UNREACHABLE, "env.wasm_host_config_timer: %d Hz is too fast for"
                    .formatted(Integer.toUnsignedLong(hz)) + " a clock of " + board.clock.hz()
                    + " Hz");
        }
        int divider = (int) ((period + RELOAD_MAX) / (RELOAD_MAX + 1L));
        board.tick.divideBy(divider);
        board.sysTick.write32(RELOAD, (int) (period / divider) - 1);
        board.sysTick.write32(CURRENT, 0);
        board.sysTick.write32(CONTROL, ENABLE_WITH_INTERRUPT);
        scheduler.rearm();
    }
}
