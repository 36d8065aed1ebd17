package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TimerTest {
    private static final int CR1 = 0x00;
    private static final int DIER = 0x0c;
    private static final int SR = 0x10;
    private static final int EGR = 0x14;
    private static final int CCMR1 = 0x18;
    private static final int CCMR2 = 0x1c;
    private static final int CCER = 0x20;
    private static final int CNT = 0x24;
    private static final int PSC = 0x28;
    private static final int ARR = 0x2c;
    private static final int CCR1 = 0x34;
    private static final int CCR2 = 0x38;
    private static final int CCR4 = 0x40;

    private static final int CEN = 1;
    private static final int UDIS = 1 << 1;
    private static final int URS = 1 << 2;
    private static final int OPM = 1 << 3;
    private static final int ARPE = 1 << 7;
    private static final int UIF = 1;
    private static final int CC1 = 1 << 1;
    private static final int CC2 = 1 << 2;

    private final VirtualClock clock = new VirtualClock(1_000_000);
    private boolean asserted;
    private final Timer timer = new Timer("timer0", clock, level -> asserted = level);

    private void advance(long cycles) {
        clock.advanceTo(clock.now() + cycles);
    }

    private int flags() {
        return timer.read32(SR);
    }

    /** Loads prescaler and reload, without a flag. */
    private void period(int prescaler, int reload) {
        timer.write32(PSC, prescaler);
        timer.write32(ARR, reload);
        timer.write32(CR1, URS);
        timer.write32(EGR, 1);
        timer.write32(CR1, 0);
    }

    @Test
    void theCounterStepsEveryPrescalerPlusOneCycles() {
        period(3, 1000);
        timer.write32(CR1, CEN);
        advance(3);
        assertThat(timer.read32(CNT)).isZero();
        advance(1);
        assertThat(timer.read32(CNT)).isEqualTo(1);
        advance(396);
        assertThat(timer.read32(CNT)).isEqualTo(100);
    }

    @Test
    void theStepAfterTheReloadValueIsTheUpdateEvent() {
        period(0, 9);
        timer.write32(DIER, UIF);
        timer.write32(CR1, CEN);
        advance(9);
        assertThat(timer.read32(CNT)).isEqualTo(9);
        assertThat(asserted).isFalse();
        advance(1);
        assertThat(asserted).isTrue();
        assertThat(timer.read32(CNT)).isZero();
        assertThat(flags() & UIF).isEqualTo(UIF);
        timer.write32(SR, ~UIF);
        assertThat(asserted).isFalse();
        advance(10);
        assertThat(asserted).as("again, a period later").isTrue();
    }

    @Test
    void aTimerThatNobodyWaitsForCostsNoEvents() {
        period(0, 9);
        timer.write32(CR1, CEN);
        assertThat(clock.pendingAlarms()).isZero();
        advance(1_000_000_000_003L);
        assertThat(timer.read32(CNT)).isEqualTo(3);
        assertThat(flags() & UIF).isEqualTo(UIF);
        timer.write32(DIER, UIF);
        assertThat(asserted).isTrue();
        assertThat(clock.pendingAlarms()).as("the flag is set already").isZero();
    }

    @Test
    void aFlagThatWasDueBeforeAWriteToStatusIsClearedByIt() {
        period(0, 9);
        timer.write32(CR1, CEN);
        advance(15);
        timer.write32(SR, 0);
        assertThat(flags()).isZero();
        advance(4);
        assertThat(flags()).isZero();
        advance(1);
        assertThat(flags() & UIF).isEqualTo(UIF);
    }

    @Test
    void prescalerAndPreloadedReloadCountFromTheUpdateEvent() {
        period(0, 9);
        timer.write32(CR1, ARPE | CEN);
        timer.write32(ARR, 4);
        timer.write32(PSC, 1);
        advance(9);
        assertThat(timer.read32(CNT)).isEqualTo(9);
        advance(1 + 8);
        assertThat(timer.read32(CNT)).isEqualTo(4);
        advance(2);
        assertThat(timer.read32(CNT)).isZero();
    }

    @Test
    void withoutPreloadAReloadValueCountsAtOnce() {
        period(0, 100);
        timer.write32(CR1, CEN);
        advance(5);
        timer.write32(ARR, 6);
        advance(2);
        assertThat(timer.read32(CNT)).isZero();
        assertThat(flags() & UIF).isEqualTo(UIF);
    }

    @Test
    void aCounterBeyondTheReloadValueRunsToTheEndOfItsBitsWithoutAnEvent() {
        period(0, 100);
        timer.write32(CR1, CEN);
        timer.write32(CNT, -3);
        advance(3);
        assertThat(timer.read32(CNT)).isZero();
        assertThat(flags() & UIF).isZero();
    }

    @Test
    void aReloadValueOfZeroStopsTheCounter() {
        period(0, 0);
        timer.write32(DIER, UIF);
        timer.write32(CR1, CEN);
        advance(1000);
        assertThat(timer.read32(CNT)).isZero();
        assertThat(flags() & UIF).isZero();
        timer.write32(ARR, 5);
        advance(6);
        assertThat(asserted).isTrue();
    }

    @Test
    void updateByDemandStartsAgainAndFlagsUnlessItIsToldNotTo() {
        period(0, 100);
        timer.write32(CR1, CEN);
        advance(50);
        timer.write32(EGR, 1);
        assertThat(timer.read32(CNT)).isZero();
        assertThat(flags() & UIF).isEqualTo(UIF);
        timer.write32(SR, 0);
        timer.write32(CR1, CEN | URS);
        timer.write32(EGR, 1);
        assertThat(flags() & UIF).isZero();
        timer.write32(CR1, CEN | UDIS);
        advance(101);
        assertThat(timer.read32(CNT)).isZero();
        assertThat(flags() & UIF).as("no update events").isZero();
    }

    @Test
    void onePulseStopsAtTheUpdateEvent() {
        period(0, 9);
        timer.write32(DIER, UIF);
        timer.write32(CR1, CEN | OPM);
        advance(25);
        assertThat(asserted).isTrue();
        assertThat(timer.read32(CR1)).isEqualTo(OPM);
        assertThat(timer.read32(CNT)).isZero();
        timer.write32(SR, 0);
        timer.write32(CR1, CEN | OPM);
        advance(9);
        assertThat(asserted).isFalse();
        advance(1);
        assertThat(asserted).isTrue();
    }

    @Test
    void aStoppedCounterKeepsItsValueAndTheAgeOfItsStep() {
        period(9, 100);
        timer.write32(CR1, CEN);
        advance(37);
        timer.write32(CR1, 0);
        advance(1000);
        assertThat(timer.read32(CNT)).isEqualTo(3);
        timer.write32(CR1, CEN);
        advance(2);
        assertThat(timer.read32(CNT)).isEqualTo(3);
        advance(1);
        assertThat(timer.read32(CNT)).isEqualTo(4);
    }

    @Test
    void aMatchAssertsTheLineAtItsCycle() {
        period(0, 99);
        timer.write32(CCR1, 30);
        timer.write32(CCR2, 60);
        timer.write32(CCR4, 500);
        timer.write32(DIER, CC1);
        timer.write32(CR1, CEN);
        advance(29);
        assertThat(asserted).isFalse();
        advance(1);
        assertThat(asserted).isTrue();
        assertThat(flags()).isEqualTo(CC1);
        timer.write32(SR, ~CC1);
        assertThat(asserted).isFalse();
        advance(30);
        assertThat(flags()).isEqualTo(CC2);
        advance(40);
        assertThat(flags() & 1 << 4).as("beyond the period: at the overflow").isNotZero();
        assertThat(asserted).isFalse();
        advance(30);
        assertThat(asserted).as("in the next period").isTrue();
    }

    @Test
    void aPreloadedCompareValueCountsFromTheUpdateEvent() {
        period(0, 99);
        timer.write32(CCMR1, 1 << 3);
        timer.write32(CCR1, 50);
        timer.write32(EGR, 1);
        timer.write32(CR1, CEN);
        advance(10);
        timer.write32(SR, 0);
        timer.write32(CCR1, 20);
        advance(20);
        assertThat(flags() & CC1).isZero();
        advance(20);
        assertThat(flags() & CC1).isNotZero();
        advance(60);
        timer.write32(SR, 0);
        advance(10);
        assertThat(flags() & CC1).as("20 cycles into the next period").isNotZero();
    }

    @Test
    void pulseWidthModulationDrivesItsPin() {
        var edges = new ArrayList<String>();
        timer.connect(1, high -> edges.add((high ? "+" : "-") + clock.now()));
        period(0, 9);
        timer.write32(CCR1, 3);
        timer.write32(CCMR1, 6 << 4);
        timer.write32(CCER, 1);
        timer.write32(CR1, CEN);
        advance(25);
        assertThat(edges).containsExactly("+0", "-3", "+10", "-13", "+20", "-23");
        edges.clear();
        timer.write32(CCER, 3);
        assertThat(edges).as("active low").containsExactly("+25");
        timer.write32(CCER, 0);
        assertThat(edges).containsExactly("+25", "-25");
    }

    @Test
    void outputsToggleAndAreForced() {
        var levels = new ArrayList<Boolean>();
        timer.connect(2, levels::add);
        period(0, 9);
        timer.write32(CCR2, 5);
        timer.write32(CCMR1, 3 << 12);
        timer.write32(CCER, 1 << 4);
        timer.write32(CR1, CEN);
        advance(30);
        assertThat(levels).containsExactly(true, false, true);
        timer.write32(CCMR1, 4 << 12);
        timer.write32(CCMR1, 5 << 12);
        assertThat(levels).containsExactly(true, false, true, false, true);
        timer.write32(CCMR1, 2 << 12);
        advance(10);
        assertThat(levels).endsWith(false);
        timer.write32(CCMR1, 1 << 12);
        advance(10);
        assertThat(levels).endsWith(true);
    }

    @Test
    void anEdgeOfAPinCapturesTheCounter() {
        var gpio = new Gpio("gpio0", _ -> {});
        gpio.pin(7).listen(high -> timer.input(1, high));
        period(0, 999);
        timer.write32(CCMR1, 1);
        timer.write32(CCER, 1);
        timer.write32(DIER, CC1);
        timer.write32(CR1, CEN);
        advance(42);
        gpio.drive(7, true);
        assertThat(asserted).isTrue();
        advance(10);
        gpio.drive(7, false);
        assertThat(timer.read32(SR)).as("falling edges are not captured").isEqualTo(CC1);
        assertThat(timer.read32(CCR1)).isEqualTo(42);
        assertThat(asserted).as("reading the value clears the flag").isFalse();
        timer.write32(CCR1, 7);
        assertThat(timer.read32(CCR1)).as("a capture is read only").isEqualTo(42);
    }

    @Test
    void polarityNeighbourAndOvercapture() {
        period(0, 999);
        timer.write32(CCMR1, 1 | 2 << 8); // Both channels listen to pin 1.
        timer.write32(CCER, 0b0011_1011); // Channel 1: both edges. Channel 2: falling.
        timer.write32(CR1, CEN);
        advance(10);
        timer.input(1, true);
        advance(10);
        timer.input(1, false);
        timer.input(1, false);
        assertThat(timer.read32(SR)).isEqualTo(CC1 | CC2 | 1 << 9);
        assertThat(timer.read32(CCR1)).isEqualTo(20);
        assertThat(timer.read32(CCR2)).isEqualTo(20);
        assertThat(timer.read32(SR)).as("overcapture stays").isEqualTo(1 << 9);
        timer.write32(SR, ~(1 << 9));
        assertThat(timer.read32(SR)).isZero();
    }

    @Test
    void softwareMakesAMatchOrACapture() {
        period(0, 999);
        timer.write32(CCMR2, 1 << 8);
        timer.write32(CR1, CEN);
        advance(77);
        timer.write32(EGR, 1 << 3 | 1 << 4);
        assertThat(timer.read32(SR)).isEqualTo(1 << 3 | 1 << 4);
        assertThat(timer.read32(CCR4)).isEqualTo(77);
    }

    @Test
    void aResetStopsEverything() {
        period(4, 9);
        timer.write32(DIER, UIF);
        timer.write32(CR1, CEN);
        advance(50);
        assertThat(asserted).isTrue();
        timer.reset();
        assertThat(asserted).isFalse();
        assertThat(clock.pendingAlarms()).isZero();
        assertThat(timer.read32(ARR)).isEqualTo(-1);
        timer.write32(CR1, CEN);
        advance(5);
        assertThat(timer.read32(CNT)).as("the prescaler is 1 again").isEqualTo(5);
    }

    @Test
    void channelsAreNumberedFromOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> timer.input(0, true))
                .withMessage("timer0 has channels 1..4, not 0");
        assertThatIllegalArgumentException().isThrownBy(() -> timer.connect(5, _ -> {}));
    }

    /** A timer that is looked at in every cycle and one that is looked at now and then agree. */
    @Test
    void lazyCountingIsExact() {
        long seed = Long.getLong("seed", 11L);
        System.out.println("TimerTest -Dseed=" + seed);
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            var ownClock = new VirtualClock(1_000_000);
            var lazy = new Timer("lazy", ownClock, _ -> {});
            var eager = new Timer("eager", ownClock, _ -> {});
            eager.connect(1, _ -> {});
            for (int step = 0; step < 12; step++) {
                disturb(List.of(lazy, eager), random);
                int cycles = random.nextInt(80);
                for (int cycle = 0; cycle < cycles; cycle++) {
                    ownClock.advanceTo(ownClock.now() + 1);
                    eager.read32(CNT);
                }
                for (int offset : new int[]{CR1, SR, CNT, CCR1, CCR2}) {
                    assertThat(lazy.read32(offset)).as("round %d step %d offset 0x%x", round, step,
                            offset).isEqualTo(eager.read32(offset));
                }
            }
        }
    }

    private static void disturb(List<Timer> timers, Random random) {
        int kind = random.nextInt(9);
        int small = random.nextInt(12);
        boolean level = random.nextBoolean();
        for (var timer : timers) {
            switch (kind) {
                case 0 -> timer.write32(CR1, small | (level ? ARPE : 0) | CEN);
                case 1 -> timer.write32(PSC, small / 3);
                case 2 -> timer.write32(ARR, small);
                case 3 -> timer.write32(CCR1, small);
                case 4 -> timer.write32(CCR2, small);
                case 5 -> timer.write32(CCMR1, small << 4 | (level ? 8 : 0));
                case 6 -> timer.write32(EGR, small & 3);
                case 7 -> timer.write32(SR, 0);
                default -> timer.write32(CNT, small);
            }
        }
    }
}
