package dev.hostless.cli.bench;

import dev.hostless.cli.bench.GcBenchOptions.Part;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GcBenchOptionsTest {
    @Test
    void withoutOptionsEverythingIsMeasured() {
        var options = GcBenchOptions.parse(List.of());
        assertEquals(EnumSet.allOf(Part.class), options.parts());
        assertEquals(List.of(GcProgram.values()), options.programs());
        assertEquals(List.of(Contestant.values()), options.contestants());
    }

    @Test
    void someProgramsAreComparedAloneAndInTheOrderOfAll() {
        var options = GcBenchOptions.parse(List.of("--quick", "--only", "json,trees"));
        assertTrue(options.quick());
        assertEquals(Set.of(Part.PROGRAMS), options.parts());
        assertEquals(List.of(GcProgram.TREES, GcProgram.JSON), options.programs());
    }

    @Test
    void aPartThatIsNamedIsMeasuredAlone() {
        assertEquals(Set.of(Part.PAUSES, Part.HEAP),
                GcBenchOptions.parse(List.of("--heap", "--pauses")).parts());
    }

    @Test
    void anUnknownNameIsToldWithThoseThatAreKnown() {
        var problem = assertThrows(IllegalArgumentException.class,
                () -> GcBenchOptions.parse(List.of("--contestants", "v9")));
        assertEquals("--contestants: wanted names of native, v8, wasip1, guest, stw, incremental,"
                + " greentea, got 'v9'", problem.getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> GcBenchOptions.parse(List.of("--only")));
        assertThrows(IllegalArgumentException.class,
                () -> GcBenchOptions.parse(List.of("--fast")));
    }
}
