package dev.hostless.board.files;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names and what they stand for, sorted. A volume or a device may be mounted over a name. */
public final class Directory extends Node {
    /** A name and its node, as a listing shows it. */
    public record Entry(String name, Node node) {
    }

    /** Where an image's folder gets its entries. */
    @FunctionalInterface
    interface Listing {
        SortedMap<String, Node> read() throws FileProblem;
    }

    private @Nullable Listing source;
    private @Nullable Directory parent;
    private SortedMap<String, Node> children = new TreeMap<>();
    private final SortedMap<String, Node> mounts = new TreeMap<>();

    Directory(Volume volume) throws FileProblem {
        super(volume);
        linked();
    }

    Directory(Volume volume, Listing source) throws FileProblem {
        this(volume);
        this.source = source;
    }

    Directory(Volume volume, long inode, @Nullable Listing source) {
        super(volume, inode);
        this.source = source;
    }

    /** From where the entries are to come; null if they are here. */
    @Nullable
    Listing source() {
        return source;
    }

    /** What is here. */
    SortedMap<String, Node> present() {
        return children;
    }

    SortedMap<String, Node> mounts() {
        return mounts;
    }

    @Nullable
    Directory parent() {
        return parent;
    }

    void parent(@Nullable Directory folder) {
        parent = folder;
    }

    @Override
    public FileType type() {
        return FileType.DIRECTORY;
    }

    @Override
    public long sizeBytes() {
        return 0;
    }

    @Override
    long contentBytes() {
        return 0;
    }

    private SortedMap<String, Node> children() throws FileProblem {
        var from = source;
        if (from != null) {
            children = from.read();
            source = null;
        }
        return children;
    }

    @Nullable
    Node child(String name) throws FileProblem {
        var mounted = mounts.get(name);
        return mounted != null ? mounted : children().get(name);
    }

    /** Everything in it, in the order of the names. */
    public List<Entry> entries() throws FileProblem {
        var all = new TreeMap<>(children());
        all.putAll(mounts);
        var entries = new ArrayList<Entry>();
        all.forEach((name, node) -> entries.add(new Entry(name, node)));
        return entries;
    }

    void mount(String name, Node root) {
        mounts.put(name, root);
    }

    boolean isMount(String name) {
        return mounts.containsKey(name);
    }

    boolean isEmpty() throws FileProblem {
        return children().isEmpty() && mounts.isEmpty();
    }

    /** Whether this is the folder or lies in it. */
    boolean isWithin(Directory folder) {
        for (var at = this; at != null; at = at.parent) {
            if (at == folder) {
                return true;
            }
        }
        return false;
    }

    void put(String name, Node node) throws FileProblem {
        children().put(name, node);
        if (node instanceof Directory folder) {
            folder.parent = this;
        } else {
            node.linked();
        }
        modified();
    }

    void remove(String name) throws FileProblem {
        var gone = children().remove(name);
        if (gone != null) {
            gone.unlinked();
        }
        modified();
    }

    /** Takes the name away and keeps the node, to give it another. */
    Node detach(String name) throws FileProblem {
        var node = children().remove(name);
        if (node == null) {
            throw new IllegalStateException("BUG: nothing is named " + name);
        }
        modified();
        return node;
    }

    /** Names a node that another name was taken from. */
    void attach(String name, Node node) throws FileProblem {
        children().put(name, node);
        if (node instanceof Directory folder) {
            folder.parent = this;
        }
        modified();
    }
}
