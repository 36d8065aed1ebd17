package dev.hostless.board;

import dev.hostless.board.files.Directory;
import dev.hostless.board.files.FileError;
import dev.hostless.board.files.FileProblem;
import dev.hostless.board.files.FileTree;
import dev.hostless.board.files.Opening;
import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The calls of WASI preview 1 on paths; without volumes there is no folder to start from. */
public final class WasiPaths implements HostModule {
    private static final int FOLLOW = 1;
    private static final int CREATE = 1;
    private static final int DIRECTORY = 2;
    private static final int EXCLUSIVE = 4;
    private static final int TRUNCATE = 8;
    private static final int APPEND = 1;
    private static final long READ = 1 << 1;
    private static final long WRITE = 1 << 6;

    private final String module;
    private final Scheduler scheduler;
    private final WasiDescriptors descriptors;
    private final @Nullable FileTree tree;

    WasiPaths(String module, Scheduler scheduler, WasiDescriptors descriptors,
            @Nullable FileTree tree) {
        this.module = module;
        this.scheduler = scheduler;
        this.descriptors = descriptors;
        this.tree = tree;
    }

    @Override
    public String name() {
        return module;
    }

    private int answer(int pathBytes, WasiAnswer.Work work) {
        scheduler.charge(WasiPreview1.CALL_CYCLES + Math.max(0L, pathBytes));
        return WasiAnswer.of(work);
    }

    private Directory start(int fd) throws FileProblem {
        return descriptors.file(fd, FileError.NOTDIR).directory();
    }

    /** A descriptor that is no console's comes from the tree, so after {@link #start} it is. */
    private FileTree tree() {
        if (tree == null) {
            throw new IllegalStateException("BUG: a descriptor of a file, and there are no files");
        }
        return tree;
    }

    @HostFunction("path_create_directory")
    public int pathCreateDirectory(Guest guest, int fd, int path, int length) {
        return answer(length, () -> {
            var start = start(fd);
            tree().createDirectory(start, WasiAnswer.path(guest.memory(), path, length));
        });
    }

    @HostFunction("path_filestat_get")
    public int pathFilestatGet(Guest guest, int fd, int flags, int path, int length, int result) {
        return answer(length, () -> {
            var start = start(fd);
            WasiFiles.putStat(guest.memory(), result, tree().find(start,
                    WasiAnswer.path(guest.memory(), path, length), (flags & FOLLOW) != 0));
        });
    }

    @HostFunction("path_filestat_set_times")
    public int pathFilestatSetTimes(Guest guest, int fd, int flags, int path, int length,
            long accessed, long modified, int which) {
        return answer(length, () -> {
            var start = start(fd);
            FileTimes.set(
                    tree().find(start, WasiAnswer.path(guest.memory(), path, length),
                            (flags & FOLLOW) != 0),
                    accessed, modified, which);
        });
    }

    @HostFunction("path_link")
    public int pathLink(Guest guest, int fd, int flags, int path, int length, int newFd,
            int newPath, int newLength) {
        return answer(length, () -> {
            var start = start(fd);
            var newStart = start(newFd);
            tree().link(start, WasiAnswer.path(guest.memory(), path, length),
                    (flags & FOLLOW) != 0, newStart,
                    WasiAnswer.path(guest.memory(), newPath, newLength));
        });
    }

    @HostFunction("path_open")
    public int pathOpen(Guest guest, int fd, int lookup, int path, int length, int flags,
            long rights, long inheriting, int fdFlags, int result) {
        return answer(length, () -> {
            var start = start(fd);
            WasiAnswer.requireInside(guest.memory(), result, 4);
            var how = new Opening((lookup & FOLLOW) != 0, (flags & CREATE) != 0,
                    (flags & EXCLUSIVE) != 0, (flags & DIRECTORY) != 0, (flags & TRUNCATE) != 0,
                    (rights & READ) != 0, (rights & WRITE) != 0, (fdFlags & APPEND) != 0);
            var opened = tree().open(start, WasiAnswer.path(guest.memory(), path, length), how);
            guest.memory().putInt(result, descriptors.open(opened));
        });
    }

    /** Cuts a target that is longer than the buffer, as POSIX does. */
    @HostFunction("path_readlink")
    public int pathReadlink(Guest guest, int fd, int path, int length, int buffer, int size,
            int result) {
        return answer(length, () -> {
            var start = start(fd);
            var memory = guest.memory();
            WasiAnswer.requireInside(memory, buffer, size);
            WasiAnswer.requireInside(memory, result, 4);
            byte[] target = tree().readLink(start, WasiAnswer.path(memory, path, length))
                    .getBytes(StandardCharsets.UTF_8);
            int read = Math.min(size, target.length);
            memory.write(buffer, target, 0, read);
            memory.putInt(result, read);
        });
    }

    @HostFunction("path_remove_directory")
    public int pathRemoveDirectory(Guest guest, int fd, int path, int length) {
        return answer(length, () -> {
            var start = start(fd);
            tree().removeDirectory(start, WasiAnswer.path(guest.memory(), path, length));
        });
    }

    @HostFunction("path_rename")
    public int pathRename(Guest guest, int fd, int path, int length, int newFd, int newPath,
            int newLength) {
        return answer(length, () -> {
            var start = start(fd);
            var newStart = start(newFd);
            tree().rename(start, WasiAnswer.path(guest.memory(), path, length), newStart,
                    WasiAnswer.path(guest.memory(), newPath, newLength));
        });
    }

    @HostFunction("path_symlink")
    public int pathSymlink(Guest guest, int path, int length, int fd, int newPath,
            int newLength) {
        return answer(length, () -> {
            var start = start(fd);
            tree().createLink(start, WasiAnswer.path(guest.memory(), newPath, newLength),
                    WasiAnswer.path(guest.memory(), path, length));
        });
    }

    @HostFunction("path_unlink_file")
    public int pathUnlinkFile(Guest guest, int fd, int path, int length) {
        return answer(length, () -> {
            var start = start(fd);
            tree().unlink(start, WasiAnswer.path(guest.memory(), path, length));
        });
    }
}
