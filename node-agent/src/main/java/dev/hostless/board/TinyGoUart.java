package dev.hostless.board;

import dev.hostless.devices.Uart;
import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;

/**
 * The module {@code env}: serial ports as TinyGo's package machine asks for them where it knows no
 * hardware (machine_generic.go). Port 0 is uart0, the console, and port 1 is uart1. Their pins are
 * soldered: those that TinyGo names are ignored.
 */
public final class TinyGoUart implements HostModule {
    private static final int DATA = ShimRegisters.UART1;
    private static final int FLAGS = ShimRegisters.UART1 + 0x18;
    private static final int WHOLE_DIVISOR = ShimRegisters.UART1 + 0x24;
    private static final int DIVISOR_64THS = ShimRegisters.UART1 + 0x28;
    private static final int LINE_CONTROL = ShimRegisters.UART1 + 0x2c;
    private static final int CONTROL = ShimRegisters.UART1 + 0x30;
    private static final int RECEIVER_EMPTY = 1 << 4;
    private static final int TRANSMITTER_FULL = 1 << 5;
    private static final int EIGHT_BITS_WITH_FIFOS = 3 << 5 | 1 << 4;
    private static final int ON = 1 << 9 | 1 << 8 | 1;
    /** What TinyGo's programs expect of a port whose speed they do not set. */
    private static final int BAUD = 115_200;

    private final ShimRegisters registers;
    private final Scheduler scheduler;
    private final ConsolePort port;
    private final ConsoleInput input;

    TinyGoUart(ShimRegisters registers, Scheduler scheduler, ConsolePort port,
            ConsoleInput input) {
        this.registers = registers;
        this.scheduler = scheduler;
        this.port = port;
        this.input = input;
    }

    @Override
    public String name() {
        return "env";
    }

    /** Switches a port on. The console keeps its speed; the other one has 115,200 baud. */
    @HostFunction("__tinygo_uart_configure")
    public void configure(int bus, int transmitPin, int receivePin) {
        registers.charge();
        if (isConsole("__tinygo_uart_configure", bus)) {
            return;
        }
        long divisor = (4 * registers.clockHz() + BAUD / 2) / BAUD;
        registers.write(CONTROL, 0);
        registers.write(WHOLE_DIVISOR, (int) (divisor >>> 6));
        registers.write(DIVISOR_64THS, (int) (divisor & 63));
        registers.write(LINE_CONTROL, EIGHT_BITS_WITH_FIFOS);
        registers.write(CONTROL, ON);
    }

    /**
     * Takes what has come, without waiting.
     *
     * @return how many bytes, perhaps 0
     */
    @HostFunction("__tinygo_uart_read")
    public int read(Guest guest, int bus, int address, int length) {
        registers.charge();
        boolean console = isConsole("__tinygo_uart_read", bus);
        var memory = guest.memory();
        int read = 0;
        while (read < length) {
            int value = console ? input.take() : takeOther();
            if (value == Uart.NOTHING) {
                break;
            }
            memory.putByte(address + read, (byte) value);
            read++;
        }
        scheduler.charge(read);
        scheduler.rearm();
        return read;
    }

    private int takeOther() {
        return (registers.read(FLAGS) & RECEIVER_EMPTY) != 0
                ? Uart.NOTHING
                : registers.read(DATA) & 0xff;
    }

    /**
     * Sends bytes; waits while the FIFO is full.
     *
     * @return how many were sent: fewer than wanted when the transmitter is off
     */
    @HostFunction("__tinygo_uart_write")
    public int write(Guest guest, int bus, int address, int length) {
        registers.charge();
        boolean console = isConsole("__tinygo_uart_write", bus);
        byte[] bytes = guest.memory().copyOf(address, length);
        scheduler.charge(bytes.length);
        if (console) {
            return port.write(ConsoleStream.OUT, bytes) ? bytes.length : 0;
        }
        for (int sent = 0; sent < bytes.length; sent++) {
            if (!registers.awaitClear(FLAGS, TRANSMITTER_FULL)) {
                return sent;
            }
            registers.write(DATA, bytes[sent] & 0xff);
        }
        return bytes.length;
    }

    private static boolean isConsole(String call, int bus) {
        if (bus != 0 && bus != 1) {
            throw ShimRegisters.refuse(call + ": wanted port 0 or 1, got "
                    + Integer.toUnsignedString(bus));
        }
        return bus == 0;
    }
}
