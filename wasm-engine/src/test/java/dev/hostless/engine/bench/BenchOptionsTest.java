package dev.hostless.engine.bench;

import dev.hostless.engine.bench.BenchOptions.Part;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BenchOptionsTest {
    @Test
    void withoutArgumentsAllRuns() {
        var options = BenchOptions.parse(List.of());
        assertThat(options).isEqualTo(new BenchOptions(false, false, EnumSet.allOf(Part.class),
                Optional.empty(), BenchProgram.ALL, EnumSet.allOf(Peer.class)));
    }

    @Test
    void aPartOfProgramsOrEnginesIsMeasuredWarmUnlessAskedOtherwise() {
        assertThat(BenchOptions.parse(List.of("--quick")).parts())
                .containsExactly(Part.values());
        assertThat(BenchOptions.parse(List.of("--only", "lru")).parts())
                .containsExactly(Part.WARM);
        assertThat(BenchOptions.parse(List.of("--engines", "v8")).parts())
                .containsExactly(Part.WARM);
        var parts = BenchOptions.parse(List.of("--start", "--tiers", "--only", "lru"));
        assertThat(parts.parts()).containsExactly(Part.START, Part.TIERS);
        assertThat(parts.hasAllPrograms()).isFalse();
    }

    @Test
    void usageNamesProgramsAndEngines() {
        assertThat(BenchOptions.parse(List.of("--help")).help()).isTrue();
        assertThat(BenchOptions.USAGE).contains("list, matrix").contains("endive, graalwasm");
    }

    @Test
    void programsAndEnginesAreChosenByName() {
        var options = BenchOptions.parse(List.of("--only", "fib,list", "--quick", "--engines",
                "v8"));
        assertThat(options.quick()).isTrue();
        assertThat(options.programs()).extracting(BenchProgram::name).containsExactly("list",
                "fib");
        assertThat(options.peers()).containsExactlyInAnyOrder(Peer.HOSTLESS, Peer.V8);
    }

    @Test
    void aWrongNameIsToldWithTheRightOnes() {
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--engines", "v8,wasmtime")))
                .hasMessage("--engines: wanted names of hostless, unmetered, v8, endive,"
                        + " graalwasm, native,"
                        + " got 'wasmtime'");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--only")))
                .hasMessage("--only: wanted programs");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--fast")))
                .hasMessage("unknown argument --fast");
    }
}
