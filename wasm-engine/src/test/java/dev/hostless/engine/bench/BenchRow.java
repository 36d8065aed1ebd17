package dev.hostless.engine.bench;

import java.util.Map;
import java.util.OptionalDouble;

/** What was measured of one program. */
record BenchRow(BenchProgram program, int iterations, Map<Peer, Measurement> measurements) {
    Measurement of(Peer peer) {
        return measurements.getOrDefault(peer, Measurement.missing("not asked for"));
    }

    OptionalDouble timeToV8() {
        return of(Peer.HOSTLESS).ratioTo(of(Peer.V8));
    }

    OptionalDouble timeToEndive() {
        return of(Peer.HOSTLESS).ratioTo(of(Peer.ENDIVE));
    }

    /** Metered time as a multiple of unmetered time. */
    OptionalDouble metering() {
        return of(Peer.HOSTLESS).ratioTo(of(Peer.UNMETERED));
    }

    /** Whether all engines that ran came to the same result. */
    boolean agrees() {
        return measurements.values().stream().filter(one -> !one.isMissing())
                .map(Measurement::result).distinct().count() <= 1;
    }
}
