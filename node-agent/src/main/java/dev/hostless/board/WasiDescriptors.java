package dev.hostless.board;

import dev.hostless.board.files.FileError;
import dev.hostless.board.files.FileProblem;
import dev.hostless.board.files.FileTree;
import dev.hostless.board.files.OpenFile;
import dev.hostless.devices.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Descriptors: 0, 1 and 2 are the console, 3 is the top of the file tree if there is one. */
final class WasiDescriptors implements Stateful {
    /** Most open descriptors beside the console. */
    static final int FILES_MAX = 1_024;

    private static final int CONSOLE_COUNT = 3;
    private static final int TOP = CONSOLE_COUNT;

    private final boolean[] closed = new boolean[CONSOLE_COUNT];
    private final int[] flags = new int[CONSOLE_COUNT];
    private final List<@Nullable OpenFile> files = new ArrayList<>();

    private final @Nullable FileTree tree;

    WasiDescriptors(@Nullable FileTree tree) {
        this.tree = tree;
        if (tree != null) {
            files.add(tree.openRoot());
        }
    }

    /** The files of the board are saved with those that are open. */
    @Override
    public void save(DataOutput out) throws IOException {
        for (int fd = 0; fd < CONSOLE_COUNT; fd++) {
            out.writeBoolean(closed[fd]);
            out.writeInt(flags[fd]);
        }
        if (tree != null) {
            tree.save(out, files);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        for (int fd = 0; fd < CONSOLE_COUNT; fd++) {
            closed[fd] = in.readBoolean();
            flags[fd] = in.readInt();
        }
        if (tree != null) {
            files.clear();
            files.addAll(tree.restore(in));
        }
    }

    static boolean isConsole(int fd) {
        return fd >= 0 && fd < CONSOLE_COUNT;
    }

    /** Whether it is of the console and was not closed. */
    boolean isOpen(int fd) {
        return isConsole(fd) && !closed[fd];
    }

    boolean isFile(int fd) {
        return fd >= CONSOLE_COUNT && fd - CONSOLE_COUNT < files.size()
                && files.get(fd - CONSOLE_COUNT) != null;
    }

    /** Whether it is the one that the guest finds open, the top of the tree. */
    boolean isTop(int fd) {
        return fd == TOP && isFile(fd);
    }

    /** An open file; the console is none, and which error that is depends on the call. */
    OpenFile file(int fd, FileError onConsole) throws FileProblem {
        if (isConsole(fd)) {
            throw new FileProblem(onConsole);
        }
        var file = isFile(fd) ? files.get(fd - CONSOLE_COUNT) : null;
        if (file == null) {
            throw new FileProblem(FileError.BADF);
        }
        return file;
    }

    /** The lowest free descriptor. */
    int open(OpenFile file) throws FileProblem {
        int index = files.indexOf(null);
        if (index < 0 && files.size() == FILES_MAX) {
            file.close();
            throw new FileProblem(FileError.MFILE);
        }
        if (index < 0) {
            files.add(file);
            return CONSOLE_COUNT + files.size() - 1;
        }
        files.set(index, file);
        return CONSOLE_COUNT + index;
    }

    void close(int fd) throws FileProblem {
        if (isOpen(fd)) {
            closed[fd] = true;
            return;
        }
        file(fd, FileError.BADF).close();
        files.set(fd - CONSOLE_COUNT, null);
    }

    /** Gives an open file the descriptor of another one, which is closed. */
    void renumber(int from, int to) throws FileProblem {
        var moved = file(from, FileError.NOTSUP);
        var replaced = file(to, FileError.NOTSUP);
        if (moved != replaced) {
            replaced.close();
            files.set(to - CONSOLE_COUNT, moved);
            files.set(from - CONSOLE_COUNT, null);
        }
    }

    int flags(int fd) {
        return flags[fd];
    }

    void flags(int fd, int value) {
        flags[fd] = value;
    }
}
