package dev.hostless.board;

import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** As much of WASI as a program needs that prints and ends: equal in every run, and free. */
public final class ConsoleWasi implements HostModule {
    private static final int BAD_FILE = 8;
    private static final int SUBSCRIPTION_BYTES = 48;
    private static final int EVENT_BYTES = 32;
    private static final long READING_NANOS = 1_000;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Consumer<Guest> idle;
    private long nanos;

    /** @param idle called while the program waits */
    ConsoleWasi(Consumer<Guest> idle) {
        this.idle = idle;
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
        guest.memory().putInt(count, 0);
        guest.memory().putInt(bytes, 0);
        return 0;
    }

    @HostFunction("args_get")
    public int argsGet(int pointers, int bytes) {
        return 0;
    }

    @HostFunction("environ_sizes_get")
    public int environSizesGet(Guest guest, int count, int bytes) {
        return argsSizesGet(guest, count, bytes);
    }

    @HostFunction("environ_get")
    public int environGet(int pointers, int bytes) {
        return 0;
    }

    @HostFunction("clock_time_get")
    public int clockTimeGet(Guest guest, int clock, long precision, int result) {
        nanos += READING_NANOS;
        guest.memory().putLong(result, nanos);
        return 0;
    }

    @HostFunction("random_get")
    public int randomGet(Guest guest, int address, int length) {
        guest.memory().fill(address, (byte) 7, length);
        return 0;
    }

    @HostFunction("fd_write")
    public int fdWrite(Guest guest, int file, int vectors, int count, int written) {
        int total = 0;
        for (int index = 0; index < count; index++) {
            int length = guest.memory().getInt(vectors + 8 * index + 4);
            output.writeBytes(guest.memory().copyOf(
                    guest.memory().getInt(vectors + 8 * index), length));
            total += length;
        }
        guest.memory().putInt(written, total);
        return 0;
    }

    /** All timers are due at once. */
    @HostFunction("poll_oneoff")
    public int pollOneoff(Guest guest, int subscriptions, int events, int count,
            int result) {
        idle.accept(guest);
        for (int index = 0; index < count; index++) {
            int event = events + EVENT_BYTES * index;
            guest.memory().fill(event, (byte) 0, EVENT_BYTES);
            guest.memory().putLong(event,
                    guest.memory().getLong(subscriptions + SUBSCRIPTION_BYTES * index));
        }
        guest.memory().putInt(result, count);
        return 0;
    }

    @HostFunction("sched_yield")
    public int schedYield() {
        return 0;
    }

    @HostFunction("proc_exit")
    public void procExit(int code) {
        throw new GuestExit(code);
    }

    @HostFunction("fd_close")
    public int fdClose(int file) {
        return BAD_FILE;
    }

    @HostFunction("fd_read")
    public int fdRead(int file, int vectors, int count, int read) {
        return BAD_FILE;
    }

    @HostFunction("fd_fdstat_get")
    public int fdFdstatGet(Guest guest, int file, int result) {
        return BAD_FILE;
    }

    @HostFunction("fd_fdstat_set_flags")
    public int fdFdstatSetFlags(int file, int flags) {
        return BAD_FILE;
    }

    @HostFunction("fd_prestat_get")
    public int fdPrestatGet(int file, int result) {
        return BAD_FILE;
    }

    @HostFunction("fd_prestat_dir_name")
    public int fdPrestatDirName(int file, int path, int length) {
        return BAD_FILE;
    }
}
