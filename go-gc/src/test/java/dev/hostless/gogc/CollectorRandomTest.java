package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Random programs in all collectors, with all page allocators, in slices of all sizes. */
class CollectorRandomTest {
    private static final int RAM = 3 << 20;

    private final long seed = Long.getLong("seed", 31L);

    @ParameterizedTest
    @EnumSource
    void noReachableObjectIsLost(CollectorMode mode) {
        System.out.println("CollectorRandomTest -Dseed=" + seed);
        run(mode, 1, 6000);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("slow")
    void noReachableObjectIsLostInLongRuns(CollectorMode mode) {
        System.out.println("CollectorRandomTest -Dseed=" + seed);
        run(mode, 12, 60_000);
    }

    /** So the test can fail: without the guest's barrier objects are lost. */
    @Test
    void withoutTheBarrierTheCheckFindsALostObject() {
        for (var mode : List.of(CollectorMode.INCREMENTAL, CollectorMode.GREEN_TEA)) {
            var found = new ArrayList<String>();
            for (int round = 0; round < 20 && found.isEmpty(); round++) {
                var guest = guest(mode, PagePolicy.BITMAP, HeapProfile.GO_WASM, 1, round);
                guest.barrier = false;
                try {
                    play(guest, 1, 4000, new Random(seed + round));
                } catch (HeapCorrupted corrupted) {
                    found.add(corrupted.getMessage());
                }
            }
            assertThat(found).singleElement().asString().contains("is reachable, but not marked");
        }
    }

    private void run(CollectorMode mode, int rounds, int steps) {
        int cycles = 0;
        for (int round = 0; round < rounds; round++) {
            for (var pages : PagePolicy.values()) {
                for (var profile : List.of(HeapProfile.GO_WASM, HeapProfile.MICROCONTROLLER)) {
                    for (long work : new long[]{1, 50, 5000, 1 << 20}) {
                        var guest = guest(mode, pages, profile, work, round);
                        play(guest, work, steps, new Random(seed + round));
                        cycles += (int) guest.collector.finishedCycles();
                    }
                }
            }
        }
        if (cycles < 24 * rounds) {
            fail("only " + cycles + " cycles in mode " + mode);
        }
    }

    private GuestModel guest(CollectorMode mode, PagePolicy pages, HeapProfile profile, long work,
            int round) {
        boolean micro = profile == HeapProfile.MICROCONTROLLER;
        var heapOptions = HeapOptions.of(profile, pages).withPoison((work & 1) == 1)
                .withMadvise(round % 2 == 0 ? MadvisePolicy.IGNORE : MadvisePolicy.RECLAIM);
        var options = CollectorOptions.of(mode).withCheck(true).withAssistWork(work)
                .withTest(work == 5000 ? 0 : 40, work);
        return new GuestModel(heapOptions, options, new Pacer(50, 2 << 20, 100_000),
                micro ? 200_000 : RAM, new Random(seed + 1000 * round + work));
    }

    private static void play(GuestModel guest, long work, int steps, Random random) {
        for (int step = 0; step < steps; step++) {
            guest.step();
            if (random.nextInt(4) == 0) {
                guest.slice(work);
            }
            if (random.nextInt(2000) == 0) {
                guest.collect();
            }
        }
        guest.collect();
    }
}
