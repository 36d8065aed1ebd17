package dev.hostless.board;

import dev.hostless.board.HeapPolicy.Collector;
import dev.hostless.board.RamPolicy.Madvise;
import dev.hostless.board.RamPolicy.Pages;
import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.gogc.guest.GoWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a guest calls in whatever order, its board ends in a state of its own making. */
class HostileGuestFuzzTest {
    private static final BoardSpec SPEC = BoardSpec.of("fuzz", 2 << 20, 1_000_000_000, 3_000_000,
            Map.of());
    private static final int CALLS = 60;
    private static final int HEAP_BYTES = 1 << 18;

    private final long seed = Long.getLong("seed", 20261127);

    @Test
    void randomCallsEndOnlyTheirBoard() throws Exception {
        play(1_500);
    }

    @Tag("slow")
    @Test
    void manyRandomCallsEndOnlyTheirBoard() throws Exception {
        play(60_000);
    }

    private void play(int rounds) throws Exception {
        var engine = new Engine(Firmware.OPTIONS.withTiers(Tiers.INTERPRETED));
        int halted = 0;
        int trapped = 0;
        for (int round = 0; round < rounds; round++) {
            var random = new Random(seed + round);
            var calls = calls(random);
            var board = TestBoard.run(spec(random), Firmware.load(calls.bytes(), engine),
                    made -> made.stopAt(5_000_000_000L));
            var what = "seed " + seed + ", round " + round + ":\n" + calls + "\n";
            switch (board.end()) {
                case BoardState.Halted _ -> halted++;
                case BoardState.Waiting _ -> halted++; // For longer than it was let run.
                case BoardState.Trapped(String trap, List<String> _) -> {
                    assertThat(trap).as(what).isNotBlank().doesNotContain("BUG", "Exception",
                            "null");
                    trapped++;
                }
                default -> throw new AssertionError(what + board.end());
            }
        }
        // Else the calls are too wild, or too tame, to find anything.
        assertThat(halted).as("seed " + seed).isGreaterThan(rounds / 20);
        assertThat(trapped).as("seed " + seed).isGreaterThan(rounds / 20);
    }

    private static BoardSpec spec(Random random) {
        var pages = Pages.values();
        var collectors = Collector.values();
        var heap = HeapPolicy.DEFAULT.withCollector(collectors[random.nextInt(collectors.length)]);
        heap = random.nextInt(4) == 0 ? heap.withTest(1 + random.nextInt(9), 1) : heap;
        return SPEC.withRam(new RamPolicy(pages[random.nextInt(pages.length)],
                random.nextBoolean() ? Madvise.RECLAIM : Madvise.IGNORE)).withHeap(heap);
    }

    private static HeapCalls calls(Random random) {
        var go = new ForgedGo();
        if (random.nextInt(8) == 0) {
            go.memory().putLong(go.descriptor + 8 * random.nextInt(GoWord.values().length),
                    value(go, random));
        }
        var calls = random.nextInt(50) == 0 ? new HeapCalls(go) : HeapCalls.begun(go);
        // A tame guest is right most of the time, so that it gets far.
        int wildness = random.nextInt(3) == 0 ? 3 : 40;
        var names = new ArrayList<>(HeapCalls.FUNCTIONS.keySet());
        names.remove("gogc.init");
        names.remove("board.ram_start");
        boolean marking = false;
        for (int call = 0; call < CALLS; call++) {
            int kind = random.nextInt(wildness);
            if (kind == 0) {
                var name = new ArrayList<>(HeapCalls.FUNCTIONS.keySet())
                        .get(random.nextInt(HeapCalls.FUNCTIONS.size()));
                var type = HeapCalls.FUNCTIONS.get(name);
                calls.call(name, random.longs(type.indexOf(':')).map(_ -> value(go, random))
                        .toArray());
            } else if (kind == 1) {
                int address = ForgedGo.imageAddress()
                        + random.nextInt(go.used() - ForgedGo.imageAddress()) & -4;
                calls.store(address, (int) value(go, random));
            } else {
                marking = tame(calls, go, random, marking);
            }
        }
        return calls;
    }

    private static boolean tame(HeapCalls calls, ForgedGo go, Random random, boolean marking) {
        int object = object(random);
        switch (random.nextInt(14)) {
            case 0 -> {
                if (marking) {
                    calls.call("gogc.pause", 1, 0).call("gogc.finish").call("gogc.pause", 0, 0);
                } else {
                    calls.call("gogc.pause", 2, 0).call("gogc.start", random.nextInt(3))
                            .call("gogc.pause", 0, 0);
                }
                return !marking;
            }
            case 1 -> calls.call("gogc.poll").call("gogc.advance");
            case 2 -> calls.call("gogc.find", object, 128).call("gogc.pointers", object);
            case 3 -> calls.call("gogc.dead", 128).call("gogc.figures", 256, 1248);
            case 4 -> calls.call("gogc.bulk", object, object(random), 8 * random.nextInt(16));
            case 5 -> calls.store((int) go.at(GoWord.DATA) + 8 * random.nextInt(64), object);
            case 6 -> calls.store(object, object(random)).store(object + 4, 0)
                    .call("gogc.shade", object, 1 + random.nextInt(4));
            case 7 -> calls.call("board.ram_allocate", 1 + random.nextInt(40_000), 8192);
            case 8 -> calls.call("gogc.tune", random.nextInt(300) - 10, random.nextInt());
            case 9 -> calls.call("gogc.sample_every", random.nextInt(2000));
            default -> calls.call("gogc.malloc", 1 + random.nextInt(1 << random.nextInt(15)),
                    random.nextInt(3) == 0 ? 0 : go.type, 1);
        }
        return marking;
    }

    private static int object(Random random) {
        return ForgedGo.END + 8 * random.nextInt(HEAP_BYTES / 8 >> random.nextInt(8));
    }

    private static long value(ForgedGo go, Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> 1L << random.nextInt(64);
            case 3 -> (1L << random.nextInt(64)) - 1;
            case 4 -> -random.nextInt(100);
            case 5 -> random.nextInt(100);
            case 6 -> go.at(GoWord.values()[random.nextInt(GoWord.values().length)]);
            case 7 -> random.nextInt(go.used());
            default -> object(random);
        };
    }
}
