package dev.hostless.board;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BoardSpecTest {
    private static BoardSpec spec() {
        return BoardSpec.of("rp2040", 270_336, 133_000_000, 115_200, Map.of());
    }

    @Test
    void aRestOfThePageBelow64KibIsUnused() {
        assertThat(spec().ramPages()).isEqualTo(4);
    }

    @Test
    void whatIsOutOfRangeIsNamedWithItsRange() {
        assertThatThrownBy(() -> spec().withRamBytes(1_000))
                .hasMessage("ramBytes: wanted 65536 to 2147418112, got 1000");
        assertThatThrownBy(() -> spec().withClockHz(10))
                .hasMessage("clockHz: wanted 1000 to 9000000000, got 10");
        assertThatThrownBy(() -> BoardSpec.of("Board!", 65_536, 1_000_000, 9_600, Map.of()))
                .hasMessageContaining("got 'Board!'");
    }

    @Test
    void aClockThatCannotMakeTheConsolesSpeedIsRefused() {
        assertThatThrownBy(() -> spec().withClockHz(1_000_000))
                .hasMessageContaining("consoleBaud").hasMessageContaining("115200");
    }

    @Test
    void variablesNeedNamesAndNoNul() {
        assertThatThrownBy(() -> spec().withEnvironment(Map.of("A=B", "c")))
                .hasMessageContaining("without '='");
        assertThatThrownBy(() -> spec().withArguments(List.of("a\0b")))
                .hasMessageContaining("NUL");
    }

    @Test
    void aLaterVariableReplacesAnEarlierOne() {
        var spec = spec().withEnvironment(Map.of("GOGC", "100"))
                .withEnvironment(Map.of("GOGC", "50", "A", "1"));
        assertThat(spec.environment()).containsExactly(Map.entry("A", "1"),
                Map.entry("GOGC", "50"));
    }
}
