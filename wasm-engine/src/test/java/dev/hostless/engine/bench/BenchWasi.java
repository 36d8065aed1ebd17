package dev.hostless.engine.bench;

import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.LinearMemory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * As much of WASI preview 1 as Go's benchmark programs use: arguments, standard output, host time,
 * exit. Of files there are none. Random bytes are all zero, so that every run is the same.
 */
public final class BenchWasi implements HostModule {
    private static final int SUCCESS = 0;
    private static final int BAD_FILE = 8;
    private static final int NOT_IMPLEMENTED = 52;
    private static final int SUBSCRIPTION_BYTES = 48;
    private static final int EVENT_BYTES = 32;

    private final List<byte[]> arguments;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    BenchWasi(List<String> arguments) {
        this.arguments = arguments.stream()
                .map(argument -> (argument + "\0").getBytes(StandardCharsets.UTF_8)).toList();
    }

    @Override
    public String name() {
        return "wasi_snapshot_preview1";
    }

    String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    @HostFunction("args_sizes_get")
    public int argsSizesGet(Guest guest, int count, int bytes) {
        guest.memory().putInt(count, arguments.size());
        guest.memory().putInt(bytes, arguments.stream().mapToInt(text -> text.length).sum());
        return SUCCESS;
    }

    @HostFunction("args_get")
    public int argsGet(Guest guest, int pointers, int bytes) {
        int pointer = pointers;
        int text = bytes;
        for (byte[] argument : arguments) {
            guest.memory().putInt(pointer, text);
            guest.memory().write(text, argument, 0, argument.length);
            pointer += 4;
            text += argument.length;
        }
        return SUCCESS;
    }

    @HostFunction("environ_sizes_get")
    public int environSizesGet(Guest guest, int count, int bytes) {
        guest.memory().putInt(count, 0);
        guest.memory().putInt(bytes, 0);
        return SUCCESS;
    }

    @HostFunction("environ_get")
    public int environGet(int pointers, int bytes) {
        return SUCCESS;
    }

    @HostFunction("clock_time_get")
    public int clockTimeGet(Guest guest, int clock, long precision, int result) {
        guest.memory().putLong(result,
                clock == 0 ? System.currentTimeMillis() * 1_000_000 : System.nanoTime());
        return SUCCESS;
    }

    @HostFunction("random_get")
    public int randomGet(Guest guest, int address, int length) {
        guest.memory().fill(address, (byte) 0, length);
        return SUCCESS;
    }

    @HostFunction("fd_write")
    public int fdWrite(Guest guest, int file, int vectors, int count, int written) {
        LinearMemory memory = guest.memory();
        int total = 0;
        for (int i = 0; i < count; i++) {
            int length = memory.getInt(vectors + 8 * i + 4);
            output.writeBytes(memory.copyOf(memory.getInt(vectors + 8 * i), length));
            total += length;
        }
        memory.putInt(written, total);
        return SUCCESS;
    }

    /** All subscriptions are due at once: nobody sleeps in a benchmark. */
    @HostFunction("poll_oneoff")
    public int pollOneoff(Guest guest, int subscriptions, int events, int count, int result) {
        LinearMemory memory = guest.memory();
        for (int i = 0; i < count; i++) {
            int subscription = subscriptions + SUBSCRIPTION_BYTES * i;
            int event = events + EVENT_BYTES * i;
            memory.fill(event, (byte) 0, EVENT_BYTES);
            memory.putLong(event, memory.getLong(subscription));
            memory.putByte(event + 10, memory.getByte(subscription + 8));
        }
        memory.putInt(result, count);
        return SUCCESS;
    }

    @HostFunction("sched_yield")
    public int schedYield() {
        return SUCCESS;
    }

    @HostFunction("proc_exit")
    public void procExit(int code) {
        throw new GuestExit(code);
    }

    @HostFunction("fd_fdstat_get")
    public int fdFdstatGet(Guest guest, int file, int result) {
        guest.memory().fill(result, (byte) 0, 24);
        // A character device, as a terminal is.
        guest.memory().putByte(result, (byte) 2);
        return file > 2 ? BAD_FILE : SUCCESS;
    }

    @HostFunction("fd_fdstat_set_flags")
    public int fdFdstatSetFlags(int file, int flags) {
        return SUCCESS;
    }

    @HostFunction("fd_prestat_get")
    public int fdPrestatGet(int file, int result) {
        return BAD_FILE;
    }

    @HostFunction("fd_prestat_dir_name")
    public int fdPrestatDirName(int file, int path, int length) {
        return BAD_FILE;
    }

    @HostFunction("fd_close")
    public int fdClose(int file) {
        return BAD_FILE;
    }

    @HostFunction("fd_sync")
    public int fdSync(int file) {
        return BAD_FILE;
    }

    @HostFunction("fd_read")
    public int fdRead(int file, int vectors, int count, int result) {
        return BAD_FILE;
    }

    @HostFunction("fd_pread")
    public int fdPread(int file, int vectors, int count, long offset, int result) {
        return BAD_FILE;
    }

    @HostFunction("fd_pwrite")
    public int fdPwrite(int file, int vectors, int count, long offset, int result) {
        return BAD_FILE;
    }

    @HostFunction("fd_readdir")
    public int fdReaddir(int file, int buffer, int length, long cookie, int result) {
        return BAD_FILE;
    }

    @HostFunction("fd_seek")
    public int fdSeek(int file, long offset, int whence, int result) {
        return BAD_FILE;
    }

    @HostFunction("fd_filestat_get")
    public int fdFilestatGet(int file, int result) {
        return BAD_FILE;
    }

    @HostFunction("fd_filestat_set_size")
    public int fdFilestatSetSize(int file, long size) {
        return BAD_FILE;
    }

    @HostFunction("path_filestat_get")
    public int pathFilestatGet(int file, int flags, int path, int length, int result) {
        return NOT_IMPLEMENTED;
    }

    @HostFunction("path_open")
    public int pathOpen(int folder, int lookup, int path, int length, int flags, long rights,
            long inherited, int fileFlags, int result) {
        return BAD_FILE;
    }

    @HostFunction("sock_accept")
    public int sockAccept(int file, int flags, int result) {
        return NOT_IMPLEMENTED;
    }

    @HostFunction("sock_shutdown")
    public int sockShutdown(int file, int how) {
        return NOT_IMPLEMENTED;
    }
}
