package dev.hostless.board.files;

import org.jspecify.annotations.Nullable;

/**
 * Where a path leads.
 *
 * @param parent the folder that has, or could have, the name; null when the path ends in a folder
 * itself, as {@code .} does
 * @param node what is there, or null
 */
record Place(@Nullable Directory parent, String name, @Nullable Node node) {

    Node existing() throws FileProblem {
        if (node == null) {
            throw new FileProblem(FileError.NOENT);
        }
        return node;
    }

    /** The folder in which the name may be given or taken. */
    Directory folder() throws FileProblem {
        if (parent == null) {
            throw new FileProblem(FileError.INVAL);
        }
        if (parent.isMount(name)) {
            throw new FileProblem(FileError.BUSY);
        }
        parent.volume.requireWritable();
        if (parent.links() == 0) {
            throw new FileProblem(FileError.NOENT);
        }
        return parent;
    }

    /** The folder in which something new is made under the name. */
    Directory folderForNew() throws FileProblem {
        if (node != null) {
            throw new FileProblem(FileError.EXIST);
        }
        return folder();
    }
}
