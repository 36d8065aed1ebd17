package dev.hostless.engine.bench;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BenchOptionsTest {
    @Test
    void withoutArgumentsAllRuns() {
        var options = BenchOptions.parse(List.of());
        assertThat(options).isEqualTo(new BenchOptions(false, false, Optional.empty(),
                BenchProgram.ALL,
                java.util.EnumSet.allOf(Peer.class)));
    }

    @Test
    void startsAreMeasuredWhenAskedForOrWhenAllIs() {
        assertThat(BenchOptions.parse(List.of("--quick")).measuresStarts()).isTrue();
        assertThat(BenchOptions.parse(List.of("--only", "lru")).measuresStarts()).isFalse();
        assertThat(BenchOptions.parse(List.of("--engines", "v8")).measuresStarts()).isFalse();
        var starts = BenchOptions.parse(List.of("--start", "--only", "lru"));
        assertThat(starts.measuresStarts()).isTrue();
        assertThat(starts.isComplete()).isFalse();
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
                .hasMessage("--engines: wanted names of hostless, unmetered, endive, v8,"
                        + " got 'wasmtime'");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--only")))
                .hasMessage("--only: wanted programs");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--fast")))
                .hasMessage("unknown argument --fast");
    }
}
