package dev.hostless.board;

import dev.hostless.board.files.FileError;
import dev.hostless.board.files.FileProblem;
import dev.hostless.board.files.RegularFile;
import dev.hostless.devices.Uart;
import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.LinearMemory;

/** The calls of WASI preview 1 that move bytes, to and from the console and files. */
public final class WasiStreams implements HostModule {
    /** Most vectors of one read or write, as IOV_MAX on Linux. */
    static final int VECTORS_MAX = 1_024;

    private static final int NONBLOCK = 4;

    private final String module;
    private final Scheduler scheduler;
    private final ConsolePort port;
    private final ConsoleInput input;
    private final WasiDescriptors descriptors;

    WasiStreams(String module, Scheduler scheduler, ConsolePort port, ConsoleInput input,
            WasiDescriptors descriptors) {
        this.module = module;
        this.scheduler = scheduler;
        this.port = port;
        this.input = input;
        this.descriptors = descriptors;
    }

    @Override
    public String name() {
        return module;
    }

    @HostFunction("fd_write")
    public int fdWrite(Guest guest, int fd, int vectors, int count, int result) {
        scheduler.charge(WasiPreview1.CALL_CYCLES);
        var memory = guest.memory();
        if (!WasiDescriptors.isConsole(fd)) {
            return WasiAnswer.of(() -> {
                var open = descriptors.file(fd, FileError.BADF);
                var file = open.fileToWrite();
                long at = open.append() ? file.sizeBytes() : open.position();
                open.position(at + write(memory, file, at, vectors, count, result));
            });
        }
        if (fd == 0 || !descriptors.isOpen(fd)) {
            return Errno.BADF;
        }
        int problem = problem(memory, vectors, count, result);
        if (problem != Errno.SUCCESS) {
            return problem;
        }
        var stream = fd == 1 ? ConsoleStream.OUT : ConsoleStream.ERR;
        int written = 0;
        for (int i = 0; i < count; i++) {
            byte[] bytes = bytes(memory, vectors, i);
            scheduler.charge(bytes.length);
            if (!port.write(stream, bytes)) {
                return Errno.IO;
            }
            written += bytes.length;
        }
        memory.putInt(result, written);
        return Errno.SUCCESS;
    }

    @HostFunction("fd_pwrite")
    public int fdPwrite(Guest guest, int fd, int vectors, int count, long offset, int result) {
        scheduler.charge(WasiPreview1.CALL_CYCLES);
        return WasiAnswer.of(() -> {
            var file = descriptors.file(fd, FileError.SPIPE).fileToWrite();
            requireOffset(offset);
            write(guest.memory(), file, offset, vectors, count, result);
        });
    }

    /** As much as fits: when the disk is full after the first vector, that one is written. */
    private long write(LinearMemory memory, RegularFile file, long offset, int vectors, int count,
            int result) throws FileProblem {
        requireVectors(memory, vectors, count, result);
        int written = 0;
        for (int i = 0; i < count; i++) {
            byte[] bytes = bytes(memory, vectors, i);
            try {
                file.write(offset + written, bytes);
            } catch (FileProblem full) {
                if (written == 0) {
                    throw full;
                }
                break;
            }
            written += bytes.length;
        }
        scheduler.charge(written);
        memory.putInt(result, written);
        return written;
    }

    @HostFunction("fd_read")
    public int fdRead(Guest guest, int fd, int vectors, int count, int result) {
        scheduler.charge(WasiPreview1.CALL_CYCLES);
        var memory = guest.memory();
        if (!WasiDescriptors.isConsole(fd)) {
            return WasiAnswer.of(() -> {
                var open = descriptors.file(fd, FileError.BADF);
                open.position(open.position() + read(memory, open.fileToRead(), open.position(),
                        vectors, count, result));
            });
        }
        if (fd != 0 || !descriptors.isOpen(fd)) {
            return Errno.BADF;
        }
        int problem = problem(memory, vectors, count, result);
        return problem == Errno.SUCCESS ? readConsole(memory, vectors, count, result) : problem;
    }

    @HostFunction("fd_pread")
    public int fdPread(Guest guest, int fd, int vectors, int count, long offset, int result) {
        scheduler.charge(WasiPreview1.CALL_CYCLES);
        return WasiAnswer.of(() -> {
            var file = descriptors.file(fd, FileError.SPIPE).fileToRead();
            requireOffset(offset);
            read(guest.memory(), file, offset, vectors, count, result);
        });
    }

    private long read(LinearMemory memory, RegularFile file, long offset, int vectors, int count,
            int result) throws FileProblem {
        requireVectors(memory, vectors, count, result);
        int read = 0;
        for (int i = 0; i < count; i++) {
            long left = Math.max(0, file.sizeBytes() - offset - read);
            int size = (int) Math.min(left, memory.getInt(vectors + 8 * i + 4));
            if (size > 0) {
                memory.write(memory.getInt(vectors + 8 * i), file.content(),
                        (int) (offset + read), size);
            }
            read += size;
        }
        scheduler.charge(read);
        memory.putInt(result, read);
        return read;
    }

    private int readConsole(LinearMemory memory, int vectors, int count, int result) {
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
                    return consoleRead(memory, result, read);
                }
                memory.putByte(address + at, (byte) value);
                read++;
            }
        }
        return consoleRead(memory, result, read);
    }

    private int consoleRead(LinearMemory memory, int result, int read) {
        memory.putInt(result, read);
        scheduler.charge(read);
        scheduler.rearm();
        return Errno.SUCCESS;
    }

    private static byte[] bytes(LinearMemory memory, int vectors, int index) {
        return memory.copyOf(memory.getInt(vectors + 8 * index),
                memory.getInt(vectors + 8 * index + 4));
    }

    private static void requireOffset(long offset) throws FileProblem {
        if (offset < 0) {
            throw new FileProblem(FileError.INVAL);
        }
    }

    private static void requireVectors(LinearMemory memory, int vectors, int count, int result)
            throws FileProblem {
        int problem = problem(memory, vectors, count, result);
        if (problem != Errno.SUCCESS) {
            throw new FileProblem(problem == Errno.INVAL ? FileError.INVAL : FileError.FAULT);
        }
    }

    private static int problem(LinearMemory memory, int vectors, int count, int result) {
        if (count < 0 || count > VECTORS_MAX) {
            return Errno.INVAL;
        }
        if (WasiPreview1.outside(memory, vectors, 8 * count)
                || WasiPreview1.outside(memory, result, 4)) {
            return Errno.FAULT;
        }
        long total = 0;
        for (int i = 0; i < count; i++) {
            int length = memory.getInt(vectors + 8 * i + 4);
            if (WasiPreview1.outside(memory, memory.getInt(vectors + 8 * i), length)) {
                return Errno.FAULT;
            }
            total += length;
        }
        return total > Integer.MAX_VALUE ? Errno.INVAL : Errno.SUCCESS;
    }
}
