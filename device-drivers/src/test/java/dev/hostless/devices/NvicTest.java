package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class NvicTest {
    private static final int ISER = 0x000;
    private static final int ICER = 0x080;
    private static final int ISPR = 0x100;
    private static final int ICPR = 0x180;
    private static final int IABR = 0x200;
    private static final int IPR = 0x300;

    private final VirtualClock clock = new VirtualClock(1_000_000);
    private final Nvic nvic = new Nvic("nvic", clock, 32);
    private final InterruptLine line3 = nvic.line(3);
    private final InterruptLine line5 = nvic.line(5);

    private void pulse(InterruptLine line) {
        line.set(true);
        line.set(false);
    }

    @Test
    void anEnabledLineThatRisesIsDelivered() {
        nvic.write32(ISER, 1 << 3);
        line3.set(true);
        assertThat(nvic.read32(ISPR)).isEqualTo(1 << 3);
        assertThat(nvic.highestPending()).isEqualTo(3);
        clock.advanceTo(12);
        assertThat(nvic.acknowledge(3)).isEqualTo(12);
        assertThat(nvic.read32(ISPR)).isZero();
        assertThat(nvic.read32(IABR)).isEqualTo(1 << 3);
        line3.set(false);
        nvic.complete(3);
        assertThat(nvic.read32(IABR)).isZero();
        assertThat(nvic.highestPending()).isEqualTo(Nvic.NONE);
        assertThat(nvic.figures(3)).isEqualTo(new InterruptFigures(1, 1, 0, 0, 12, 12));
    }

    @Test
    void aDisabledLineWaitsUntilItIsEnabled() {
        pulse(line3);
        assertThat(nvic.isPending(3)).isTrue();
        assertThat(nvic.highestPending()).isEqualTo(Nvic.NONE);
        assertThat(nvic.pendingEnabled()).isZero();
        nvic.write32(ISER, 1 << 3);
        assertThat(nvic.pendingEnabled()).isEqualTo(1 << 3);
        nvic.write32(ICER, 1 << 3);
        assertThat(nvic.pendingEnabled()).isZero();
        assertThat(nvic.read32(ISER)).isZero();
    }

    @Test
    void aLineThatIsStillAssertedAtCompletionIsPendingAgain() {
        nvic.write32(ISER, 1 << 3);
        line3.set(true);
        nvic.acknowledge(3);
        assertThat(nvic.isPending(3)).isFalse();
        nvic.complete(3);
        assertThat(nvic.highestPending()).isEqualTo(3);
        assertThat(nvic.figures(3).asserted()).isEqualTo(2);
    }

    @Test
    void aPulseWhileActiveIsTheNextInterrupt() {
        nvic.write32(ISER, 1 << 3);
        pulse(line3);
        nvic.acknowledge(3);
        pulse(line3);
        assertThat(nvic.isActive(3) && nvic.isPending(3)).isTrue();
        assertThat(nvic.highestPending()).as("it does not preempt itself").isEqualTo(Nvic.NONE);
        nvic.complete(3);
        assertThat(nvic.highestPending()).isEqualTo(3);
    }

    @Test
    void pulsesWhilePendingCoalesce() {
        nvic.write32(ISER, 1 << 3);
        pulse(line3);
        clock.advanceTo(10);
        pulse(line3);
        pulse(line3);
        clock.advanceTo(30);
        assertThat(nvic.acknowledge(3)).as("from the first").isEqualTo(30);
        assertThat(nvic.figures(3)).isEqualTo(new InterruptFigures(3, 1, 2, 0, 30, 30));
    }

    @Test
    void clearingThePendingStateLosesTheInterrupt() {
        pulse(line3);
        nvic.write32(ICPR, 1 << 3);
        assertThat(nvic.isPending(3)).isFalse();
        assertThat(nvic.figures(3).lost()).isEqualTo(1);
    }

    @Test
    void anAssertedLineCannotBeClearedBySoftware() {
        line3.set(true);
        nvic.write32(ICPR, 1 << 3);
        assertThat(nvic.isPending(3)).isTrue();
        assertThat(nvic.figures(3).lost()).isZero();
    }

    @Test
    void softwareMaySetALinePending() {
        nvic.write32(ISER, 1 << 9);
        nvic.write32(ISPR, 1 << 9);
        assertThat(nvic.highestPending()).isEqualTo(9);
    }

    @Test
    void theLowestPriorityValueComesFirstAndThenTheLowestNumber() {
        nvic.write32(ISER, -1);
        pulse(line5);
        pulse(line3);
        assertThat(nvic.highestPending()).isEqualTo(3);
        nvic.write32(IPR, 0x40 << 24);
        nvic.write32(IPR + 4, 0x20 << 8);
        assertThat(nvic.highestPending()).isEqualTo(5);
        assertThat(nvic.priority(3)).isEqualTo(0x40);
    }

    @Test
    void onlyAHigherPriorityPreemptsAnActiveHandler() {
        nvic.write32(ISER, -1);
        nvic.write32(IPR, 0x40 << 24);
        nvic.write32(IPR + 4, 0x40 << 8 | 0x30);
        pulse(line3);
        nvic.acknowledge(3);
        pulse(line5);
        assertThat(nvic.highestPending()).as("equal priority waits").isEqualTo(Nvic.NONE);
        pulse(nvic.line(4));
        assertThat(nvic.highestPending()).isEqualTo(4);
        nvic.acknowledge(4);
        assertThat(nvic.read32(IABR)).isEqualTo(0b11000);
        nvic.complete(4);
        assertThat(nvic.highestPending()).isEqualTo(Nvic.NONE);
        nvic.complete(3);
        assertThat(nvic.highestPending()).isEqualTo(5);
    }

    @Test
    void handlersNestThreeDeepAndUnwindInOrder() {
        nvic.write32(ISER, -1);
        nvic.write32(IPR, 0x80 << 24);
        nvic.write32(IPR + 4, 0x20 << 8 | 0x40);
        pulse(line3);
        nvic.acknowledge(nvic.highestPending());
        pulse(nvic.line(4));
        nvic.acknowledge(nvic.highestPending());
        pulse(line5);
        nvic.acknowledge(nvic.highestPending());
        assertThat(nvic.read32(IABR)).isEqualTo(0b111000);
        pulse(line3);
        pulse(nvic.line(4));
        nvic.complete(5);
        assertThat(nvic.highestPending()).as("4 does not preempt itself").isEqualTo(Nvic.NONE);
        nvic.complete(4);
        assertThat(nvic.highestPending()).as("its next run comes before 3's").isEqualTo(4);
        nvic.acknowledge(4);
        nvic.complete(4);
        assertThat(nvic.highestPending()).isEqualTo(Nvic.NONE);
        nvic.complete(3);
        assertThat(nvic.highestPending()).isEqualTo(3);
    }

    @Test
    void theNextHandlerFollowsWithoutAReturnBetween() {
        nvic.write32(ISER, -1);
        pulse(line5);
        nvic.acknowledge(5);
        pulse(line3);
        pulse(nvic.line(9));
        clock.advanceTo(20);
        nvic.complete(5);
        assertThat(nvic.highestPending()).as("tail-chained in the same cycle").isEqualTo(3);
        assertThat(nvic.acknowledge(3)).isEqualTo(20);
        nvic.complete(3);
        assertThat(nvic.highestPending()).isEqualTo(9);
    }

    @Test
    void aMoreUrgentLineThatComesLateIsTakenFirst() {
        nvic.write32(ISER, -1);
        nvic.write32(IPR, 0x40 << 24);
        pulse(line3);
        assertThat(nvic.highestPending()).isEqualTo(3);
        pulse(line5);
        assertThat(nvic.highestPending()).isEqualTo(5);
        nvic.acknowledge(5);
        assertThat(nvic.highestPending()).isEqualTo(Nvic.NONE);
        nvic.complete(5);
        assertThat(nvic.highestPending()).isEqualTo(3);
    }

    @Test
    void disablingAnActiveLineLetsItsHandlerFinish() {
        nvic.write32(ISER, 1 << 3);
        line3.set(true);
        nvic.acknowledge(3);
        nvic.write32(ICER, 1 << 3);
        assertThat(nvic.isActive(3)).isTrue();
        nvic.complete(3);
        assertThat(nvic.isPending(3)).isTrue();
        assertThat(nvic.highestPending()).as("pending, but disabled").isEqualTo(Nvic.NONE);
    }

    @Test
    void onlyTheTopBitsOfAPriorityAreImplemented() {
        nvic.write32(IPR, 0x000000ff);
        assertThat(nvic.read32(IPR)).isEqualTo(0xf0);
    }

    @Test
    void theListenerHearsOfWhatAWaitingBoardWouldWakeFor() {
        int[] calls = {0};
        nvic.onPending(() -> calls[0]++);
        pulse(line3);
        assertThat(calls[0]).as("disabled").isZero();
        nvic.write32(ISER, 1 << 3);
        assertThat(calls[0]).isEqualTo(1);
        pulse(line3);
        assertThat(calls[0]).as("already pending").isEqualTo(1);
        nvic.write32(ISER, 1 << 5);
        pulse(line5);
        assertThat(calls[0]).isEqualTo(2);
    }

    @Test
    void aResetForgetsAllButTheLevels() {
        nvic.write32(ISER, -1);
        nvic.write32(IPR, -1);
        line3.set(true);
        pulse(line5);
        nvic.acknowledge(5);
        nvic.reset();
        assertThat(nvic.read32(ISER)).isZero();
        assertThat(nvic.read32(IABR)).isZero();
        assertThat(nvic.read32(IPR)).isZero();
        assertThat(nvic.read32(ISPR)).isEqualTo(1 << 3);
        assertThat(nvic.figures(3)).isEqualTo(new InterruptFigures(2, 0, 0, 1, 0, 0));
    }

    @Test
    void linesBeyondTheFirstWordsWork() {
        var big = new Nvic("nvic", clock, 70);
        big.write32(ISER + 8, -1);
        big.write32(IPR + 68, 0x10 << 8);
        assertThat(big.read32(ISER + 8)).as("only 70 lines").isEqualTo(0b111111);
        big.line(69).set(true);
        assertThat(big.highestPending()).isEqualTo(69);
        assertThat(big.priority(69)).isEqualTo(0x10);
        assertThat(big.pendingEnabled()).isZero();
        assertThat(big.read32(ISPR + 8)).isEqualTo(1 << 5);
        big.line(40).set(true);
        big.write32(ISER + 4, 1 << 8);
        assertThat(big.pendingEnabled()).isEqualTo(1L << 40);
        big.acknowledge(69);
        assertThat(big.read32(IABR + 8)).isEqualTo(1 << 5);
    }

    @Test
    void misuseByTheBoardIsABug() {
        assertThatIllegalStateException().isThrownBy(() -> nvic.acknowledge(3));
        assertThatIllegalStateException().isThrownBy(() -> nvic.complete(3));
        assertThatIllegalArgumentException().isThrownBy(() -> nvic.line(32))
                .withMessage("nvic has lines 0..31, not 32");
        assertThatIllegalArgumentException().isThrownBy(() -> new Nvic("nvic", clock, 241));
    }

    @Test
    void everyAssertionEndsInExactlyOneWay() {
        long seed = Long.getLong("seed", 7L);
        System.out.println("NvicTest -Dseed=" + seed);
        var random = new Random(seed);
        nvic.write32(ISER, 0x00ffffff);
        for (int step = 0; step < 20_000; step++) {
            clock.advanceTo(clock.now() + random.nextInt(3));
            int line = random.nextInt(32);
            switch (random.nextInt(7)) {
                case 0, 1 -> nvic.line(line).set(random.nextBoolean());
                case 2 -> nvic.write32(ISPR, 1 << line);
                case 3 -> nvic.write32(ICPR, 1 << line);
                case 4 -> nvic.write32(IPR + line / 4 * 4, random.nextInt());
                case 5 -> {
                    int next = nvic.highestPending();
                    if (next != Nvic.NONE && !nvic.isActive(next)) {
                        nvic.acknowledge(next);
                    }
                }
                default -> {
                    if (nvic.isActive(line)) {
                        nvic.complete(line);
                    }
                }
            }
        }
        long delivered = 0;
        for (int line = 0; line < 32; line++) {
            var figures = nvic.figures(line);
            assertThat(figures.asserted()).isEqualTo(figures.delivered() + figures.coalesced()
                    + figures.lost() + (nvic.isPending(line) ? 1 : 0));
            delivered += figures.delivered();
        }
        assertThat(delivered).isPositive();
    }
}
