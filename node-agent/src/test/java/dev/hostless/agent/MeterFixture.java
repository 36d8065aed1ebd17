package dev.hostless.agent;

import dev.hostless.preset.Preset;
import dev.hostless.preset.Presets;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.Optional;

/** Meters without an agent. */
final class MeterFixture {
    static final Preset PRESET = Presets.load().standard();

    private MeterFixture() {
    }

    static BoardMeters meters(PrometheusRegistry registry) {
        return new BoardMeters(registry, "lab", Map.of("fleet", "bench"), PRESET, _ -> {});
    }

    /** Those of a boot that nobody scrapes. */
    static BootMeters boot() {
        return new BootMeters(PRESET.clockHz(), PRESET.ramBytes(),
                new BoardHistograms(new PrometheusRegistry(), Labels.EMPTY)
                        .recorder(new BoardGroup("bench", "none", "x"), Optional.empty()));
    }
}
