package dev.hostless.board;

import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.LinearMemory;

import java.util.List;

/**
 * WASI preview 1 as the board's devices answer it: the console is UART0, the clocks are the
 * board's, randomness is the TRNG, waiting is waiting for an interrupt. Layouts are those of
 * {@code wasi_snapshot_preview1.witx}; what Go does with them is in its runtime's os_wasip1.go and
 * netpoll_wasip1.go. Bytes go through {@link WasiStreams}, descriptors are in {@link WasiFiles},
 * paths in {@link WasiPaths}, poll_oneoff in {@link WasiPoll}.
 */
public final class WasiPreview1 implements HostModule {
    static final String MODULE = "wasi_snapshot_preview1";
    /** What any call costs; calls that move bytes cost one cycle more for each of them. */
    static final int CALL_CYCLES = 40;

    private static final int REALTIME = 0;
    private static final int CLOCK_MAX = 3;
    private static final int RANDOM_CHUNK_BYTES = 4_096;

    private final Schematic board;
    private final Scheduler scheduler;
    private final List<byte[]> arguments;
    private final List<byte[]> environment;

    WasiPreview1(GuestTexts texts, Schematic board, Scheduler scheduler) {
        this.board = board;
        this.scheduler = scheduler;
        arguments = texts.arguments();
        environment = texts.environment();
    }

    @Override
    public String name() {
        return MODULE;
    }

    @HostFunction("args_sizes_get")
    public int argsSizesGet(Guest guest, int count, int bytes) {
        return sizes(guest.memory(), arguments, count, bytes);
    }

    @HostFunction("args_get")
    public int argsGet(Guest guest, int pointers, int buffer) {
        return texts(guest.memory(), arguments, pointers, buffer);
    }

    @HostFunction("environ_sizes_get")
    public int environSizesGet(Guest guest, int count, int bytes) {
        return sizes(guest.memory(), environment, count, bytes);
    }

    @HostFunction("environ_get")
    public int environGet(Guest guest, int pointers, int buffer) {
        return texts(guest.memory(), environment, pointers, buffer);
    }

    @HostFunction("clock_res_get")
    public int clockResGet(Guest guest, int clock, int result) {
        scheduler.charge(CALL_CYCLES);
        if (clock < 0 || clock > CLOCK_MAX) {
            return Errno.INVAL;
        }
        return putLong(guest.memory(), result, Math.max(1, board.clock.nanos(1)));
    }

    @HostFunction("clock_time_get")
    public int clockTimeGet(Guest guest, int clock, long precision, int result) {
        scheduler.charge(CALL_CYCLES);
        if (clock < 0 || clock > CLOCK_MAX) {
            return Errno.INVAL;
        }
        return putLong(guest.memory(), result, clock == REALTIME
                ? board.rtc.unixNanos()
                : board.clock.nanos(board.clock.now()));
    }

    @HostFunction("random_get")
    public int randomGet(Guest guest, int buffer, int length) {
        scheduler.charge(CALL_CYCLES + Math.max(0L, length));
        var memory = guest.memory();
        if (outside(memory, buffer, length)) {
            return Errno.FAULT;
        }
        fillRandom(board, memory, buffer, length);
        return Errno.SUCCESS;
    }

    static void fillRandom(Schematic board, LinearMemory memory, int buffer, int length) {
        byte[] chunk = new byte[Math.min(length, RANDOM_CHUNK_BYTES)];
        for (int done = 0; done < length; done += chunk.length) {
            int size = Math.min(chunk.length, length - done);
            board.trng.fill(chunk, 0, size);
            memory.write(buffer + done, chunk, 0, size);
        }
    }

    @HostFunction("proc_exit")
    public void procExit(int code) {
        scheduler.charge(CALL_CYCLES);
        throw new GuestExit(code);
    }

    @HostFunction("sched_yield")
    public int schedYield() {
        scheduler.charge(CALL_CYCLES);
        return Errno.SUCCESS;
    }

    private int sizes(LinearMemory memory, List<byte[]> texts, int count, int bytes) {
        scheduler.charge(CALL_CYCLES);
        if (outside(memory, count, 4) || outside(memory, bytes, 4)) {
            return Errno.FAULT;
        }
        memory.putInt(count, texts.size());
        memory.putInt(bytes, GuestTexts.bytes(texts));
        return Errno.SUCCESS;
    }

    private int texts(LinearMemory memory, List<byte[]> texts, int pointers, int buffer) {
        int total = GuestTexts.bytes(texts);
        scheduler.charge(CALL_CYCLES + total);
        if (outside(memory, pointers, 4 * texts.size()) || outside(memory, buffer, total)) {
            return Errno.FAULT;
        }
        int at = buffer;
        for (int i = 0; i < texts.size(); i++) {
            memory.putInt(pointers + 4 * i, at);
            memory.write(at, texts.get(i), 0, texts.get(i).length);
            at += texts.get(i).length;
        }
        return Errno.SUCCESS;
    }

    private static int putLong(LinearMemory memory, int address, long value) {
        if (outside(memory, address, 8)) {
            return Errno.FAULT;
        }
        memory.putLong(address, value);
        return Errno.SUCCESS;
    }

    /** A pointer of the guest's that leaves its memory is a bad argument, not a trap. */
    static boolean outside(LinearMemory memory, int address, int bytes) {
        return address < 0 || bytes < 0 || address > memory.sizeBytes() - bytes;
    }
}
