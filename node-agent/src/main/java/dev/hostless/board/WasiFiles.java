package dev.hostless.board;

import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;

/**
 * The part of WASI preview 1 that needs files, directories, sockets or signals. A board has none
 * of them, but any module must link: each function answers as a libc expects of a system without
 * them. Descriptors 0, 1 and 2 are a serial line, all others are unknown.
 */
public final class WasiFiles implements HostModule {
    private final Scheduler scheduler;

    WasiFiles(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public String name() {
        return WasiPreview1.MODULE;
    }

    private int answer(int fd, int onConsole) {
        scheduler.charge(WasiPreview1.CALL_CYCLES);
        return fd >= 0 && fd <= 2 ? onConsole : Errno.BADF;
    }

    @HostFunction("fd_advise")
    public int fdAdvise(int fd, long offset, long length, int advice) {
        return answer(fd, Errno.SPIPE);
    }

    @HostFunction("fd_allocate")
    public int fdAllocate(int fd, long offset, long length) {
        return answer(fd, Errno.SPIPE);
    }

    @HostFunction("fd_datasync")
    public int fdDatasync(int fd) {
        return answer(fd, Errno.INVAL);
    }

    @HostFunction("fd_sync")
    public int fdSync(int fd) {
        return answer(fd, Errno.INVAL);
    }

    @HostFunction("fd_filestat_set_size")
    public int fdFilestatSetSize(int fd, long size) {
        return answer(fd, Errno.INVAL);
    }

    @HostFunction("fd_filestat_set_times")
    public int fdFilestatSetTimes(int fd, long accessed, long modified, int flags) {
        return answer(fd, Errno.NOTSUP);
    }

    @HostFunction("fd_pread")
    public int fdPread(int fd, int vectors, int count, long offset, int result) {
        return answer(fd, Errno.SPIPE);
    }

    @HostFunction("fd_pwrite")
    public int fdPwrite(int fd, int vectors, int count, long offset, int result) {
        return answer(fd, Errno.SPIPE);
    }

    @HostFunction("fd_prestat_get")
    public int fdPrestatGet(int fd, int result) {
        return answer(fd, Errno.BADF);
    }

    @HostFunction("fd_prestat_dir_name")
    public int fdPrestatDirName(int fd, int path, int length) {
        return answer(fd, Errno.BADF);
    }

    @HostFunction("fd_readdir")
    public int fdReaddir(int fd, int buffer, int length, long cookie, int result) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("fd_renumber")
    public int fdRenumber(int from, int to) {
        return answer(from, Errno.NOTSUP);
    }

    @HostFunction("fd_seek")
    public int fdSeek(int fd, long offset, int whence, int result) {
        return answer(fd, Errno.SPIPE);
    }

    @HostFunction("fd_tell")
    public int fdTell(int fd, int result) {
        return answer(fd, Errno.SPIPE);
    }

    @HostFunction("path_create_directory")
    public int pathCreateDirectory(int fd, int path, int length) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("path_filestat_get")
    public int pathFilestatGet(int fd, int flags, int path, int length, int result) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("path_filestat_set_times")
    public int pathFilestatSetTimes(int fd, int flags, int path, int length, long accessed,
            long modified, int which) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("path_link")
    public int pathLink(int fd, int flags, int path, int length, int newFd, int newPath,
            int newLength) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("path_open")
    public int pathOpen(int fd, int lookup, int path, int length, int flags, long rights,
            long inheriting, int fdFlags, int result) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("path_readlink")
    public int pathReadlink(int fd, int path, int length, int buffer, int size, int result) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("path_remove_directory")
    public int pathRemoveDirectory(int fd, int path, int length) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("path_rename")
    public int pathRename(int fd, int path, int length, int newFd, int newPath, int newLength) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("path_symlink")
    public int pathSymlink(int path, int length, int fd, int newPath, int newLength) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("path_unlink_file")
    public int pathUnlinkFile(int fd, int path, int length) {
        return answer(fd, Errno.NOTDIR);
    }

    @HostFunction("proc_raise")
    public int procRaise(int signal) {
        scheduler.charge(WasiPreview1.CALL_CYCLES);
        return Errno.NOSYS;
    }

    @HostFunction("sock_accept")
    public int sockAccept(int fd, int flags, int result) {
        return answer(fd, Errno.NOTSOCK);
    }

    @HostFunction("sock_recv")
    public int sockRecv(int fd, int vectors, int count, int flags, int received, int outFlags) {
        return answer(fd, Errno.NOTSOCK);
    }

    @HostFunction("sock_send")
    public int sockSend(int fd, int vectors, int count, int flags, int sent) {
        return answer(fd, Errno.NOTSOCK);
    }

    @HostFunction("sock_shutdown")
    public int sockShutdown(int fd, int how) {
        return answer(fd, Errno.NOTSOCK);
    }
}
