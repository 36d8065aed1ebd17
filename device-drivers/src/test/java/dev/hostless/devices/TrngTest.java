package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrngTest {
    private static final int CR = 0x00;
    private static final int SR = 0x04;
    private static final int DR = 0x08;
    private static final int RNGEN = 1 << 2;
    private static final int IE = 1 << 3;

    private final VirtualClock clock = new VirtualClock(1_000_000);
    private boolean asserted;
    private final Trng trng = new Trng("trng", clock, level -> asserted = level, 0);

    private int next() {
        clock.advanceTo(clock.now() + 40);
        return trng.read32(DR);
    }

    @Test
    void theWordsAreSplitMixOfTheSeed() {
        trng.write32(CR, RNGEN);
        // The upper halves of the first outputs for seed 0, as the algorithm's authors give them:
        // e220a8397b1dcdaf, 6e789e6aa1b965f4, 06c45d188009454f.
        assertThat(next()).isEqualTo(0xe220a839);
        assertThat(next()).isEqualTo(0x6e789e6a);
        assertThat(next()).isEqualTo(0x06c45d18);
    }

    @Test
    void aWordIsReadyFortyCyclesAfterTheLast() {
        assertThat(trng.read32(SR)).as("switched off").isZero();
        trng.write32(CR, RNGEN);
        clock.advanceTo(39);
        assertThat(trng.read32(SR)).isZero();
        assertThat(trng.read32(DR)).as("nothing is taken").isZero();
        clock.advanceTo(40);
        assertThat(trng.read32(SR)).isEqualTo(1);
        assertThat(trng.read32(DR)).isEqualTo(0xe220a839);
        assertThat(trng.read32(SR)).isZero();
    }

    @Test
    void theInterruptFollowsReadiness() {
        trng.write32(CR, RNGEN | IE);
        clock.advanceTo(39);
        assertThat(asserted).isFalse();
        clock.advanceTo(40);
        assertThat(asserted).isTrue();
        trng.read32(DR);
        assertThat(asserted).isFalse();
        clock.advanceTo(80);
        assertThat(asserted).isTrue();
        trng.write32(CR, 0);
        assertThat(asserted).isFalse();
        assertThat(clock.pendingAlarms()).isZero();
    }

    @Test
    void fillTakesTheSameWordsFromTheirLowBytes() {
        byte[] bytes = new byte[8];
        trng.fill(bytes, 1, 6);
        assertThat(bytes).containsExactly(0, 0x39, 0xa8, 0x20, 0xe2, 0x6a, 0x9e, 0);
        trng.write32(CR, RNGEN);
        assertThat(next()).isEqualTo(0x06c45d18);
    }

    @Test
    void seedsGiveDifferentWordsAndTheSameSeedTheSame() {
        byte[] first = new byte[64];
        byte[] second = new byte[64];
        byte[] other = new byte[64];
        new Trng("trng", clock, _ -> {}, 1).fill(first);
        new Trng("trng", clock, _ -> {}, 1).fill(second);
        new Trng("trng", clock, _ -> {}, 2).fill(other);
        assertThat(first).isEqualTo(second);
        assertThat(Arrays.equals(first, other)).isFalse();
    }

    @Test
    void aResetSwitchesOffButDoesNotRewind() {
        trng.write32(CR, RNGEN);
        next();
        trng.reset();
        clock.advanceTo(1000);
        assertThat(trng.read32(SR)).isZero();
        trng.write32(CR, RNGEN);
        assertThat(next()).isEqualTo(0x6e789e6a);
    }
}
