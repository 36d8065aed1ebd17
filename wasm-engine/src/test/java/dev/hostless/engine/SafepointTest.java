package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ParameterizedClass
@EnumSource(Tiers.class)
class SafepointTest {
    @Parameter
    private Tiers tiers = Tiers.COMPILED;

    private EngineOptions options() {
        return EngineOptions.defaults().withTiers(tiers);
    }

    /** Offers one function that does nothing. */
    public static final class Quiet implements HostModule {
        @Override
        public String name() {
            return "host";
        }

        @HostFunction("quiet")
        public int quiet(int value) {
            return value;
        }
    }

    /** Counts down from its argument, calling the host in every round. */
    private Guest guest() {
        var module = new ModuleBytes();
        int type = module.type(new int[]{ModuleBytes.I32}, ModuleBytes.I32);
        int host = module.importFunction("host", "quiet", type);
        var code = ModuleBytes.code().op(0x03, 0x40).get(0).i32(1).op(0x6b).call(host)
                .op(0x22).unsigned(0).brIf(0).end().get(0);
        module.function("f", type, new int[0], code);
        return new Engine(options()).load(module.bytes())
                .instantiate(Imports.of(new Quiet()), GuestOptions.defaults());
    }

    /** All safepoints of one call, relative to its start. */
    private static List<Long> safepoints(Guest guest, int rounds) {
        var seen = new ArrayList<Long>();
        var cpu = guest.cpu();
        long start = cpu.cycles();
        cpu.handler(c -> {
            seen.add(c.cycles() - start);
            c.deadline(c.cycles() + 1);
        });
        cpu.deadline(start);
        guest.call("f", rounds);
        cpu.deadline(Cpu.NO_DEADLINE);
        return seen;
    }

    @Test
    void entryLoopHeadersAndHostReturnsAreSafepoints() {
        assertThat(safepoints(guest(), 2)).containsExactly(0L, 6L, 12L);
    }

    @Test
    void theDeadlineIsMetAtTheSameSafepointColdAndWarm() {
        var guest = guest();
        var all = safepoints(guest, 50);
        for (int round = 0; round < 2; round++) {
            for (long deadline = 1; deadline < 290; deadline += 7) {
                long wanted = deadline;
                long expected = all.stream().filter(c -> c >= wanted).findFirst().orElseThrow();
                assertThat(firstReached(guest, deadline)).isEqualTo(expected);
            }
            for (int i = 0; i < 20_000; i++) {
                guest.call("f", 50);
            }
        }
    }

    private long firstReached(Guest guest, long deadline) {
        var seen = new ArrayList<Long>();
        var cpu = guest.cpu();
        long start = cpu.cycles();
        cpu.handler(c -> seen.add(c.cycles() - start));
        cpu.deadline(start + deadline);
        guest.call("f", 50);
        assertThat(seen).hasSize(1);
        return seen.getFirst();
    }

    /** f64 = i32 + i64 + f32 + f64 of four locals that a loop without calls changes. */
    private static Guest mixed() {
        var module = new ModuleBytes();
        int type = module.type(new int[]{ModuleBytes.I32}, 0x7c);
        var code = ModuleBytes.code().op(0x03, 0x40).get(1).i64(1L << 33).op(0x7d).set(1)
                .get(2).op(0x43, 0, 0, 0, 0x3f, 0x92).set(2)
                .get(3).op(0x44, 0, 0, 0, 0, 0, 0, 0xd0, 0x3f, 0xa1).set(3)
                .get(0).i32(1).op(0x6a, 0x22).unsigned(0).brIf(0).end()
                .get(1).op(0xb9).get(2).op(0xbb, 0xa0).get(3).op(0xa0);
        module.function("f", type, new int[]{ModuleBytes.I64, 0x7d, 0x7c}, code);
        return new Engine(EngineOptions.defaults()).load(module.bytes())
                .instantiate(Imports.of(), GuestOptions.defaults());
    }

    @Test
    void aLoopKeepsItsLocalsOverEverySafepoint() {
        var guest = mixed();
        assertThat(safepoints(guest, -3)).containsExactly(0L, 17L, 34L, 51L);
        for (int rounds : new int[]{1, 7, 100_000}) {
            double expected = rounds * (-0x1p33 + 0.5 - 0.25);
            assertThat(Double.longBitsToDouble(guest.call("f", -rounds)[0])).isEqualTo(expected);
            var seen = new ArrayList<Long>();
            guest.cpu().handler(c -> {
                seen.add(c.cycles());
                c.deadline(c.cycles() + 16);
            });
            guest.cpu().deadline(guest.cpu().cycles());
            assertThat(Double.longBitsToDouble(guest.call("f", -rounds)[0])).isEqualTo(expected);
            guest.cpu().deadline(Cpu.NO_DEADLINE);
            assertThat(seen).hasSize(rounds + 1);
        }
    }

    @Test
    void aHandlerMayCallTheGuestAndEndTheRun() {
        var guest = guest();
        guest.cpu().handler(c -> assertThat(guest.call("f", 3)).containsExactly(0));
        guest.cpu().deadline(10);
        guest.call("f", 100);
        guest.cpu().handler(_ -> {
            throw new GuestExit(7);
        });
        guest.cpu().deadline(guest.cpu().cycles() + 10);
        assertThatThrownBy(() -> guest.call("f", 100)).isInstanceOf(GuestExit.class);
    }

    @Test
    void anEndlessLoopIsCancelledFromAnotherThread() throws InterruptedException {
        var guest = guest();
        var canceller = new Thread(() -> {
            while (guest.cpu().cycles() < 1_000_000) {
                Thread.onSpinWait();
            }
            guest.cpu().cancel();
        });
        canceller.start();
        assertThatThrownBy(() -> {
            while (true) {
                guest.call("f", 1_000_000);
            }
        }).isInstanceOf(GuestCancelled.class);
        canceller.join();
        assertThat(guest.call("f", 5)).containsExactly(0);
    }

    @Test
    void anInterruptCallsTheHandlerBeforeItsDeadline() {
        var guest = guest();
        var seen = new ArrayList<Long>();
        guest.cpu().deadline(1_000_000_000);
        guest.cpu().handler(c -> seen.add(c.deadline()));
        guest.cpu().interrupt();
        guest.call("f", 200_000);
        assertThat(seen).containsExactly(1_000_000_000L);
    }

    @Test
    void chargedCyclesBringTheDeadlineNearer() {
        var guest = guest();
        var seen = new ArrayList<Long>();
        guest.cpu().handler(c -> seen.add(c.cycles()));
        guest.cpu().deadline(5_000_000_000L);
        guest.cpu().charge(4_999_999_990L);
        guest.call("f", 10);
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst()).isBetween(5_000_000_000L, 5_000_000_006L);
    }
}
