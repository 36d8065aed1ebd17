package dev.hostless.preset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PresetsTest {
    private final Presets presets = Presets.load();

    @Test
    void everyPresetIsABoardThatCanBeBuilt() {
        assertThat(presets.all()).isNotEmpty().allSatisfy(
                preset -> assertThat(preset.spec().preset()).isEqualTo(preset.name()));
    }

    @Test
    void onePresetIsTakenWhenNoneIsNamed() {
        assertThat(presets.all()).filteredOn(Preset::standard).containsExactly(presets.standard());
        assertThat(presets.standard().name()).isEqualTo("go-64m");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> presets.named("z80"))
                .hasMessageStartingWith("no preset 'z80'; presets are ")
                .hasMessageContaining("go-64m");
    }
}
