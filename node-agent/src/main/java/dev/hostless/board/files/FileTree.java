package dev.hostless.board.files;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All files of a board, and what can be done with paths. Each path starts at a folder and cannot
 * leave it upwards. Folders above the places of volumes are there by themselves, read-only, and so
 * is {@code /dev/null}.
 */
public final class FileTree {
    /** Volumes of one board. */
    public static final int VOLUMES_MAX = 16;

    private static final int FOLDERS_DEEP = 64;

    private final long epochNanos;
    private final LongSupplier now;
    private final FileLog log;
    private final Volume scaffold;
    /** By device number. */
    private final List<Volume> volumes = new ArrayList<>();
    private final Map<Volume, HostImage> images = new HashMap<>();
    private Directory root;

    /**
     * Puts the volumes in their places.
     *
     * @param epochNanos the time of everything on an image, nanoseconds since 1970
     * @param now the board's calendar clock, the same unit
     */
    public FileTree(List<VolumeSpec> volumes, long epochNanos, LongSupplier now, FileLog log)
            throws FileProblem {
        this.epochNanos = epochNanos;
        this.now = now;
        this.log = log;
        scaffold = Volume.image(0, epochNanos);
        this.volumes.add(scaffold);
        root = new Directory(scaffold);
        var outsideIn = volumes.stream().sorted(Comparator.comparing(VolumeSpec::guestPath))
                .toList();
        for (var volume : outsideIn) {
            mount(volume);
        }
        mountNull();
    }

    /** The folder at the top. */
    public Directory root() {
        return root;
    }

    /**
     * Writes the tree, and the files that are open.
     *
     * @param open by descriptor; null where none is
     */
    public void save(DataOutput out, List<@Nullable OpenFile> open) throws IOException {
        new SavedTree(volumes, images).save(out, root, open);
    }

    /**
     * Takes over what a tree of the same volumes has written.
     *
     * @return the files that were open
     */
    public List<@Nullable OpenFile> restore(DataInput in) throws IOException {
        var saved = new SavedTree(volumes, images);
        var open = saved.restore(in);
        root = saved.root();
        return open;
    }

    private void mount(VolumeSpec spec) throws FileProblem {
        int device = volumes.size();
        var mounted = switch (spec) {
            case VolumeSpec.HostFolder host -> HostImage.open(host.folder(), host.guestPath(),
                    Volume.image(device, epochNanos), log);
            case VolumeSpec.RamDisk disk -> new Directory(Volume.disk(device, disk.bytes(), now));
        };
        volumes.add(mounted.volume);
        if (mounted.source() instanceof HostImage.Unlisted(var image, _, _)) {
            images.put(mounted.volume, image);
        }
        if (spec.guestPath().equals("/")) {
            root = mounted;
            return;
        }
        var at = root;
        var names = spec.guestPath().substring(1).split("/");
        for (int i = 0; i < names.length - 1; i++) {
            at = folderFor(at, names[i]);
        }
        at.mount(names[names.length - 1], mounted);
    }

    private Directory folderFor(Directory at, String name) throws FileProblem {
        if (at.child(name) instanceof Directory folder) {
            return folder;
        }
        var made = new Directory(scaffold);
        at.mount(name, made);
        return made;
    }

    /** Unless a volume has its place. */
    private void mountNull() throws FileProblem {
        var folder = folderFor(root, "dev");
        if (!folder.isMount("null")) {
            folder.mount("null", new NullDevice(scaffold));
        }
    }

    /** Opens the top of the tree, as the guest finds it open. */
    public OpenFile openRoot() {
        return new OpenFile(root, true, false, false);
    }

    public OpenFile open(Directory start, String path, Opening how) throws FileProblem {
        if (how.create() && how.directory()) {
            throw new FileProblem(FileError.INVAL);
        }
        var place = walk(start, path, how.follow() && !how.exclusive());
        if (place.node() == null && how.create()) {
            return openFile(create(place, path), how);
        }
        if (how.create() && how.exclusive()) {
            throw new FileProblem(FileError.EXIST);
        }
        return switch (place.existing()) {
            case Directory folder -> openFolder(folder, how);
            case RegularFile file -> openFile(file, how);
            case SymbolicLink _ -> throw new FileProblem(FileError.LOOP);
        };
    }

    private static RegularFile create(Place place, String path) throws FileProblem {
        if (path.endsWith("/")) {
            throw new FileProblem(FileError.ISDIR);
        }
        var folder = place.folderForNew();
        var file = new RegularFile(folder.volume);
        folder.put(place.name(), file);
        return file;
    }

    private static OpenFile openFolder(Directory folder, Opening how) throws FileProblem {
        if (how.write() || how.truncate()) {
            throw new FileProblem(FileError.ISDIR);
        }
        return new OpenFile(folder, true, false, false);
    }

    private static OpenFile openFile(RegularFile file, Opening how) throws FileProblem {
        if (how.directory()) {
            throw new FileProblem(FileError.NOTDIR);
        }
        if (how.write()) {
            file.requireWritable();
        }
        if (how.truncate()) {
            file.resize(0);
        }
        file.load();
        return new OpenFile(file, how.read(), how.write(), how.append());
    }

