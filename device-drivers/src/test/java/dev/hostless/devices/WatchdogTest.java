package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WatchdogTest {
    private static final int KR = 0x00;
    private static final int PR = 0x04;
    private static final int RLR = 0x08;
    private static final int SR = 0x0c;
    private static final int WINR = 0x10;
    private static final int EWCR = 0x14;

    private static final int RELOAD = 0xaaaa;
    private static final int ACCESS = 0x5555;
    private static final int START = 0xcccc;
    /** Cycles for a step with the smallest prescaler: 32 MHz by 32 kHz by 4. */
    private static final long STEP = 4000;

    private final VirtualClock clock = new VirtualClock(32_000_000);
    private boolean asserted;
    private long expiredAt = -1;
    private final Watchdog watchdog = new Watchdog("watchdog", clock,
            level -> asserted = level, () -> expiredAt = clock.now());

    private void advance(long cycles) {
        clock.advanceTo(clock.now() + cycles);
    }

    private void start(int reload) {
        watchdog.write32(KR, ACCESS);
        watchdog.write32(RLR, reload);
        watchdog.write32(KR, START);
    }

    @Test
    void itExpiresAfterTheReloadValueAndOneStep() {
        start(9);
        assertThat(watchdog.read32(SR)).isEqualTo(1 << 8);
        assertThat(watchdog.expiresAt()).isEqualTo(10 * STEP);
        advance(10 * STEP - 1);
        assertThat(expiredAt).isEqualTo(-1);
        advance(1);
        assertThat(expiredAt).isEqualTo(10 * STEP);
        assertThat(watchdog.expirations()).isEqualTo(1);
        advance(100 * STEP);
        assertThat(watchdog.expirations()).as("it waits for the board's reset").isEqualTo(1);
    }

    @Test
    void aKeyReloadsIt() {
        start(9);
        for (int round = 0; round < 20; round++) {
            advance(9 * STEP);
            watchdog.write32(KR, RELOAD);
        }
        assertThat(expiredAt).isEqualTo(-1);
        assertThat(watchdog.expiresAt()).isEqualTo(clock.now() + 10 * STEP);
    }

    @Test
    void withoutItsStartKeyItNeverExpires() {
        watchdog.write32(KR, RELOAD);
        advance(1_000_000_000);
        assertThat(expiredAt).isEqualTo(-1);
        assertThat(watchdog.read32(SR)).isZero();
        assertThat(watchdog.expiresAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void thePrescalerDoublesTheStepUpTo256() {
        watchdog.write32(KR, ACCESS);
        watchdog.write32(PR, 7);
        start(9);
        assertThat(watchdog.expiresAt()).isEqualTo(10 * STEP * 64);
    }

    @Test
    void theKeyGuardsTheRegisters() {
        watchdog.write32(PR, 3);
        watchdog.write32(RLR, 5);
        watchdog.write32(EWCR, 1 << 15 | 2);
        watchdog.write32(WINR, 1);
        assertThat(watchdog.read32(PR)).isZero();
        assertThat(watchdog.read32(RLR)).isEqualTo(0xfff);
        assertThat(watchdog.read32(EWCR)).isZero();
        assertThat(watchdog.read32(WINR)).isEqualTo(0xfff);
        watchdog.write32(KR, ACCESS);
        watchdog.write32(PR, 3);
        assertThat(watchdog.read32(PR)).isEqualTo(3);
        watchdog.write32(KR, RELOAD);
        watchdog.write32(PR, 1);
        assertThat(watchdog.read32(PR)).as("closed by another key").isEqualTo(3);
    }

    @Test
    void theEarlyWakeUpComesBeforeTheEnd() {
        watchdog.write32(KR, ACCESS);
        watchdog.write32(EWCR, 1 << 15 | 4);
        start(9);
        advance(6 * STEP - 1);
        assertThat(asserted).isFalse();
        advance(1);
        assertThat(asserted).as("the counter is at 3").isTrue();
        assertThat(watchdog.read32(SR)).isEqualTo(1 << 14 | 1 << 8);
        watchdog.write32(KR, RELOAD);
        watchdog.write32(KR, ACCESS);
        watchdog.write32(EWCR, 1 << 15 | 1 << 14 | 4);
        assertThat(asserted).isFalse();
        assertThat(expiredAt).isEqualTo(-1);
        advance(6 * STEP);
        assertThat(asserted).as("armed again").isTrue();
    }

    @Test
    void aReloadOutsideOfTheWindowExpiresIt() {
        watchdog.write32(KR, ACCESS);
        watchdog.write32(WINR, 5);
        start(9);
        advance(3 * STEP);
        watchdog.write32(KR, RELOAD);
        assertThat(expiredAt).isEqualTo(clock.now());
    }

    @Test
    void aReloadWithinTheWindowIsFine() {
        watchdog.write32(KR, ACCESS);
        watchdog.write32(WINR, 5);
        start(9);
        advance(4 * STEP);
        watchdog.write32(KR, RELOAD);
        assertThat(expiredAt).isEqualTo(-1);
    }

    @Test
    void aResetStopsIt() {
        start(9);
        watchdog.reset();
        advance(1000 * STEP);
        assertThat(expiredAt).isEqualTo(-1);
        assertThat(clock.pendingAlarms()).isZero();
    }
}
