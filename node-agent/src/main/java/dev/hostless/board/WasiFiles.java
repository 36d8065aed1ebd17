package dev.hostless.board;

import dev.hostless.board.files.FileError;
import dev.hostless.board.files.FileProblem;
import dev.hostless.board.files.Node;
import dev.hostless.board.files.OpenFile;
import dev.hostless.board.files.RegularFile;
import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.LinearMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The calls of WASI preview 1 on descriptors, except those that move bytes. */
public final class WasiFiles implements HostModule {
    private static final int CHARACTER_DEVICE = 2;
    private static final int APPEND = 1;
    private static final long READ = 1 << 1;
    private static final long WRITE = 1 << 6;
    private static final long RIGHTS_READ = READ | 1 << 3 | 1 << 21 | 1 << 27;
    private static final long RIGHTS_WRITE = WRITE | 1 << 3 | 1 << 21 | 1 << 27;
    /** Everything up to waiting for reads and writes; sockets have two more. */
    private static final long RIGHTS_ALL = (1 << 28) - 1;
    private static final int STAT_BYTES = 24;
    private static final int FILE_STAT_BYTES = 64;
    private static final int ENTRY_BYTES = 24;
    private static final int PRESTAT_BYTES = 8;
    private static final byte[] TOP_NAME = {'/'};
    private static final int FROM_START = 0;
    private static final int FROM_HERE = 1;
    private static final int FROM_END = 2;

    private final String module;
    private final Scheduler scheduler;
    private final WasiDescriptors descriptors;

    WasiFiles(String module, Scheduler scheduler, WasiDescriptors descriptors) {
        this.module = module;
        this.scheduler = scheduler;
        this.descriptors = descriptors;
    }

    @Override
    public String name() {
        return module;
    }

    private int answer(WasiAnswer.Work work) {
        scheduler.charge(WasiPreview1.CALL_CYCLES);
        return WasiAnswer.of(work);
    }

    @HostFunction("fd_close")
    public int fdClose(int fd) {
        return answer(() -> descriptors.close(fd));
    }

    @HostFunction("fd_fdstat_get")
    public int fdFdstatGet(Guest guest, int fd, int result) {
        return answer(() -> {
            var memory = guest.memory();
            var open = descriptors.isOpen(fd) ? null : descriptors.file(fd, FileError.BADF);
            WasiAnswer.requireInside(memory, result, STAT_BYTES);
            memory.fill(result, (byte) 0, STAT_BYTES);
            if (open == null) {
                memory.putByte(result, (byte) CHARACTER_DEVICE);
                memory.putByte(result + 2, (byte) descriptors.flags(fd));
                memory.putLong(result + 8, fd == 0 ? RIGHTS_READ : RIGHTS_WRITE);
            } else {
                memory.putByte(result, (byte) open.node().type().number());
                memory.putByte(result + 2, (byte) (open.append() ? APPEND : 0));
                memory.putLong(result + 8, RIGHTS_ALL & ~(open.readable() ? 0 : READ)
                        & ~(open.writable() ? 0 : WRITE));
                memory.putLong(result + 16, RIGHTS_ALL);
            }
        });
    }

    @HostFunction("fd_fdstat_set_flags")
    public int fdFdstatSetFlags(int fd, int flags) {
        return answer(() -> {
            if (descriptors.isOpen(fd)) {
                descriptors.flags(fd, flags & 0x1f);
            } else {
                descriptors.file(fd, FileError.BADF).append((flags & APPEND) != 0);
            }
        });
    }

    /** Rights are what they were when a file was opened; giving some up has no effect. */
    @HostFunction("fd_fdstat_set_rights")
    public int fdFdstatSetRights(int fd, long rights, long inheriting) {
        return answer(() -> {
            if (!descriptors.isOpen(fd)) {
                descriptors.file(fd, FileError.BADF);
            }
        });
    }

    @HostFunction("fd_filestat_get")
    public int fdFilestatGet(Guest guest, int fd, int result) {
        return answer(() -> {
            var memory = guest.memory();
            if (descriptors.isOpen(fd)) {
                WasiAnswer.requireInside(memory, result, FILE_STAT_BYTES);
                memory.fill(result, (byte) 0, FILE_STAT_BYTES);
                memory.putByte(result + 16, (byte) CHARACTER_DEVICE);
                memory.putLong(result + 24, 1);
            } else {
                putStat(memory, result, descriptors.file(fd, FileError.BADF).node());
            }
        });
    }

    static void putStat(LinearMemory memory, int result, Node node) throws FileProblem {
        WasiAnswer.requireInside(memory, result, FILE_STAT_BYTES);
        memory.fill(result, (byte) 0, FILE_STAT_BYTES);
        memory.putLong(result, node.device());
        memory.putLong(result + 8, node.inode());
        memory.putByte(result + 16, (byte) node.type().number());
        memory.putLong(result + 24, node.links());
        memory.putLong(result + 32, node.sizeBytes());
        memory.putLong(result + 40, node.accessedNanos());
        memory.putLong(result + 48, node.modifiedNanos());
        memory.putLong(result + 56, node.changedNanos());
    }

