package dev.hostless.board.files;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file tree in a saved state: first all nodes by device and inode, then what leads where. What an
 * image has not read of the host yet is written as the place where it will.
 */
final class SavedTree {
    private static final int NOTHING = -1;

    /** What tells a node from all others. */
    private record Key(int device, long inode) {
        static Key of(Node node) {
            return new Key(node.device(), node.inode());
        }
    }

    private final List<Volume> volumes;
    private final Map<Volume, HostImage> images;
    private final Map<Key, Node> nodes = new LinkedHashMap<>();
    private final Map<Key, Integer> numbers = new HashMap<>();
    private final List<Node> byNumber = new ArrayList<>();

    /** @param volumes by device number */
    SavedTree(List<Volume> volumes, Map<Volume, HostImage> images) {
        this.volumes = volumes;
        this.images = images;
    }

    void save(DataOutput out, Directory root, List<@Nullable OpenFile> open) throws IOException {
        collect(root, open);
        for (var volume : volumes) {
            volume.save(out);
            var image = images.get(volume);
            out.writeInt(image == null ? 0 : image.entries());
        }
        out.writeInt(nodes.size());
        for (var node : nodes.values()) {
            numbers.put(Key.of(node), numbers.size());
            saveNode(out, node);
        }
        for (var node : nodes.values()) {
            if (node instanceof Directory folder) {
                reference(out, folder.parent());
                references(out, folder.present());
                references(out, folder.mounts());
            }
        }
        out.writeInt(open.size());
        for (var file : open) {
            out.writeBoolean(file != null);
            if (file != null) {
                saveOpen(out, file);
            }
        }
    }

    /** Finds every node; the root is the first. */
    private void collect(Directory root, List<@Nullable OpenFile> open) {
        var ahead = new ArrayDeque<Node>();
        ahead.add(root);
        for (var file : open) {
            if (file != null) {
                ahead.add(file.node());
                file.listing().forEach(entry -> ahead.add(entry.node()));
            }
        }
        while (!ahead.isEmpty()) {
            var node = ahead.remove();
            if (nodes.putIfAbsent(Key.of(node), node) == null
                    && node instanceof Directory folder) {
                ahead.addAll(folder.present().values());
                ahead.addAll(folder.mounts().values());
                var parent = folder.parent();
                if (parent != null) {
                    ahead.add(parent);
                }
            }
        }
    }

    private static void saveNode(DataOutput out, Node node) throws IOException {
        out.writeInt(node.device());
        out.writeLong(node.inode());
        out.writeByte(node.type().ordinal());
        switch (node) {
            case SymbolicLink link -> {
                out.writeUTF(link.target());
                link.save(out);
            }
            case Directory folder -> {
                boolean unlisted = folder.source() != null;
                out.writeBoolean(unlisted);
                if (folder.source() instanceof HostImage.Unlisted(_, var path, var guestPath)) {
                    place(out, path, guestPath);
                }
                folder.save(out);
            }
            case RegularFile file -> {
                boolean unread = file.source() != null;
                out.writeBoolean(unread);
                if (file.source() instanceof HostImage.Unread(_, var path, var guestPath)) {
                    place(out, path, guestPath);
                }
                file.save(out);
            }
        }
    }

    private static void place(DataOutput out, Path path, String guestPath) throws IOException {
        out.writeUTF(path.toString());
        out.writeUTF(guestPath);
    }

    private void reference(DataOutput out, @Nullable Node node) throws IOException {
        out.writeInt(node == null ? NOTHING : numbers.getOrDefault(Key.of(node), NOTHING));
    }

    private void references(DataOutput out, Map<String, ? extends Node> named)
            throws IOException {
        out.writeInt(named.size());
        for (var entry : named.entrySet()) {
            out.writeUTF(entry.getKey());
            reference(out, entry.getValue());
        }
    }

    private void saveOpen(DataOutput out, OpenFile file) throws IOException {
        reference(out, file.node());
        out.writeBoolean(file.readable());
        out.writeBoolean(file.writable());
        out.writeBoolean(file.append());
        out.writeLong(file.position());
        out.writeInt(file.listing().size());
        for (var entry : file.listing()) {
            out.writeUTF(entry.name());
            reference(out, entry.node());
        }
    }

    List<@Nullable OpenFile> restore(DataInput in) throws IOException {
        for (var volume : volumes) {
            volume.restore(in);
            int entries = in.readInt();
            var image = images.get(volume);
            if (image != null) {
                image.entries(entries);
            }
        }
        for (int left = in.readInt(); left > 0; left--) {
            byNumber.add(restoreNode(in));
        }
        for (var node : byNumber) {
            if (node instanceof Directory folder) {
                folder.parent(folderOf(in));
                for (int left = in.readInt(); left > 0; left--) {
                    folder.present().put(in.readUTF(), node(in));
                }
                for (int left = in.readInt(); left > 0; left--) {
                    var name = in.readUTF();
                    folder.mount(name, node(in));
                }
            }
        }
        var open = new ArrayList<@Nullable OpenFile>();
        for (int left = in.readInt(); left > 0; left--) {
            open.add(in.readBoolean() ? restoreOpen(in) : null);
        }
        return open;
    }

    Directory root() {
        return (Directory) byNumber.getFirst();
    }

    private Node restoreNode(DataInput in) throws IOException {
        int device = in.readInt();
        if (device < 0 || device >= volumes.size()) {
            throw new IOException("wanted a volume of 0 to " + (volumes.size() - 1) + ", got "
                    + device);
        }
        var volume = volumes.get(device);
        long inode = in.readLong();
        return switch (FileType.values()[in.readByte()]) {
            case SYMBOLIC_LINK -> {
                var link = new SymbolicLink(volume, inode, in.readUTF());
                link.restore(in);
                yield link;
            }
            case DIRECTORY -> {
                var folder = new Directory(volume, inode, in.readBoolean()
                        ? new HostImage.Unlisted(image(volume), Path.of(in.readUTF()),
                                in.readUTF())
                        : null);
                folder.restore(in);
                yield folder;
            }
            case REGULAR_FILE -> restored(in, new RegularFile(volume, inode));
            case CHARACTER_DEVICE -> restored(in, new NullDevice(volume, inode));
        };
    }

    private RegularFile restored(DataInput in, RegularFile file) throws IOException {
        file.restore(in, in.readBoolean()
                ? new HostImage.Unread(image(file.volume), Path.of(in.readUTF()), in.readUTF())
                : null);
        return file;
    }

    private HostImage image(Volume volume) throws IOException {
        var image = images.get(volume);
        if (image == null) {
            throw new IOException("volume " + volume.device + " is no image of a folder");
        }
        return image;
    }

    private Node node(DataInput in) throws IOException {
        int number = in.readInt();
        if (number < 0 || number >= byNumber.size()) {
            throw new IOException("wanted a node of 0 to " + (byNumber.size() - 1) + ", got "
                    + number);
        }
        return byNumber.get(number);
    }

    private @Nullable Directory folderOf(DataInput in) throws IOException {
        int number = in.readInt();
        return number == NOTHING ? null : (Directory) byNumber.get(number);
    }

    private OpenFile restoreOpen(DataInput in) throws IOException {
        var node = node(in);
        var rights = new boolean[]{in.readBoolean(), in.readBoolean(), in.readBoolean()};
        long position = in.readLong();
        var listing = new ArrayList<Directory.Entry>();
        for (int left = in.readInt(); left > 0; left--) {
            var name = in.readUTF();
            listing.add(new Directory.Entry(name, node(in)));
        }
        return new OpenFile(node, rights, position, listing);
    }
}
