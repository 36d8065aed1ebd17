package dev.hostless.board;

import dev.hostless.engine.Engine;
import java.util.List;
import java.util.Optional;

/**
 * What is to be said about a run.
 *
 * @param digest of the firmware, {@code sha256:} and 64 hex digits
 * @param semantics version of the engine's semantics; equal hashes are promised only within it
 * @param figures the last snapshot
 * @param traceHash SHA-256 over the event log in hex; absent while the board runs
 * @param heap a hosted heap at the run's end, absent while the board runs
 * @param devices of the board and its parts at the run's end; empty while the board runs
 * @param parts what there is to say of them at the run's end
 */
public record BoardReport(String digest, BoardSpec spec, int semantics, BoardSnapshot figures,
        Optional<String> traceHash, Optional<HeapReport> heap, List<DeviceReport> devices,
        List<PartFigures> parts) {
    /** The version that this build's boards run with. */
    public static final int SEMANTICS = Engine.SEMANTICS_VERSION;
}
