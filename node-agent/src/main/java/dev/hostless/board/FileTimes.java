package dev.hostless.board;

import dev.hostless.board.files.FileError;
import dev.hostless.board.files.FileProblem;
import dev.hostless.board.files.Node;

/** Which times of a node a WASI call sets, and to what: {@code fstflags}. */
final class FileTimes {
    private static final int ACCESSED = 1;
    private static final int ACCESSED_NOW = 2;
    private static final int MODIFIED = 4;
    private static final int MODIFIED_NOW = 8;
    private static final int ALL = 15;

    private FileTimes() {
    }

    static void set(Node node, long accessed, long modified, int which) throws FileProblem {
        if ((which & ~ALL) != 0) {
            throw new FileProblem(FileError.INVAL);
        }
        node.times(
                chosen(node, accessed, node.accessedNanos(), (which & ACCESSED) != 0,
                        (which & ACCESSED_NOW) != 0),
                chosen(node, modified, node.modifiedNanos(), (which & MODIFIED) != 0,
                        (which & MODIFIED_NOW) != 0));
    }

    private static long chosen(Node node, long wanted, long before, boolean set, boolean now)
            throws FileProblem {
        if (set && now) {
            throw new FileProblem(FileError.INVAL);
        }
        return now ? node.now() : set ? wanted : before;
    }
}
