package dev.hostless.board;

/** Descriptors 0, 1 and 2: open or closed, and their flags. There are no others. */
final class WasiDescriptors {
    private static final int COUNT = 3;

    private final boolean[] closed = new boolean[COUNT];
    private final int[] flags = new int[COUNT];

    boolean isOpen(int fd) {
        return fd >= 0 && fd < COUNT && !closed[fd];
    }

    boolean close(int fd) {
        boolean open = isOpen(fd);
        if (open) {
            closed[fd] = true;
        }
        return open;
    }

    int flags(int fd) {
        return flags[fd];
    }

    void flags(int fd, int value) {
        flags[fd] = value;
    }
}
