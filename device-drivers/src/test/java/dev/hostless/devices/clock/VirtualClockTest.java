package dev.hostless.devices.clock;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class VirtualClockTest {
    private static final BigInteger GIGA = BigInteger.valueOf(1_000_000_000);

    private final VirtualClock clock = new VirtualClock(16_000_000);
    private final List<String> fired = new ArrayList<>();

    private Runnable note(String name) {
        return () -> fired.add(name + "@" + clock.now());
    }

    @Test
    void alarmsFireByCycleAndThenInTheOrderOfSetting() {
        clock.at(20, note("late"));
        clock.at(10, note("first"));
        clock.at(10, note("second"));
        clock.advanceTo(15);
        assertThat(fired).containsExactly("first@10", "second@10");
        assertThat(clock.now()).isEqualTo(15);
        assertThat(clock.nextDue()).isEqualTo(20);
        clock.advanceTo(20);
        assertThat(fired).endsWith("late@20");
        assertThat(clock.nextDue()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anAlarmMaySetOthersThatAreDueInTime() {
        clock.at(10, () -> {
            note("outer").run();
            clock.after(0, note("now"));
            clock.after(5, note("soon"));
            clock.after(100, note("later"));
        });
        clock.at(12, note("between"));
        clock.advanceTo(50);
        assertThat(fired).containsExactly("outer@10", "now@10", "between@12", "soon@15");
        assertThat(clock.now()).isEqualTo(50);
    }

    @Test
    void anAlarmMayCancelOthersAndItself() {
        var victim = clock.at(10, note("victim"));
        var self = new Alarm[1];
        self[0] = clock.at(5, () -> {
            clock.cancel(victim);
            clock.cancel(self[0]);
        });
        clock.advanceTo(20);
        assertThat(fired).isEmpty();
        assertThat(victim.isPending()).isFalse();
        assertThat(clock.pendingAlarms()).isZero();
    }

    @Test
    void aTickThatReArmsItselfSeesEveryPeriod() {
        var ticks = new ArrayList<Long>();
        clock.at(100, new Runnable() {
            @Override
            public void run() {
                ticks.add(clock.now());
                clock.after(100, this);
            }
        });
        clock.advanceTo(450);
        assertThat(ticks).containsExactly(100L, 200L, 300L, 400L);
    }

    @Test
    void reArmingAtTheSameCycleForEverIsAnError() {
        clock.at(7, new Runnable() {
            @Override
            public void run() {
                clock.at(clock.now(), this);
            }
        });
        assertThatIllegalStateException().isThrownBy(() -> clock.advanceTo(8))
                .withMessageContaining("fire at cycle 7");
    }

    @Test
    void thePendingAlarmsAreLimited() {
        for (int count = 0; count < VirtualClock.PENDING_LIMIT; count++) {
            clock.at(count, note("x"));
        }
        assertThatIllegalStateException().isThrownBy(() -> clock.at(1, note("one too many")));
        clock.advanceTo(0);
        clock.at(1, note("fits again"));
    }

    @Test
    void timeDoesNotRunBackwards() {
        clock.advanceTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advanceTo(9))
                .withMessageContaining("wanted cycle 9, it is 10");
        assertThatIllegalArgumentException().isThrownBy(() -> clock.at(9, note("past")));
        assertThatIllegalArgumentException().isThrownBy(() -> clock.after(-1, note("past")));
    }

    @Test
    void anAlarmCannotAdvanceTheClock() {
        clock.at(1, () -> clock.advanceTo(2));
        assertThatIllegalStateException().isThrownBy(() -> clock.advanceTo(5));
    }

    @Test
    void anAlarmThatThrowsLeavesTheOthersPending() {
        clock.at(1, () -> {
            throw new IllegalStateException("broken device");
        });
        clock.at(2, note("next"));
        assertThatIllegalStateException().isThrownBy(() -> clock.advanceTo(5))
                .withMessage("broken device");
        assertThat(clock.now()).isEqualTo(1);
        clock.advanceTo(5);
        assertThat(fired).containsExactly("next@2");
    }

    @Test
    void theLastCycleCanBeReached() {
        clock.at(Long.MAX_VALUE, note("end"));
        clock.after(Long.MAX_VALUE, note("end too"));
        clock.advanceTo(Long.MAX_VALUE);
        assertThat(fired).hasSize(2);
    }

    @Test
    void conversionsAreExactOverTheWholeRange() {
        var random = seeded();
        long[] frequencies = {1, 3, 32_768, 16_000_000, 999_999_999, 1_000_000_000,
            VirtualClock.HZ_LIMIT};
        for (long hz : frequencies) {
            var other = new VirtualClock(hz);
            for (int round = 0; round < 2000; round++) {
                long value = random.nextLong() >>> 1 + random.nextInt(63);
                var big = BigInteger.valueOf(value);
                var frequency = BigInteger.valueOf(hz);
                assertThat(other.nanos(value)).isEqualTo(clamp(big.multiply(GIGA)
                        .divide(frequency)));
                assertThat(other.cycles(value)).isEqualTo(clamp(big.multiply(frequency)
                        .add(GIGA.subtract(BigInteger.ONE)).divide(GIGA)));
            }
            assertThat(other.nanos(Long.MAX_VALUE)).isPositive();
            assertThat(other.cycles(Long.MAX_VALUE)).isPositive();
        }
    }

    private static long clamp(BigInteger value) {
        return value.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    @Test
    void aFrequencyOutOfRangeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new VirtualClock(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VirtualClock(VirtualClock.HZ_LIMIT + 1));
    }

    /** What the clock must do, as slowly as possible: a list, sorted anew for every event. */
    private static final class ReferenceClock {
        private record Entry(long due, int id) {
        }

        private final List<Entry> entries = new ArrayList<>();
        private final List<String> log = new ArrayList<>();

        void advanceTo(long cycle) {
            while (true) {
                entries.sort(Comparator.comparingLong(Entry::due).thenComparingInt(Entry::id));
                if (entries.isEmpty() || entries.getFirst().due() > cycle) {
                    return;
                }
                var entry = entries.removeFirst();
                log.add(entry.id() + "@" + entry.due());
            }
        }
    }

    @Test
    void randomSchedulesFireAsTheReferenceSays() {
        var random = seeded();
        for (int round = 0; round < 200; round++) {
            var subject = new VirtualClock(1000);
            var reference = new ReferenceClock();
            var log = new ArrayList<String>();
            var alarms = new ArrayList<Alarm>();
            for (int step = 0; step < 300; step++) {
                int action = random.nextInt(10);
                if (action < 6) {
                    int id = alarms.size();
                    long due = subject.now() + random.nextInt(50);
                    alarms.add(subject.at(due, () -> log.add(id + "@" + subject.now())));
                    reference.entries.add(new ReferenceClock.Entry(due, id));
                } else if (action < 8 && !alarms.isEmpty()) {
                    int id = random.nextInt(alarms.size());
                    subject.cancel(alarms.get(id));
                    reference.entries.removeIf(entry -> entry.id() == id);
                } else {
                    long target = subject.now() + random.nextInt(30);
                    subject.advanceTo(target);
                    reference.advanceTo(target);
                }
                assertThat(subject.pendingAlarms()).isEqualTo(reference.entries.size());
            }
            assertThat(log).isEqualTo(reference.log);
        }
    }

    private static Random seeded() {
        long seed = Long.getLong("seed", 20260101L);
        System.out.println("VirtualClockTest -Dseed=" + seed);
        return new Random(seed);
    }
}
