package dev.hostless.engine.fuzz;

import dev.hostless.engine.EngineOptions.Tiers;
import java.util.List;

/**
 * What Jazzer calls with whatever bytes it comes upon. As of mutants, only declared exceptions may
 * come out, and both tiers must agree; see {@link Ordeal}.
 */
public final class FuzzTarget {
    private static final Ordeal COMPILED = new Ordeal(Ordeal.limits().withTiers(Tiers.COMPILED));
    private static final Ordeal INTERPRETED = new Ordeal(
            Ordeal.limits().withTiers(Tiers.INTERPRETED));

    private FuzzTarget() {
    }

    /** The name and signature are Jazzer's. */
    public static void fuzzerTestOneInput(byte[] module) {
        List<String> report = COMPILED.run(module);
        if (!Ordeal.isRefused(report)) {
            List<String> other = INTERPRETED.run(module);
            if (!other.equals(report)) {
                throw new AssertionError("compiled %s, interpreted %s".formatted(report, other));
            }
        }
    }
}
