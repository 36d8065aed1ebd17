package dev.hostless.board.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileTreeTest {
    private static final Opening READ = new Opening(true, false, false, false, false, true, false,
            false);
    private static final Opening CREATE = new Opening(true, true, false, false, false, true, true,
            false);

    @TempDir
    private Path host;
    private final List<String> entered = new ArrayList<>();
    private FileTree tree;
    private long clock = 50;

    @FunctionalInterface
    private interface Call {
        void run() throws FileProblem;
    }

    @BeforeEach
    void makeTree() throws IOException, FileProblem {
        var image = Files.createDirectories(host.resolve("image"));
        Files.writeString(host.resolve("secret"), "not for guests");
        for (var name : List.of("b", "a", "c")) {
            Files.writeString(image.resolve(name), "text of " + name);
        }
        Files.createDirectory(image.resolve("folder"));
        Files.createSymbolicLink(image.resolve("good"), Path.of("folder/../a"));
        Files.createSymbolicLink(image.resolve("out"), Path.of("../../secret"));
        Files.createSymbolicLink(image.resolve("absolute"), host.resolve("secret"));
        Files.createSymbolicLink(image.resolve("loop"), Path.of("loop"));
        tree = new FileTree(List.of(new VolumeSpec.RamDisk("/tmp", 8_192),
                new VolumeSpec.HostFolder(image, "/deep/image"),
                new VolumeSpec.RamDisk("/deep/image/folder/disk", 4_096)), 7, () -> clock,
                (path, _) -> entered.add(path));
    }

    private static void fails(FileError error, Call call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(FileProblem.class,
                problem -> assertThat(problem.error()).isEqualTo(error));
    }

    private OpenFile open(String path, Opening how) throws FileProblem {
        return tree.open(tree.root(), path, how);
    }

    private String text(String path) throws FileProblem {
        var file = open(path, READ).fileToRead();
        return new String(file.content(), 0, (int) file.sizeBytes(), StandardCharsets.UTF_8);
    }

    private void write(String path, int bytes) throws FileProblem {
        var open = open(path, CREATE);
        try {
            open.fileToWrite().write(0, new byte[bytes]);
        } finally {
            open.close();
        }
    }

    private List<String> names(String path) throws FileProblem {
        return open(path, READ).listingFrom(0).stream().map(Directory.Entry::name).toList();
    }

    @Test
    void anImageShowsTheHostsFilesInOrder() throws FileProblem {
        assertThat(names("deep/image")).containsExactly("a", "absolute", "b", "c", "folder", "good",
                "loop", "out");
        assertThat(text("deep/image/b")).isEqualTo("text of b");
        assertThat(tree.find(tree.root(), "deep/image/a", true).modifiedNanos()).isEqualTo(7);
        assertThat(names(".")).containsExactly("deep", "dev", "tmp");
        assertThat(names("deep/image/folder")).containsExactly("disk");
    }

    @Test
    void whatEnteredIsToldOnceAndStays() throws FileProblem, IOException {
        text("deep/image/a");
        Files.writeString(host.resolve("image/a"), "changed");
        Files.delete(host.resolve("image/c"));
        assertThat(text("deep/image/a")).isEqualTo("text of a");
        assertThat(names("deep/image")).contains("c");
        assertThat(entered).containsOnlyOnce("/deep/image", "/deep/image/a")
                .doesNotContain("/deep/image/b");
    }

    @Test
    void anImageCannotBeChanged() {
        fails(FileError.ROFS, () -> write("deep/image/new", 1));
        fails(FileError.ROFS, () -> write("deep/image/a", 1));
        fails(FileError.ROFS, () -> write("new", 1));
        fails(FileError.ROFS, () -> tree.unlink(tree.root(), "deep/image/a"));
        fails(FileError.ROFS, () -> tree.createDirectory(tree.root(), "deep/image/d"));
        fails(FileError.ROFS, () -> tree.find(tree.root(), "deep/image/a", true).times(1, 1));
        fails(FileError.ROFS, () -> tree.rename(tree.root(), "deep/image/a", tree.root(), "tmp/a"));
    }

    @Test
    void noPathLeavesItsFolder() throws FileProblem {
        fails(FileError.NOTCAPABLE, () -> text("../secret"));
        fails(FileError.NOTCAPABLE, () -> text("deep/../../secret"));
        fails(FileError.NOTCAPABLE, () -> text("/etc/passwd"));
        var folder = open("deep/image", READ).directory();
        fails(FileError.NOTCAPABLE, () -> tree.open(folder, "../image/a", READ));
        assertThat(tree.open(folder, "folder/../a", READ).node().sizeBytes()).isEqualTo(9);
    }

    @Test
    void linksAreFollowedWithinTheTreeOnly() throws FileProblem {
        assertThat(text("deep/image/good")).isEqualTo("text of a");
        fails(FileError.NOENT, () -> text("deep/image/out"));
        // The host has it; the guest's tree does not.
        fails(FileError.NOENT, () -> text("deep/image/absolute"));
        fails(FileError.LOOP, () -> text("deep/image/loop"));
        assertThat(tree.readLink(tree.root(), "deep/image/out")).isEqualTo("../../secret");
        fails(FileError.INVAL, () -> tree.readLink(tree.root(), "deep/image/a"));
    }

    @Test
    void anAbsoluteLinkLeadsOnFromTheTopAndNowhereFromBelowIt() throws FileProblem {
        tree.createLink(tree.root(), "tmp/link", "/deep/image");
        assertThat(text("tmp/link/../image/a")).isEqualTo("text of a");
        assertThat(names("tmp/link")).contains("a");
        tree.createLink(tree.root(), "tmp/up", "/../secret");
        fails(FileError.NOTCAPABLE, () -> text("tmp/up"));
        tree.createLink(tree.root(), "tmp/top", "/");
        assertThat(names("tmp/top")).containsExactly("deep", "dev", "tmp");
        tree.createLink(tree.root(), "tmp/again", "/tmp/again");
        fails(FileError.LOOP, () -> text("tmp/again"));
        var folder = open("tmp", READ).directory();
        fails(FileError.NOTCAPABLE, () -> tree.open(folder, "link/a", READ));
    }

    @Test
    void whatIsWrittenToDevNullIsGone() throws FileProblem {
        var open = open("dev/null", CREATE);
        assertThat(open.node().type()).isEqualTo(FileType.CHARACTER_DEVICE);
        open.fileToWrite().write(1L << 40, new byte[1_000]);
        assertThat(open.node().sizeBytes()).isZero();
        assertThat(text("dev/null")).isEmpty();
        write("dev/null", 1 << 20);
        tree.open(tree.root(), "dev/null",
                new Opening(true, true, false, false, true, false, true, true)).close();
        fails(FileError.INVAL, () -> open.fileToWrite().resize(1));
    }

    @Test
    void devNullStaysWhereItIs() throws FileProblem {
        write("tmp/a", 1);
        fails(FileError.BUSY, () -> tree.unlink(tree.root(), "dev/null"));
        fails(FileError.BUSY, () -> tree.rename(tree.root(), "tmp/a", tree.root(), "dev/null"));
        fails(FileError.EXIST, () -> tree.createDirectory(tree.root(), "dev/null"));
        fails(FileError.XDEV, () -> tree.link(tree.root(), "dev/null", true, tree.root(), "tmp/n"));
        fails(FileError.ROFS, () -> write("dev/other", 1));
        tree.eachFile("/dev", (name, _) -> {
            throw new AssertionError("told of " + name);
        });
    }

    @Test
    void aVolumeMayHaveThePlaceOfDevNull() throws FileProblem {
        var other = disks(new VolumeSpec.RamDisk("/", 8_192),
                new VolumeSpec.RamDisk("/dev/null", 4_096));
        assertThat(other.find(other.root(), "dev/null", true)).isInstanceOf(Directory.class);
        var onDisk = disks(new VolumeSpec.RamDisk("/", 8_192));
        assertThat(onDisk.find(onDisk.root(), "dev/null", true)).isInstanceOf(NullDevice.class);
    }

    private FileTree disks(VolumeSpec... disks) throws FileProblem {
        return new FileTree(List.of(disks), 7, () -> clock, (_, _) -> {});
    }

    @Test
    void devNullIsSavedWithTheTree() throws FileProblem, IOException {
        var disk = new VolumeSpec.RamDisk("/", 8_192);
        var before = disks(disk);
        var open = before.open(before.root(), "dev/null", CREATE);
        var saved = new ByteArrayOutputStream();
        before.save(new DataOutputStream(saved), List.of(open));
        var after = disks(disk);
        var file = after.restore(
                new DataInputStream(new ByteArrayInputStream(saved.toByteArray()))).getFirst();
        assertThat(file.node()).isInstanceOf(NullDevice.class)
                .isSameAs(after.find(after.root(), "dev/null", true));
        file.fileToWrite().write(0, new byte[100_000]);
        file.close();
        assertThat(file.node().links()).isOne();
    }

    @Test
    void aFileThatBecameALinkIsNotFollowed() throws FileProblem, IOException {
        names("deep/image");
        Files.delete(host.resolve("image/b"));
        Files.createSymbolicLink(host.resolve("image/b"), host.resolve("secret"));
        fails(FileError.IO, () -> text("deep/image/b"));
    }

    @Test
    void aDiskKeepsWhatIsWritten() throws FileProblem {
        var file = open("tmp/file", CREATE).fileToWrite();
        file.write(3, "abc".getBytes(StandardCharsets.UTF_8));
        assertThat(text("tmp/file")).isEqualTo("\0\0\0abc");
        file.resize(4);
        file.resize(6);
        assertThat(text("tmp/file")).isEqualTo("\0\0\0a\0\0");
        clock = 90;
        file.write(0, new byte[]{1});
        assertThat(file.modifiedNanos()).isEqualTo(90);
    }

    @Test
    void aDiskIsFullWhenItIsAndGetsItsRoomBack() throws FileProblem {
        fails(FileError.NOSPC, () -> write("tmp/large", 8_000));
        tree.unlink(tree.root(), "tmp/large");
        write("tmp/fits", 7_000);
        fails(FileError.NOSPC, () -> write("tmp/more", 2_000));
        tree.unlink(tree.root(), "tmp/fits");
        for (int i = 0; i < 15; i++) {
            write("tmp/" + i, 0);
        }
        fails(FileError.NOSPC, () -> write("tmp/last", 0));
    }

    @Test
    void hugeOffsetsAreRefused() throws FileProblem {
        var file = open("tmp/file", CREATE);
        fails(FileError.FBIG, () -> file.fileToWrite().write(Long.MAX_VALUE, new byte[]{1}));
        fails(FileError.NOSPC, () -> file.fileToWrite().write(1 << 20, new byte[]{1}));
        fails(FileError.FBIG, () -> file.fileToWrite().resize(Long.MAX_VALUE));
        fails(FileError.INVAL, () -> file.fileToWrite().resize(-1));
        fails(FileError.INVAL, () -> file.position(-1));
    }

    @Test
    void anOpenFileOutlivesItsName() throws FileProblem {
        var open = open("tmp/file", CREATE);
        open.fileToWrite().write(0, new byte[6_000]);
        tree.unlink(tree.root(), "tmp/file");
        assertThat(open.fileToRead().sizeBytes()).isEqualTo(6_000);
        fails(FileError.NOSPC, () -> write("tmp/other", 6_000));
        open.close();
        write("tmp/other", 6_000);
    }

    @Test
    void namesMoveAsPosixSays() throws FileProblem {
        var root = tree.root();
        tree.createDirectory(root, "tmp/one/");
        tree.createDirectory(root, "tmp/one/two");
        write("tmp/file", 3);
        fails(FileError.INVAL, () -> tree.rename(root, "tmp/one", root, "tmp/one/two/three"));
        fails(FileError.ISDIR, () -> tree.rename(root, "tmp/file", root, "tmp/one"));
        fails(FileError.NOTDIR, () -> tree.rename(root, "tmp/one", root, "tmp/file"));
        fails(FileError.XDEV, () -> tree.rename(root, "tmp/file", root,
                "deep/image/folder/disk/file"));
        fails(FileError.NOTEMPTY, () -> tree.removeDirectory(root, "tmp/one"));
        fails(FileError.EXIST, () -> tree.createDirectory(root, "tmp/one"));
        fails(FileError.NOTDIR, () -> tree.removeDirectory(root, "tmp/file"));
        fails(FileError.ISDIR, () -> tree.unlink(root, "tmp/one"));
        tree.rename(root, "tmp/file", root, "tmp/one/two/file");
        tree.rename(root, "tmp/one/two", root, "tmp/two");
        assertThat(names("tmp")).containsExactly("one", "two");
        assertThat(tree.find(root, "tmp/two/file", true).sizeBytes()).isEqualTo(3);
        tree.link(root, "tmp/two/file", false, root, "tmp/again");
        assertThat(tree.find(root, "tmp/again", true).links()).isEqualTo(2);
    }

    @Test
    void aRemovedFolderTakesNothingNew() throws FileProblem {
        tree.createDirectory(tree.root(), "tmp/gone");
        var folder = open("tmp/gone", READ).directory();
        tree.removeDirectory(tree.root(), "tmp/gone");
        fails(FileError.NOENT, () -> tree.open(folder, "file", CREATE));
    }

    @Test
    void namesAndPathsHaveLimits() {
        fails(FileError.NAMETOOLONG, () -> text("x".repeat(256)));
        fails(FileError.NOENT, () -> text(""));
        fails(FileError.NOTDIR, () -> text("deep/image/a/b"));
        fails(FileError.NOTDIR, () -> text("deep/image/a/"));
        fails(FileError.BUSY, () -> tree.rename(tree.root(), "deep/image/folder/disk/../disk",
                tree.root(), "tmp/x"));
    }
}
