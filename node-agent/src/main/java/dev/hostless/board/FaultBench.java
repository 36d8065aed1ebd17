package dev.hostless.board;

import dev.hostless.devices.Stateful;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.engine.LinearMemory;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a board's hardware is broken on purpose: draws what is left to chance, acts and counts. */
final class FaultBench implements Stateful {
    /** Streams of random numbers: one for what is scripted, the others for what is seeded. */
    private static final int SCRIPTED_STREAM = 0;

    private final Schematic board;
    private final SolderedParts parts;
    private final FaultDraws draws;
    private SortedMap<String, Long> counts = Collections.emptySortedMap();

    FaultBench(Schematic board, SolderedParts parts, long seed) {
        this.board = board;
        this.parts = parts;
        draws = new FaultDraws(seed, SCRIPTED_STREAM);
    }

    /** Has seeded faults come, each from a stream of its own and with nothing left open. */
    void start(List<FaultPlan.Seeded> plan, long seed, Supplier<@Nullable LinearMemory> memory,
            Consumer<Fault> apply) {
        for (int at = 0; at < plan.size(); at++) {
            var source = new Source(new FaultDraws(seed, SCRIPTED_STREAM + 1 + at), plan.get(at),
                    memory, apply);
            source.arm(board.clock);
        }
    }

    private record Source(FaultDraws draws, FaultPlan.Seeded plan,
            Supplier<@Nullable LinearMemory> memory, Consumer<Fault> apply) {
        void arm(VirtualClock clock) {
            long mean = plan.everyCycles(clock.hz());
            long due = clock.now() + draws.gap(mean);
            if (due > 0) {
                clock.earlyAt(due, () -> {
                    apply.accept(draws.resolved(plan.fault(), size(memory.get())));
                    arm(clock);
                });
            }
        }
    }

    private static int size(@Nullable LinearMemory memory) {
        return memory == null ? 0 : memory.sizeBytes();
    }

    /** A scripted fault with what it left open. */
    Fault resolved(Fault fault, @Nullable LinearMemory memory) {
        return draws.resolved(fault, size(memory));
    }

    /** Breaks what is to be broken and counts it; a reset is the board's own business. */
    void apply(Fault fault, @Nullable LinearMemory memory) {
        var more = new TreeMap<>(counts);
        more.merge(fault.kind(), 1L, Long::sum);
        counts = Collections.unmodifiableSortedMap(more);
        switch (fault) {
            case Fault.PowerLoss _,Fault.BrownOut _ -> {
                // See BoardRun.
            }
            case Fault.BitFlip flip -> flip.place().ifPresent(place -> flip(place, memory));
            case Fault.StuckLine stuck -> board.wire(stuck.line()).stick(stuck.high(),
                    stuck.time().map(time -> time.cycleOrLast(board.clock.hz())));
            case Fault.DroppedInterrupt dropped -> board.wire(dropped.line()).dropNext();
            case Fault.SpuriousInterrupt spurious -> board.wire(spurious.line()).pulse();
            case Fault.UartNoise noise -> board.uart(noise.uart())
                    .disturb(1 << noise.bit().orElseThrow());
            case Fault.UartOverrun overrun -> board.uart(overrun.uart()).overrunNext();
            case Fault.I2cNak nak -> {
                var seat = parts.seat(nak.address());
                if (seat != null) {
                    seat.refuse(nak.times());
                }
            }
            case Fault.ClockDrift drift -> board.rtc.drift(drift.ppm());
        }
    }

    /** Whatever is protected: a particle knows no protection. RAM not in use holds nothing. */
    private static void flip(Fault.BitFlip.Place place, @Nullable LinearMemory memory) {
        if (memory != null && place.address() < memory.sizeBytes()) {
            memory.array()[place.address()] ^= (byte) (1 << place.bit());
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(draws.state());
        out.writeInt(counts.size());
        for (var count : counts.entrySet()) {
            out.writeUTF(count.getKey());
            out.writeLong(count.getValue());
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        draws.state(in.readLong());
        var restored = new TreeMap<String, Long>();
        for (int left = in.readInt(); left > 0; left--) {
            restored.put(in.readUTF(), in.readLong());
        }
        counts = Collections.unmodifiableSortedMap(restored);
    }

    /** How many of each kind there were. */
    SortedMap<String, Long> counts() {
        return counts;
    }
}