    /** The node at a path. */
    public Node find(Directory start, String path, boolean follow) throws FileProblem {
        return walk(start, path, follow).existing();
    }

    public void createDirectory(Directory start, String path) throws FileProblem {
        var place = walk(start, withoutEnd(path), false);
        var folder = place.folderForNew();
        folder.put(place.name(), new Directory(folder.volume));
    }

    public void createLink(Directory start, String path, String target) throws FileProblem {
        if (target.isEmpty()) {
            throw new FileProblem(FileError.NOENT);
        }
        var place = walk(start, path, false);
        var folder = place.folderForNew();
        folder.put(place.name(), new SymbolicLink(folder.volume, target));
    }

    /** Gives a file a second name. */
    public void link(Directory start, String path, boolean follow, Directory newStart,
            String newPath) throws FileProblem {
        var node = find(start, path, follow);
        var place = walk(newStart, newPath, false);
        var folder = place.folderForNew();
        if (folder.volume != node.volume) {
            throw new FileProblem(FileError.XDEV);
        }
        if (node instanceof Directory) {
            throw new FileProblem(FileError.PERM);
        }
        folder.put(place.name(), node);
    }

    public void removeDirectory(Directory start, String path) throws FileProblem {
        var place = walk(start, withoutEnd(path), false);
        if (!(place.existing() instanceof Directory gone)) {
            throw new FileProblem(FileError.NOTDIR);
        }
        var folder = place.folder();
        if (!gone.isEmpty()) {
            throw new FileProblem(FileError.NOTEMPTY);
        }
        folder.remove(place.name());
    }

    public void unlink(Directory start, String path) throws FileProblem {
        var place = walk(start, path, false);
        if (place.existing() instanceof Directory) {
            throw new FileProblem(FileError.ISDIR);
        }
        place.folder().remove(place.name());
    }

    /** Moves within one volume, over what is there if POSIX allows it. */
    public void rename(Directory start, String path, Directory newStart, String newPath)
            throws FileProblem {
        var from = walk(start, withoutEnd(path), false);
        var to = walk(newStart, withoutEnd(newPath), false);
        var node = from.existing();
        var fromFolder = from.folder();
        var toFolder = to.folder();
        if (fromFolder.volume != toFolder.volume) {
            throw new FileProblem(FileError.XDEV);
        }
        var replaced = to.node();
        if (replaced == node) {
            return;
        }
        if (node instanceof Directory moved) {
            requireReplaceable(moved, toFolder, replaced);
        } else if (replaced instanceof Directory) {
            throw new FileProblem(FileError.ISDIR);
        }
        fromFolder.detach(from.name());
        if (replaced != null) {
            toFolder.remove(to.name());
        }
        toFolder.attach(to.name(), node);
    }

    private static void requireReplaceable(Directory moved, Directory toFolder,
            @Nullable Node replaced) throws FileProblem {
        if (toFolder.isWithin(moved)) {
            throw new FileProblem(FileError.INVAL);
        }
        if (replaced instanceof Directory folder) {
            if (!folder.isEmpty()) {
                throw new FileProblem(FileError.NOTEMPTY);
            }
        } else if (replaced != null) {
            throw new FileProblem(FileError.NOTDIR);
        }
    }

    /** Where a link leads. */
    public String readLink(Directory start, String path) throws FileProblem {
        if (find(start, path, false) instanceof SymbolicLink link) {
            return link.target();
        }
        throw new FileProblem(FileError.INVAL);
    }

    /**
     * Tells each file of a disk below a folder, with its path there and a copy of its content.
     * What is more than {@value #FOLDERS_DEEP} folders down is left out.
     *
     * @param folder absolute; nothing is told when there is none
     */
    public void eachFile(String folder, BiConsumer<String, byte[]> told) {
        try {
            if (find(root, folder.substring(1), true) instanceof Directory start) {
                eachFile(start, "", FOLDERS_DEEP, told);
            }
        } catch (FileProblem nothingThere) {
            // Then there is nothing to tell.
        }
    }

    private static void eachFile(Directory folder, String path, int deeper,
            BiConsumer<String, byte[]> told) throws FileProblem {
        for (var entry : folder.entries()) {
            if (entry.node().volume != folder.volume) {
                continue;
            }
            switch (entry.node()) {
                case Directory inner -> {
                    if (deeper > 0) {
                        eachFile(inner, path + entry.name() + "/", deeper - 1, told);
                    }
                }
                case RegularFile file -> told.accept(path + entry.name(),
                        Arrays.copyOf(file.content(), (int) file.sizeBytes()));
                case SymbolicLink _ -> {
                    // It may lead anywhere.
                }
            }
        }
    }

    private Place walk(Directory start, String path, boolean follow) throws FileProblem {
        return PathWalk.walk(start, path, follow, start == root);
    }

    /** A folder may be named with a slash behind it, also one that is still to be made. */
    private static String withoutEnd(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
