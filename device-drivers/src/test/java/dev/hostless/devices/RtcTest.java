package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RtcTest {
    private static final int SECONDS = 0x00;
    private static final int SECONDS_HI = 0x04;
    private static final int NANOS = 0x08;
    private static final int ALARM = 0x0c;
    private static final int ALARM_HI = 0x10;
    private static final int CR = 0x14;
    private static final int SR = 0x18;

    /** 2026-01-01T00:00:00.5Z. */
    private static final long START = 1_767_225_600_500_000_000L;
    private static final int START_SECONDS = 1_767_225_600;

    private final VirtualClock clock = new VirtualClock(1000);
    private boolean asserted;
    private final Rtc rtc = new Rtc("rtc", clock, level -> asserted = level, START);

    @Test
    void timeFollowsTheVirtualClockFromTheEpoch() {
        assertThat(rtc.unixNanos()).isEqualTo(START);
        clock.advanceTo(750);
        assertThat(rtc.unixNanos()).isEqualTo(START + 750_000_000);
        assertThat(rtc.read32(SECONDS)).isEqualTo(START_SECONDS + 1);
        assertThat(rtc.read32(NANOS)).isEqualTo(250_000_000);
        assertThat(rtc.read32(SECONDS_HI)).isZero();
    }

    @Test
    void theOtherWordsAreLatchedByASecondsRead() {
        rtc.read32(SECONDS);
        clock.advanceTo(400);
        assertThat(rtc.read32(NANOS)).isEqualTo(500_000_000);
        rtc.read32(SECONDS);
        assertThat(rtc.read32(NANOS)).isEqualTo(900_000_000);
    }

    @Test
    void secondsHaveAHighWord() {
        var late = new Rtc("rtc", clock, _ -> {}, 5_000_000_000L * 1_000_000_000L);
        assertThat(Integer.toUnsignedLong(late.read32(SECONDS))
                + ((long) late.read32(SECONDS_HI) << 32)).isEqualTo(5_000_000_000L);
    }

    @Test
    void firmwareCannotSetTheTime() {
        rtc.write32(SECONDS, 0);
        rtc.write32(NANOS, 0);
        assertThat(rtc.read32(SECONDS)).isEqualTo(START_SECONDS);
    }

    @Test
    void theAlarmComesAtItsSecond() {
        rtc.write32(ALARM, START_SECONDS + 2);
        rtc.write32(CR, 0b11);
        clock.advanceTo(1499);
        assertThat(asserted).isFalse();
        clock.advanceTo(1500);
        assertThat(asserted).isTrue();
        assertThat(rtc.read32(SR)).isEqualTo(1);
        rtc.write32(SR, 1);
        assertThat(asserted).isFalse();
        clock.advanceTo(10_000);
        assertThat(rtc.read32(SR)).as("once").isZero();
    }

    @Test
    void anAlarmInThePastComesAtOnce() {
        rtc.write32(ALARM, START_SECONDS);
        rtc.write32(CR, 0b01);
        assertThat(rtc.read32(SR)).isEqualTo(1);
        assertThat(asserted).as("ALRIE is off").isFalse();
        rtc.write32(CR, 0b11);
        assertThat(asserted).isTrue();
    }

    @Test
    void disarmingTakesTheAlarmBack() {
        rtc.write32(ALARM, START_SECONDS + 2);
        rtc.write32(CR, 0b11);
        rtc.write32(CR, 0b10);
        clock.advanceTo(5000);
        assertThat(rtc.read32(SR)).isZero();
        assertThat(clock.pendingAlarms()).isZero();
    }

    @Test
    void anAlarmBeyondTimeNeverComes() {
        rtc.write32(ALARM_HI, -1);
        rtc.write32(CR, 0b11);
        rtc.write32(ALARM_HI, 1 << 20);
        clock.advanceTo(1_000_000);
        assertThat(rtc.read32(SR)).isZero();
    }

    @Test
    void aResetKeepsTheTimeAndDropsTheAlarm() {
        rtc.write32(ALARM, START_SECONDS + 2);
        rtc.write32(CR, 0b11);
        clock.advanceTo(1000);
        rtc.reset();
        clock.advanceTo(3000);
        assertThat(asserted).isFalse();
        assertThat(rtc.read32(SECONDS)).isEqualTo(START_SECONDS + 3);
    }

    @Test
    void timeBeforeTheEpochIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rtc("rtc", clock, _ -> {}, -1))
                .withMessageContaining("rtc must start in 1970 or later");
    }

    @Test
    void aFastCrystalRunsAheadFromWhereItIs() {
        clock.advanceTo(1_000);
        rtc.drift(1_000);
        assertThat(rtc.unixNanos()).isEqualTo(START + 1_000_000_000);
        clock.advanceTo(11_000);
        assertThat(rtc.unixNanos()).isEqualTo(START + 11_010_000_000L);
        rtc.drift(0);
        clock.advanceTo(12_000);
        assertThat(rtc.unixNanos()).isEqualTo(START + 12_010_000_000L);
    }

    @Test
    void anAlarmOfADriftingClockComesAtItsSecondOfThatClock() {
        rtc.write32(ALARM, START_SECONDS + 20);
        rtc.write32(CR, 0b11);
        rtc.drift(-Rtc.DRIFT_LIMIT);
        // 19.5 s of a clock that is a tenth slow are 21.67 s.
        clock.advanceTo(21_666);
        assertThat(asserted).isFalse();
        clock.advanceTo(21_667);
        assertThat(asserted).isTrue();
        assertThat(rtc.unixNanos()).isBetween((START_SECONDS + 20) * 1_000_000_000L,
                (START_SECONDS + 20) * 1_000_000_000L + 1_000_000);
    }

    @Test
    void aDriftBeyondATenthIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> rtc.drift(Rtc.DRIFT_LIMIT + 1))
                .withMessageContaining("100000 parts per million");
    }
}
