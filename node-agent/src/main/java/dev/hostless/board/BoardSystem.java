package dev.hostless.board;

import dev.hostless.devices.Uart;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.LinearMemory;
import java.util.List;

/**
 * The module {@code board}: what a runtime needs of a machine and no more. Pointers are checked;
 * one that leaves the memory is a trap, except where a call can answer an error. Times are
 * nanoseconds. docs/go-port.md has the whole list.
 */
public final class BoardSystem implements HostModule {
    static final String MODULE = "board";
    /** What a call costs; calls that move bytes cost one cycle more for each of them. */
    static final int CALL_CYCLES = 8;

    private static final int NOTHING_YET = -1;
    private static final int FAILED = -1;

    private final GuestTexts texts;
    private final Schematic board;
    private final Scheduler scheduler;
    private final ConsolePort port;
    private final ConsoleInput input;

    BoardSystem(GuestTexts texts, Schematic board, Scheduler scheduler, ConsolePort port,
            ConsoleInput input) {
        this.texts = texts;
        this.board = board;
        this.scheduler = scheduler;
        this.port = port;
        this.input = input;
    }

    @Override
    public String name() {
        return MODULE;
    }

    /** Ends the run with an exit code. */
    @HostFunction("halt")
    public void halt(int code) {
        scheduler.charge(CALL_CYCLES);
        throw new GuestExit(code);
    }

    /**
     * Sends bytes to UART0; the guest waits while its FIFO is full.
     *
     * @param stream 1 for standard output, 2 for standard error
     * @return the length; -1 for another stream or when the transmitter is switched off
     */
    @HostFunction("console_write")
    public int consoleWrite(Guest guest, int stream, int address, int length) {
        scheduler.charge(CALL_CYCLES + Math.max(0L, length));
        byte[] bytes = guest.memory().copyOf(address, length);
        if (stream != 1 && stream != 2) {
            return FAILED;
        }
        return port.write(stream == 1 ? ConsoleStream.OUT : ConsoleStream.ERR, bytes)
                ? length
                : FAILED;
    }

    /**
     * Takes what UART0 has received, without waiting.
     *
     * @return how many bytes; 0 at the end of the input or for length 0; -1 when there are none yet
     */
    @HostFunction("console_read")
    public int consoleRead(Guest guest, int address, int length) {
        scheduler.charge(CALL_CYCLES);
        var memory = guest.memory();
        requireInside(memory, address, length);
        if (length > 0 && !input.readable()) {
            return NOTHING_YET;
        }
        int read = 0;
        while (read < length) {
            int value = input.take();
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

    /** The time since reset. */
    @HostFunction("nanotime")
    public long nanotime() {
        scheduler.charge(CALL_CYCLES);
        return board.clock.nanos(board.clock.now());
    }

    /** The time since 1970, of the real-time clock. */
    @HostFunction("walltime")
    public long walltime() {
        scheduler.charge(CALL_CYCLES);
        return board.rtc.unixNanos();
    }

    /**
     * Fills a buffer from the random number generator.
     *
     * @return 0, or 21 (EFAULT) when the buffer is not in memory
     */
    @HostFunction("random")
    public int random(Guest guest, int address, int length) {
        scheduler.charge(CALL_CYCLES + Math.max(0L, length));
        if (WasiPreview1.outside(guest.memory(), address, length)) {
            return Errno.FAULT;
        }
        WasiPreview1.fillRandom(board, guest.memory(), address, length);
        return Errno.SUCCESS;
    }

    /** Bytes that {@link #arguments} has. */
    @HostFunction("arguments_bytes")
    public int argumentsBytes() {
        scheduler.charge(CALL_CYCLES);
        return GuestTexts.bytes(texts.arguments());
    }

    /** The arguments, the program's name first, a NUL behind each; cut off at the length. */
    @HostFunction("arguments")
    public void arguments(Guest guest, int address, int length) {
        put(guest.memory(), texts.arguments(), address, length);
    }

    /** Bytes that {@link #environment} has. */
    @HostFunction("environment_bytes")
    public int environmentBytes() {
        scheduler.charge(CALL_CYCLES);
        return GuestTexts.bytes(texts.environment());
    }

    /** The variables as {@code NAME=VALUE}, a NUL behind each; cut off at the length. */
    @HostFunction("environment")
    public void environment(Guest guest, int address, int length) {
        put(guest.memory(), texts.environment(), address, length);
    }

    private void put(LinearMemory memory, List<byte[]> all, int address, int length) {
        scheduler.charge(CALL_CYCLES + Math.max(0L, length));
        requireInside(memory, address, length);
        int done = 0;
        for (var text : all) {
            int size = Math.min(text.length, length - done);
            memory.write(address + done, text, 0, size);
            done += size;
        }
    }

    /** Traps as an access of the guest's own would. */
    private static void requireInside(LinearMemory memory, int address, int length) {
        if (WasiPreview1.outside(memory, address, length)) {
            memory.copyOf(address, length);
        }
    }
}
