package dev.hostless.board;

import dev.hostless.devices.Uart;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.LinearMemory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * WASI preview 1 as the board's devices answer it: the console is UART0, the clocks are the
 * board's, randomness is the TRNG, waiting is waiting for an interrupt. Layouts are those of
 * {@code wasi_snapshot_preview1.witx}; what Go does with them is in its runtime's os_wasip1.go and
 * netpoll_wasip1.go. What needs files is in {@link WasiFiles}, poll_oneoff in {@link WasiPoll}.
 */
public final class WasiPreview1 implements HostModule {
    static final String MODULE = "wasi_snapshot_preview1";
    /** What any call costs; calls that move bytes cost one cycle more for each of them. */
    static final int CALL_CYCLES = 40;
    /** Most vectors of one read or write, as IOV_MAX on Linux. */
    static final int VECTORS_MAX = 1_024;

    private static final String PROGRAM_NAME = "firmware.wasm";
    private static final int REALTIME = 0;
    private static final int CLOCK_MAX = 3;
    private static final int NONBLOCK = 4;
    private static final int CHARACTER_DEVICE = 2;
    private static final long RIGHTS_READ = 1 << 1 | 1 << 3 | 1 << 21 | 1 << 27;
    private static final long RIGHTS_WRITE = 1 << 3 | 1 << 6 | 1 << 21 | 1 << 27;
    private static final int STAT_BYTES = 24;
    private static final int FILE_STAT_BYTES = 64;
    private static final int RANDOM_CHUNK_BYTES = 4_096;

    private final Schematic board;
    private final Scheduler scheduler;
    private final ConsolePort port;
    private final ConsoleInput input;
    private final WasiDescriptors descriptors = new WasiDescriptors();
    private final List<byte[]> arguments = new ArrayList<>();
    private final List<byte[]> environment = new ArrayList<>();

    WasiPreview1(List<String> guestArguments, Map<String, String> variables, Schematic board,
            Scheduler scheduler,
            ConsolePort port, ConsoleInput input) {
        this.board = board;
        this.scheduler = scheduler;
        this.port = port;
        this.input = input;
        arguments.add(terminated(PROGRAM_NAME));
        guestArguments.forEach(argument -> arguments.add(terminated(argument)));
        var sorted = new TreeMap<>(variables);
        sorted.putIfAbsent("PWD", "/");
        sorted.forEach((name, value) -> environment.add(terminated(name + "=" + value)));
    }

