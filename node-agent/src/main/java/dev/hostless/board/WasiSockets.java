package dev.hostless.board;

import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;

/** Sockets and signals of WASI preview 1, which a board has not; but any module must link. */
public final class WasiSockets implements HostModule {
    private final Scheduler scheduler;
    private final WasiDescriptors descriptors;

    WasiSockets(Scheduler scheduler, WasiDescriptors descriptors) {
        this.scheduler = scheduler;
        this.descriptors = descriptors;
    }

    @Override
    public String name() {
        return WasiPreview1.MODULE;
    }

    /** Whatever the descriptor is, it is no socket. */
    private int answer(int fd) {
        scheduler.charge(WasiPreview1.CALL_CYCLES);
        return WasiDescriptors.isConsole(fd) || descriptors.isFile(fd)
                ? Errno.NOTSOCK
                : Errno.BADF;
    }

    @HostFunction("proc_raise")
    public int procRaise(int signal) {
        scheduler.charge(WasiPreview1.CALL_CYCLES);
        return Errno.NOSYS;
    }

    @HostFunction("sock_accept")
    public int sockAccept(int fd, int flags, int result) {
        return answer(fd);
    }

    @HostFunction("sock_recv")
    public int sockRecv(int fd, int vectors, int count, int flags, int received, int outFlags) {
        return answer(fd);
    }

    @HostFunction("sock_send")
    public int sockSend(int fd, int vectors, int count, int flags, int sent) {
        return answer(fd);
    }

    @HostFunction("sock_shutdown")
    public int sockShutdown(int fd, int how) {
        return answer(fd);
    }
}
