package dev.hostless.board;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The C sample whose lists live on the node's heap. */
class OwnedHeapTest {
    private static final Path FIRMWARE = Path.of("../deploy/firmware/c-list/firmware.wasm");

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 2 << 20, 16 << 20})
    void whatTheTableReachesStaysAndTheRestIsFreed(long ramBytes) throws IOException {
        var board = run(ramBytes);
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.out()).startsWith("c-list: nodes 5000, bytes ")
                .endsWith(", wrong 0, collected on the way\n");
    }

    @Test
    void aNodeAndItsValueTakeTheirSizeClasses() throws IOException {
        assertThat(run(16 << 20).out()).contains("bytes 160000");
    }

    @Test
    void equalRunsHaveEqualHashes() throws IOException {
        assertThat(run(2 << 20).hash()).isEqualTo(run(2 << 20).hash());
    }

    private static TestBoard run(long ramBytes) throws IOException {
        var spec = TestBoard.spec().withRamBytes(ramBytes)
                .withHeap(HeapPolicy.DEFAULT.withCheck(true));
        return TestBoard.run(spec, TestBoard.load(Files.readAllBytes(FIRMWARE)), _ -> {});
    }
}