    WasiDescriptors descriptors() {
        return descriptors;
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
        byte[] chunk = new byte[Math.min(length, RANDOM_CHUNK_BYTES)];
        for (int done = 0; done < length; done += chunk.length) {
            int size = Math.min(chunk.length, length - done);
            board.trng.fill(chunk, 0, size);
            memory.write(buffer + done, chunk, 0, size);
        }
        return Errno.SUCCESS;
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

    @HostFunction("fd_close")
    public int fdClose(int fd) {
        scheduler.charge(CALL_CYCLES);
        return descriptors.close(fd) ? Errno.SUCCESS : Errno.BADF;
    }

    @HostFunction("fd_fdstat_get")
    public int fdFdstatGet(Guest guest, int fd, int result) {
        scheduler.charge(CALL_CYCLES);
        if (!descriptors.isOpen(fd)) {
            return Errno.BADF;
        }
        var memory = guest.memory();
        if (outside(memory, result, STAT_BYTES)) {
            return Errno.FAULT;
        }
        memory.fill(result, (byte) 0, STAT_BYTES);
        memory.putByte(result, (byte) CHARACTER_DEVICE);
        memory.putByte(result + 2, (byte) descriptors.flags(fd));
        memory.putLong(result + 8, fd == 0 ? RIGHTS_READ : RIGHTS_WRITE);
        return Errno.SUCCESS;
    }

    @HostFunction("fd_fdstat_set_flags")
    public int fdFdstatSetFlags(int fd, int flags) {
        scheduler.charge(CALL_CYCLES);
        if (!descriptors.isOpen(fd)) {
            return Errno.BADF;
        }
        descriptors.flags(fd, flags & 0x1f);
        return Errno.SUCCESS;
    }

    @HostFunction("fd_fdstat_set_rights")
    public int fdFdstatSetRights(int fd, long rights, long inheriting) {
        scheduler.charge(CALL_CYCLES);
        return descriptors.isOpen(fd) ? Errno.SUCCESS : Errno.BADF;
    }

    @HostFunction("fd_filestat_get")
    public int fdFilestatGet(Guest guest, int fd, int result) {
        scheduler.charge(CALL_CYCLES);
        if (!descriptors.isOpen(fd)) {
            return Errno.BADF;
        }
        var memory = guest.memory();
        if (outside(memory, result, FILE_STAT_BYTES)) {
            return Errno.FAULT;
        }
        memory.fill(result, (byte) 0, FILE_STAT_BYTES);
        memory.putByte(result + 16, (byte) CHARACTER_DEVICE);
        memory.putLong(result + 24, 1);
        return Errno.SUCCESS;
    }

    @HostFunction("fd_write")
    public int fdWrite(Guest guest, int fd, int vectors, int count, int result) {
        scheduler.charge(CALL_CYCLES);
        if (fd != 1 && fd != 2 || !descriptors.isOpen(fd)) {
            return Errno.BADF;
        }
        var memory = guest.memory();
        int problem = problem(memory, vectors, count, result);
        if (problem != Errno.SUCCESS) {
            return problem;
        }
        var stream = fd == 1 ? ConsoleStream.OUT : ConsoleStream.ERR;
        int written = 0;
        for (int i = 0; i < count; i++) {
            byte[] bytes = memory.copyOf(memory.getInt(vectors + 8 * i),
                    memory.getInt(vectors + 8 * i + 4));
            scheduler.charge(bytes.length);
            if (!port.write(stream, bytes)) {
                return Errno.IO;
            }
            written += bytes.length;
        }
        memory.putInt(result, written);
        return Errno.SUCCESS;
    }

    @HostFunction("fd_read")
    public int fdRead(Guest guest, int fd, int vectors, int count, int result) {
        scheduler.charge(CALL_CYCLES);
        if (fd != 0 || !descriptors.isOpen(fd)) {
            return Errno.BADF;
        }
        var memory = guest.memory();
        int problem = problem(memory, vectors, count, result);
        if (problem != Errno.SUCCESS) {
            return problem;
        }
        if (!input.readable()) {
            if ((descriptors.flags(0) & NONBLOCK) != 0) {
                return Errno.AGAIN;
            }
            scheduler.waitUntil(Long.MAX_VALUE, input::readable);
        }
        int read = 0;
        for (int i = 0; i < count; i++) {
            int address = memory.getInt(vectors + 8 * i);
            int length = memory.getInt(vectors + 8 * i + 4);
            for (int at = 0; at < length; at++) {
                int value = input.take();
                if (value == Uart.NOTHING) {
                    memory.putInt(result, read);
                    scheduler.charge(read);
                    scheduler.rearm();
                    return Errno.SUCCESS;
                }
                memory.putByte(address + at, (byte) value);
                read++;
            }
        }
        memory.putInt(result, read);
        scheduler.charge(read);
        scheduler.rearm();
        return Errno.SUCCESS;
    }

    private static int problem(LinearMemory memory, int vectors, int count, int result) {
        if (count < 0 || count > VECTORS_MAX) {
            return Errno.INVAL;
        }
        if (outside(memory, vectors, 8 * count) || outside(memory, result, 4)) {
            return Errno.FAULT;
        }
        long total = 0;
        for (int i = 0; i < count; i++) {
            int length = memory.getInt(vectors + 8 * i + 4);
            if (outside(memory, memory.getInt(vectors + 8 * i), length)) {
                return Errno.FAULT;
            }
            total += length;
        }
        return total > Integer.MAX_VALUE ? Errno.INVAL : Errno.SUCCESS;
    }

    private int sizes(LinearMemory memory, List<byte[]> texts, int count, int bytes) {
        scheduler.charge(CALL_CYCLES);
        if (outside(memory, count, 4) || outside(memory, bytes, 4)) {
            return Errno.FAULT;
        }
        memory.putInt(count, texts.size());
        memory.putInt(bytes, texts.stream().mapToInt(text -> text.length).sum());
        return Errno.SUCCESS;
    }

    private int texts(LinearMemory memory, List<byte[]> texts, int pointers, int buffer) {
        int total = texts.stream().mapToInt(text -> text.length).sum();
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

    private static byte[] terminated(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }
}