    @HostFunction("fd_filestat_set_size")
    public int fdFilestatSetSize(int fd, long size) {
        return answer(() -> toResize(fd).resize(size));
    }

    private RegularFile toResize(int fd) throws FileProblem {
        return descriptors.file(fd, FileError.INVAL).fileToWrite();
    }

    @HostFunction("fd_filestat_set_times")
    public int fdFilestatSetTimes(int fd, long accessed, long modified, int which) {
        return answer(() -> FileTimes.set(descriptors.file(fd, FileError.NOTSUP).node(), accessed,
                modified, which));
    }

    @HostFunction("fd_advise")
    public int fdAdvise(int fd, long offset, long length, int advice) {
        return answer(() -> descriptors.file(fd, FileError.SPIPE).fileToRead());
    }

    @HostFunction("fd_allocate")
    public int fdAllocate(int fd, long offset, long length) {
        return answer(() -> {
            var file = descriptors.file(fd, FileError.SPIPE).fileToWrite();
            if (offset < 0 || length < 1) {
                throw new FileProblem(FileError.INVAL);
            }
            if (length > Long.MAX_VALUE - offset) {
                throw new FileProblem(FileError.FBIG);
            }
            if (offset + length > file.sizeBytes()) {
                file.resize(offset + length);
            }
        });
    }

    @HostFunction("fd_datasync")
    public int fdDatasync(int fd) {
        return answer(() -> descriptors.file(fd, FileError.INVAL));
    }

    @HostFunction("fd_sync")
    public int fdSync(int fd) {
        return answer(() -> descriptors.file(fd, FileError.INVAL));
    }

    @HostFunction("fd_prestat_get")
    public int fdPrestatGet(Guest guest, int fd, int result) {
        return answer(() -> {
            requireTop(fd);
            WasiAnswer.requireInside(guest.memory(), result, PRESTAT_BYTES);
            guest.memory().putInt(result, 0);
            guest.memory().putInt(result + 4, TOP_NAME.length);
        });
    }

    @HostFunction("fd_prestat_dir_name")
    public int fdPrestatDirName(Guest guest, int fd, int path, int length) {
        return answer(() -> {
            requireTop(fd);
            if (length < TOP_NAME.length) {
                throw new FileProblem(FileError.NAMETOOLONG);
            }
            WasiAnswer.requireInside(guest.memory(), path, length);
            guest.memory().write(path, TOP_NAME, 0, TOP_NAME.length);
        });
    }

    private void requireTop(int fd) throws FileProblem {
        if (!descriptors.isTop(fd)) {
            throw new FileProblem(FileError.BADF);
        }
    }

    /** Fills the buffer; an entry that does not fit is cut off, which is how WASI says "more". */
    @HostFunction("fd_readdir")
    public int fdReaddir(Guest guest, int fd, int buffer, int length, long cookie, int result) {
        return answer(() -> {
            var memory = guest.memory();
            var entries = descriptors.file(fd, FileError.NOTDIR).listingFrom(cookie);
            WasiAnswer.requireInside(memory, buffer, length);
            WasiAnswer.requireInside(memory, result, 4);
            int used = 0;
            long next = cookie;
            for (var entry : entries) {
                if (used == length) {
                    break;
                }
                next++;
                var name = entry.name().getBytes(StandardCharsets.UTF_8);
                var record = ByteBuffer.allocate(ENTRY_BYTES + name.length)
                        .order(ByteOrder.LITTLE_ENDIAN).putLong(next)
                        .putLong(entry.node().inode()).putInt(name.length)
                        .putInt(entry.node().type().number()).put(name).array();
                int size = Math.min(record.length, length - used);
                memory.write(buffer + used, record, 0, size);
                used += size;
            }
            scheduler.charge(used);
            memory.putInt(result, used);
        });
    }

    @HostFunction("fd_renumber")
    public int fdRenumber(int from, int to) {
        return answer(() -> descriptors.renumber(from, to));
    }

    @HostFunction("fd_seek")
    public int fdSeek(Guest guest, int fd, long offset, int whence, int result) {
        return answer(() -> {
            var open = descriptors.file(fd, FileError.SPIPE);
            WasiAnswer.requireInside(guest.memory(), result, 8);
            long from = origin(open, whence);
            long to = from + offset;
            if (((from ^ to) & (offset ^ to)) < 0) {
                throw new FileProblem(FileError.INVAL);
            }
            open.position(to);
            guest.memory().putLong(result, to);
        });
    }

    private static long origin(OpenFile open, int whence) throws FileProblem {
        return switch (whence) {
            case FROM_START -> 0;
            case FROM_HERE -> open.position();
            case FROM_END -> open.node().sizeBytes();
            default -> throw new FileProblem(FileError.INVAL);
        };
    }

    @HostFunction("fd_tell")
    public int fdTell(Guest guest, int fd, int result) {
        return answer(() -> {
            var open = descriptors.file(fd, FileError.SPIPE);
            WasiAnswer.requireInside(guest.memory(), result, 8);
            guest.memory().putLong(result, open.position());
        });
    }
}
