package dev.hostless.board.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Finds the way from a folder along a path, never above that folder. */
final class PathWalk {
    private static final int NAME_BYTES_MAX = 255;
    private static final int LINKS_MAX = 40;

    private final ArrayDeque<String> ahead = new ArrayDeque<>();
    private final ArrayDeque<Directory> way = new ArrayDeque<>();
    private final boolean fromTop;
    private int links;

    private PathWalk(Directory start, boolean fromTop) {
        this.fromTop = fromTop;
        way.push(start);
    }

    /**
     * Walks.
     *
     * @param follow whether a link at the end is followed; those before it always are
     * @param fromTop whether the folder is the top of the tree, so that an absolute link leads on
     * from there; below it such a link would leave the folder
     */
    static Place walk(Directory start, String path, boolean follow, boolean fromTop)
            throws FileProblem {
        if (path.isEmpty()) {
            throw new FileProblem(FileError.NOENT);
        }
        var walk = new PathWalk(start, fromTop);
        requireRelative(path);
        walk.putAhead(path);
        return walk.toTheEnd(follow);
    }

    private static void requireRelative(String path) throws FileProblem {
        if (path.startsWith("/")) {
            throw new FileProblem(FileError.NOTCAPABLE);
        }
    }

    private void putAhead(String path) {
        var names = path.split("/", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            ahead.push(names[i]);
        }
    }

    private Place toTheEnd(boolean follow) throws FileProblem {
        while (!ahead.isEmpty()) {
            var name = ahead.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                way.pop();
                if (way.isEmpty()) {
                    throw new FileProblem(FileError.NOTCAPABLE);
                }
                continue;
            }
            if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
                throw new FileProblem(FileError.NAMETOOLONG);
            }
            var folder = way.element();
            var node = folder.child(name);
            if (node instanceof SymbolicLink link && (follow || !ahead.isEmpty())) {
                follow(link);
            } else if (ahead.isEmpty()) {
                return new Place(folder, name, node);
            } else {
                enter(node);
            }
        }
        return new Place(null, "", way.element());
    }

    private void follow(SymbolicLink link) throws FileProblem {
        links++;
        if (links > LINKS_MAX) {
            throw new FileProblem(FileError.LOOP);
        }
        if (fromTop && link.target().startsWith("/")) {
            var top = way.peekLast();
            way.clear();
            way.push(top);
        } else {
            requireRelative(link.target());
        }
        putAhead(link.target());
    }

    private void enter(@Nullable Node node) throws FileProblem {
        if (node == null) {
            throw new FileProblem(FileError.NOENT);
        }
        if (!(node instanceof Directory folder)) {
            throw new FileProblem(FileError.NOTDIR);
        }
        way.push(folder);
    }
}
