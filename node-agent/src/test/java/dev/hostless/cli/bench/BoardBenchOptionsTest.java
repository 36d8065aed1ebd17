package dev.hostless.cli.bench;

import dev.hostless.cli.bench.BoardBenchOptions.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BoardBenchOptionsTest {
    @Test
    void everythingIsMeasuredUnlessSomethingIsNamed() {
        var options = BoardBenchOptions.parse(List.of());
        assertEquals(Set.of(Part.values()), options.parts());
        assertEquals(5_000, options.metalBoards());
        assertEquals(300, options.goBoards());
        assertEquals(Optional.empty(), options.json());
        assertEquals(Set.of(Part.IDLE, Part.COSTS),
                BoardBenchOptions.parse(List.of("--costs", "--idle")).parts());
    }

    @Test
    void fewerBoardsAreQuickerAndAnyNumberCanBeAskedFor() {
        assertEquals(100, BoardBenchOptions.parse(List.of("--quick")).goBoards());
        var options = BoardBenchOptions.parse(
                List.of("--quick", "--metal", "50000", "--go", "5000", "--json", "f.json"));
        assertTrue(options.quick());
        assertEquals(50_000, options.metalBoards());
        assertEquals(5_000, options.goBoards());
        assertEquals(Optional.of(Path.of("f.json")), options.json());
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        for (var wrong : List.of("0", "-1", "100001", "many")) {
            assertEquals("--go: wanted 1 to 100000 boards, got '" + wrong + "'",
                    assertThrows(IllegalArgumentException.class,
                            () -> BoardBenchOptions.parse(List.of("--go", wrong))).getMessage());
        }
        assertEquals("--json: wanted a file", assertThrows(IllegalArgumentException.class,
                () -> BoardBenchOptions.parse(List.of("--json"))).getMessage());
        assertEquals("unknown argument --memory", assertThrows(IllegalArgumentException.class,
                () -> BoardBenchOptions.parse(List.of("--memory"))).getMessage());
    }
}
