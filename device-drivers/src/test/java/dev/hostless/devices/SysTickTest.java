package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SysTickTest {
    private static final int CSR = 0x0;
    private static final int RVR = 0x4;
    private static final int CVR = 0x8;
    private static final int CALIB = 0xc;
    private static final int COUNTFLAG = 1 << 16;

    private final VirtualClock clock = new VirtualClock(1_000_000);
    private final List<Long> pulses = new ArrayList<>();
    private boolean pending;
    private final SysTick tick = new SysTick("systick", clock, level -> {
        if (level) {
            pulses.add(clock.now());
        }
    }, () -> pending);

    private void start(int reload) {
        tick.write32(RVR, reload);
        tick.write32(CVR, 0);
        tick.write32(CSR, 0b111);
    }

    @Test
    void thePeriodIsTheReloadValuePlusOne() {
        start(9);
        clock.advanceTo(35);
        assertThat(pulses).containsExactly(10L, 20L, 30L);
        assertThat(tick.ticks()).isEqualTo(3);
        assertThat(tick.missedTicks()).isZero();
    }

    @Test
    void theCounterCountsDownOnePerCycle() {
        start(9);
        assertThat(tick.read32(CVR)).isZero();
        clock.advanceTo(1);
        assertThat(tick.read32(CVR)).isEqualTo(9);
        clock.advanceTo(9);
        assertThat(tick.read32(CVR)).isEqualTo(1);
        clock.advanceTo(10);
        assertThat(tick.read32(CVR)).isZero();
        clock.advanceTo(11);
        assertThat(tick.read32(CVR)).isEqualTo(9);
    }

    @Test
    void countFlagIsClearedByReading() {
        start(9);
        assertThat(tick.read32(CSR) & COUNTFLAG).isZero();
        clock.advanceTo(10);
        assertThat(tick.read32(CSR)).isEqualTo(COUNTFLAG | 0b111);
        assertThat(tick.read32(CSR)).isEqualTo(0b111);
    }

    @Test
    void writingTheCurrentValueStartsThePeriodAnewWithoutATick() {
        start(9);
        clock.advanceTo(13);
        tick.write32(CVR, 1234);
        assertThat(tick.read32(CSR) & COUNTFLAG).isZero();
        assertThat(tick.read32(CVR)).isZero();
        clock.advanceTo(23);
        assertThat(pulses).containsExactly(10L, 23L);
    }

    @Test
    void disablingStopsTheCounterWhereItIs() {
        start(9);
        clock.advanceTo(4);
        tick.write32(CSR, 0);
        clock.advanceTo(100);
        assertThat(tick.read32(CVR)).isEqualTo(6);
        tick.write32(CSR, 0b111);
        clock.advanceTo(106);
        assertThat(pulses).containsExactly(106L);
    }

    @Test
    void aNewReloadValueCountsFromTheNextLoad() {
        start(9);
        clock.advanceTo(5);
        tick.write32(RVR, 4);
        clock.advanceTo(20);
        assertThat(pulses).containsExactly(10L, 15L, 20L);
        tick.write32(RVR, 1);
        clock.advanceTo(22);
        assertThat(pulses).as("at zero the load is still to come").endsWith(22L);
    }

    @Test
    void aReloadValueOfZeroStopsTheCounter() {
        start(9);
        clock.advanceTo(5);
        tick.write32(RVR, 0);
        clock.advanceTo(1000);
        assertThat(tick.ticks()).isEqualTo(1);
        tick.write32(RVR, 9);
        clock.advanceTo(1010);
        assertThat(tick.ticks()).isEqualTo(2);
    }

    @Test
    void withoutTickintTheFlagIsSetAndTheLineIsQuiet() {
        tick.write32(RVR, 9);
        tick.write32(CSR, 1);
        clock.advanceTo(10);
        assertThat(pulses).isEmpty();
        assertThat(tick.read32(CSR) & COUNTFLAG).isNotZero();
        pending = true;
        clock.advanceTo(20);
        assertThat(tick.missedTicks()).isZero();
    }

    @Test
    void aTickThatFindsTheLastOneWaitingIsMissed() {
        start(9);
        clock.advanceTo(10);
        pending = true;
        clock.advanceTo(30);
        pending = false;
        clock.advanceTo(40);
        assertThat(tick.ticks()).isEqualTo(4);
        assertThat(tick.missedTicks()).isEqualTo(2);
    }

    @Test
    void missedTicksAreThoseThatTheControllerCoalesces() {
        var nvic = new Nvic("nvic", clock, 16);
        nvic.write32(0, 1 << 15);
        var wired = new SysTick("systick", clock, nvic.line(15), () -> nvic.isPending(15));
        wired.write32(RVR, 9);
        wired.write32(CSR, 0b11);
        clock.advanceTo(35);
        assertThat(nvic.highestPending()).isEqualTo(15);
        assertThat(nvic.figures(15).coalesced()).isEqualTo(wired.missedTicks()).isEqualTo(2);
        assertThat(nvic.acknowledge(15)).isEqualTo(25);
    }

    @Test
    void theReloadValueHasTwentyFourBits() {
        tick.write32(RVR, -1);
        assertThat(tick.read32(RVR)).isEqualTo(0xffffff);
    }

    @Test
    void calibrationGivesTenMilliseconds() {
        assertThat(tick.read32(CALIB)).isEqualTo(1 << 31 | 9_999);
        var odd = new SysTick("systick", new VirtualClock(32_768), _ -> {}, () -> false);
        assertThat(odd.read32(CALIB)).as("not exact").isEqualTo(3 << 30 | 326);
        var fast = new SysTick("systick", new VirtualClock(4_000_000_000L), _ -> {}, () -> false);
        assertThat(fast.read32(CALIB)).as("does not fit").isEqualTo(3 << 30);
    }

    @Test
    void aResetStopsTheTimer() {
        start(9);
        clock.advanceTo(5);
        tick.reset();
        clock.advanceTo(100);
        assertThat(pulses).isEmpty();
        assertThat(tick.read32(CVR)).isZero();
        assertThat(tick.read32(CSR)).isEqualTo(0b100);
        assertThat(clock.pendingAlarms()).isZero();
    }
}
