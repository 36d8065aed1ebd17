package dev.hostless.board;

import dev.hostless.board.files.FileProblem;
import dev.hostless.board.files.FileTree;
import dev.hostless.board.files.VolumeSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class WasiFilesTest {
    private static final long READ_WRITE = 1 << 1 | 1 << 6;
    private static final int PATH = 1_024;
    private static final int BUFFER = 2_048;
    private static final int VECTOR = 512;

    @TempDir
    private Path host;

    private TestBoard run(WasiCalls calls, VolumeSpec... volumes) {
        return TestBoard.run(TestBoard.spec().withVolumes(List.of(volumes)),
                TestBoard.load(calls.module()), _ -> {});
    }

    private static VolumeSpec disk() {
        return new VolumeSpec.RamDisk("/", 65_536);
    }

    private static WasiCalls calls(String path) {
        return new WasiCalls().data(PATH, path.getBytes(StandardCharsets.UTF_8));
    }

    /** Opens the path for reading and writing and makes it; the descriptor goes to 600. */
    private static WasiCalls created(String path) {
        return calls(path).call("path_open", 3, 1, PATH, path.length(), 1, READ_WRITE, 0L, 0, 600);
    }

    @Test
    void theTopOfTheTreeIsOpenAsDescriptorThree() {
        var board = run(new WasiCalls().call("fd_prestat_get", 3, 520)
                .call("fd_prestat_dir_name", 3, 560, 1).call("fd_prestat_get", 4, 520)
                .call("fd_prestat_dir_name", 3, 560, 0), disk());
        assertThat(board.result(0)).isEqualTo(Errno.SUCCESS);
        assertThat(board.memory().getInt(524)).isEqualTo(1);
        assertThat(board.memory().get(560)).isEqualTo((byte) '/');
        assertThat(board.result(2)).isEqualTo(Errno.BADF);
        assertThat(board.result(3)).isEqualTo(37);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var board = run(created("file").words(VECTOR, PATH, 4, BUFFER, 8)
                .call("fd_write", 4, VECTOR, 1, 604).call("fd_seek", 4, 1L, 0, 608)
                .call("fd_read", 4, VECTOR + 8, 1, 616)
                .call("fd_pread", 4, VECTOR + 8, 1, 2L, 620)
                .call("fd_pwrite", 4, VECTOR, 1, 6L, 624).call("fd_filestat_get", 4, 640)
                .call("fd_tell", 4, 704), disk());
        for (int call = 0; call < 7; call++) {
            assertThat(board.result(call)).as("call %d", call).isZero();
        }
        assertThat(board.memory().getInt(600)).isEqualTo(4);
        assertThat(board.memory().getInt(616)).isEqualTo(3);
        assertThat(board.memory().getInt(620)).isEqualTo(2);
        assertThat(new String(board.outBytes(), BUFFER, 3, StandardCharsets.UTF_8))
                .isEqualTo("lee");
        assertThat(board.memory().get(656)).isEqualTo((byte) 4);
        assertThat(board.memory().getLong(672)).isEqualTo(10);
        assertThat(board.memory().getLong(704)).isEqualTo(4);
    }

    @Test
    void aHostileGuestGetsErrorsAndNoTrap() {
        var board = run(created("file").words(VECTOR, PATH, 4)
                .call("fd_pwrite", 4, VECTOR, 1, Long.MAX_VALUE, 604)
                .call("fd_pwrite", 4, VECTOR, 1, -1L, 604)
                .call("fd_seek", 4, Long.MIN_VALUE, 1, 608)
                .call("path_open", 3, 1, -5, 4, 1, READ_WRITE, 0L, 0, 604)
                .call("path_open", 3, 1, PATH, 4, 1, READ_WRITE, 0L, 0, -4)
                .call("fd_filestat_set_size", 4, Long.MAX_VALUE)
                .call("fd_allocate", 4, Long.MAX_VALUE, Long.MAX_VALUE)
                .call("fd_readdir", 4, 700, 100, 0L, 604)
                .call("fd_readdir", 3, 700, 100, 9L, 604)
                .call("fd_filestat_get", Integer.MAX_VALUE, 700)
                .call("fd_renumber", 4, 1_000_000), disk());
        int[] expected = {22, 28, 28, 21, 21, 22, 22, 54, 28, 8, 8};
        for (int i = 0; i < expected.length; i++) {
            assertThat(board.result(i + 1)).as("call %d", i + 1).isEqualTo(expected[i]);
        }
    }

    @Test
    void pathsThatAreNoTextAreRefused() {
        var board = run(new WasiCalls().data(PATH, (byte) 0xff, (byte) 'a', (byte) 0)
                .call("path_unlink_file", 3, PATH, 1).call("path_unlink_file", 3, PATH + 1, 2)
                .call("path_unlink_file", 3, 0, 5_000).call("path_unlink_file", 1, PATH, 1),
                disk());
        assertThat(board.result(0)).isEqualTo(25);
        assertThat(board.result(1)).isEqualTo(28);
        assertThat(board.result(2)).isEqualTo(37);
        assertThat(board.result(3)).isEqualTo(Errno.NOTDIR);
    }

    @Test
    void aCutEntrySaysThatThereAreMore() throws IOException {
        Files.writeString(host.resolve("b"), "");
        Files.writeString(host.resolve("a"), "");
        var board = run(new WasiCalls().call("fd_readdir", 3, 700, 30, 0L, 600)
                .call("fd_readdir", 3, 800, 100, 1L, 604)
                .call("fd_readdir", 3, 900, 100, 3L, 608),
                new VolumeSpec.HostFolder(host, "/"));
        assertThat(board.memory().getInt(600)).isEqualTo(30);
        assertThat(board.memory().get(724)).isEqualTo((byte) 'a');
        assertThat(board.memory().getInt(604)).as("b and dev").isEqualTo(25 + 27);
        assertThat(board.memory().get(824)).isEqualTo((byte) 'b');
        assertThat(board.memory().getLong(800)).isEqualTo(2);
        assertThat(board.memory().getInt(608)).isZero();
    }

    @Test
    void whatIsReadIsPartOfTheHash() throws IOException {
        var file = Files.writeString(host.resolve("file"), "one");
        var image = new VolumeSpec.HostFolder(host, "/");
        var calls = calls("file").call("path_open", 3, 1, PATH, 4, 0, 1L << 1, 0L, 0, 600);
        var one = run(calls("file").call("path_open", 3, 1, PATH, 4, 0, 1L << 1, 0L, 0, 600),
                image).hash();
        var again = run(calls, image).hash();
        Files.writeString(file, "two");
        var two = run(calls("file").call("path_open", 3, 1, PATH, 4, 0, 1L << 1, 0L, 0, 600),
                image).hash();
        assertThat(again).isEqualTo(one);
        assertThat(two).isNotEqualTo(one);
    }

    @Test
    void descriptorsAreBounded() throws FileProblem {
        var tree = new FileTree(List.of(disk()), 0, () -> 0, (_, _) -> {});
        var descriptors = new WasiDescriptors(tree);
        for (int i = 1; i < WasiDescriptors.FILES_MAX; i++) {
            assertThat(descriptors.open(tree.openRoot())).isEqualTo(3 + i);
        }
        assertThat(WasiAnswer.of(() -> descriptors.open(tree.openRoot()))).isEqualTo(33);
        descriptors.close(500);
        assertThat(descriptors.open(tree.openRoot())).isEqualTo(500);
    }
}
