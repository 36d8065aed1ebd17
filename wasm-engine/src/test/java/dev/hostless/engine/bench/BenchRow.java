package dev.hostless.engine.bench;

import java.util.Map;
import java.util.Optional;

/** What was measured of one program. */
record BenchRow(BenchProgram program, int iterations, Map<Peer, Measurement> measurements) {
    Measurement of(Peer peer) {
        return measurements.getOrDefault(peer, Measurement.missing("not asked for"));
    }

    /** Our time as a multiple of the peer's. */
    Optional<Ratio> timeTo(Peer peer) {
        return Ratio.of(of(Peer.HOSTLESS), of(peer));
    }

    /** Whether all engines that ran came to the same result. */
    boolean agrees() {
        return measurements.values().stream().filter(one -> !one.isMissing())
                .map(Measurement::result).distinct().count() <= 1;
    }
}
