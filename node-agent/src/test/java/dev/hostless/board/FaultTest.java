package dev.hostless.board;

import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

/** What faults do to boards whose clock is 100 MHz. */
class FaultTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long FOR_EVER = -1;
    private static final long LAST_CYCLE = 2_000_000_000;

    private final FaultGuest guest = new FaultGuest();

    private static TestBoard run(byte[] module, String... faults) {
        return run(TestBoard.spec(), module, faults);
    }

    private static TestBoard run(BoardSpec spec, byte[] module, String... faults) {
        return TestBoard.run(spec, TestBoard.load(module), board -> {
            for (var fault : faults) {
                board.plan(FaultPlan.parse(fault));
            }
            board.injectAt(LAST_CYCLE, new InputEvent.InputEnd());
            board.stopAt(LAST_CYCLE + 1);
        });
    }

    @Test
    void aBrownOutStartsTheProgramAgainAndSaysWhy() {
        var board = run(guest.start(guest.printCause(), guest.sleep(FOR_EVER)), "brown-out@5ms",
                "brown-out@20ms");
        assertThat(board.out()).isEqualTo("011");
        assertThat(board.end()).isEqualTo(new BoardState.Waiting());
        assertThat(board.figures().mishaps().resets()).containsExactly(entry("brown-out", 2L));
        assertThat(board.figures().mishaps().faults()).containsExactly(entry("brown-out", 2L));
    }

    @Test
    void aGuestThatComputesIsResetToo() {
        var board = TestBoard.run(TestBoard.spec(),
                TestBoard.load(guest.start(guest.printCause(), TinyModule.forever())), made -> {
                    made.plan(FaultPlan.parse("brown-out@3ms"));
                    made.stopAt(400_000);
                });
        assertThat(board.out()).isEqualTo("01");
        assertThat(board.end()).isEqualTo(new BoardState.Running());
    }

    @Test
    void aPowerLossTakesItsTimeAndWhatIsInRam() {
        var module = guest.start(guest.increment(256), guest.printByte(256), guest.printCause(),
                guest.sleep(10 * MILLISECOND));
        var board = run(module, "power-loss:30ms@5ms");
        assertThat(board.outBytes()).containsExactly(1, '0', 1, '0');
        assertThat(board.figures().virtualNanos()).isBetween(45 * MILLISECOND,
                46 * MILLISECOND);
        assertThat(board.figures().mishaps().resets()).containsExactly(entry("power-on", 1L));
    }

    @Test
    void whatHappensWithoutPowerIsGone() {
        var board = TestBoard.run(TestBoard.spec(), TestBoard.load(guest.start(guest.print('<'),
                guest.printLines(20 * MILLISECOND), guest.print('>'))), made -> {
                    made.plan(FaultPlan.parse("power-loss:10ms@5ms"));
                    made.plan(FaultPlan.parse("brown-out@8ms"));
                    made.injectAt(1_000_000, new InputEvent.Interrupt(3));
                });
        assertThat(board.out()).isEqualTo("<<a>");
        assertThat(board.figures().mishaps().resets()).containsExactly(entry("power-on", 1L));
    }

    @Test
    void aFlippedBitIsSeenByTheGuest() {
        guest.module.data(512, new byte[]{'a'});
        var board = run(guest.start(guest.printByte(512), guest.sleep(2 * MILLISECOND),
                guest.printByte(512)), "bit-flip:0x200,1@1ms");
        assertThat(board.out()).isEqualTo("ac");
        assertThat(board.figures().mishaps().faults()).containsExactly(entry("bit-flip", 1L));
    }

    @Test
    void aBitBeyondTheMemoryHasNoEffect() {
        var board = run(guest.start(guest.sleep(2 * MILLISECOND), guest.print('k')),
                "bit-flip:0x1000000,1@1ms");
        assertThat(board.out()).isEqualTo("k");
    }

    @Test
    void aLineThatIsStuckHighComesAgainAndAgainForItsTime() {
        var module = guest.start(guest.printLines(FOR_EVER), guest.printLines(FOR_EVER),
                guest.sleep(4 * MILLISECOND), guest.printLines(MILLISECOND),
                guest.printLines(MILLISECOND));
        var board = run(module, "stuck-line:3,high,2ms@1ms");
        // Line 3 is bit 3: 'a' + 8. The sleep ends at once as well, and takes it.
        assertThat(board.out()).startsWith("ii").doesNotContain("b");
    }

    @Test
    void aStuckLineWhoseHandlerDoesNothingDoesNotStopTime() {
        guest.module.export("board_irq", new byte[]{TinyModule.I32}, new byte[0], new byte[0]);
        var board = run(guest.start(guest.sleep(FOR_EVER), TinyModule.forever()),
                "stuck-line:3,high,1ms@1ms");
        assertThat(board.end()).isEqualTo(new BoardState.Running());
        assertThat(board.figures().interrupts().delivered()).isGreaterThan(1_000);
    }

    @Test
    void aResetThatComesWithTheEndChangesNothing() {
        var board = run(guest.start(guest.print('x'), guest.sleep(MILLISECOND)),
                "brown-out@100001", "brown-out@100020", "brown-out@100040", "brown-out@100060");
        assertThat(board.end()).isIn(new BoardState.Halted(0), new BoardState.Waiting());
    }

    @Test
    void aLineThatIsStuckLowBringsNothing() {
        var board = TestBoard.run(TestBoard.spec(),
                TestBoard.load(guest.start(guest.printLines(5 * MILLISECOND),
                        guest.printLines(5 * MILLISECOND))),
                made -> {
                    made.plan(FaultPlan.parse("stuck-line:3,low,5ms@1ms"));
                    made.injectAt(200_000, new InputEvent.Interrupt(3));
                    made.injectAt(800_000, new InputEvent.Interrupt(3));
                });
        assertThat(board.out()).isEqualTo("ai");
    }

    @Test
    void aDroppedInterruptDoesNotArriveAndTheNextDoes() {
        var board = TestBoard.run(TestBoard.spec(),
                TestBoard.load(guest.start(guest.printLines(5 * MILLISECOND),
                        guest.printLines(5 * MILLISECOND))),
                made -> {
                    made.plan(FaultPlan.parse("dropped-irq:gpio0@1ms"));
                    made.injectAt(200_000, new InputEvent.Interrupt(3));
                    made.injectAt(800_000, new InputEvent.Interrupt(3));
                });
        assertThat(board.out()).isEqualTo("ai");
    }

    @Test
    void aSpuriousInterruptComesFromNobody() {
        var board = run(guest.start(guest.printLines(FOR_EVER)), "spurious-irq:gpio0@1ms");
        assertThat(board.out()).isEqualTo("i");
        assertThat(board.figures().interrupts().delivered()).isEqualTo(1);
    }

    @Test
    void noiseInvertsABitOfTheNextCharacter() {
        var board = typed("uart-noise:uart0,1@1ms", "ab");
        assertThat(board.out()).isEqualTo("cb");
    }

    @Test
    void anOverrunLosesTheNextCharacter() {
        var board = typed("uart-overrun@1ms", "xab");
        assertThat(board.out()).isEqualTo("ab");
        assertThat(board.figures().uart().overruns()).isEqualTo(1);
    }

    private TestBoard typed(String fault, String text) {
        return TestBoard.run(TestBoard.spec(), TestBoard.load(guest.start(guest.echo(),
                guest.echo())), made -> {
                    made.plan(FaultPlan.parse(fault));
                    made.injectAt(200_000, new InputEvent.UartInput(text.getBytes()));
                    made.stopAt(LAST_CYCLE);
                });
    }

    @Test
    void aDriftingCalendarRunsAhead() {
        var board = run(guest.start(guest.sleep(1_000 * MILLISECOND),
                guest.printAhead(BoardSpec.DEFAULT_EPOCH_SECONDS * 1_000_000_000L)),
                "clock-drift:+1050ppm@0");
        assertThat(board.out()).isEqualTo("k");
    }

    @Test
    void seededFaultsFollowFromTheSeed() {
        var module = guest.start(guest.printCause(), guest.printRandom(), guest.sleep(FOR_EVER));
        var faults = new String[]{"brown-out@every:100ms", "bit-flip@every:1ms"};
        var first = run(module, faults);
        var again = run(module, faults);
        var other = run(TestBoard.spec().withSeed(2), module, faults);
        assertThat(again.hash()).isEqualTo(first.hash());
        assertThat(again.outBytes()).isEqualTo(first.outBytes());
        assertThat(other.hash()).isNotEqualTo(first.hash());
        // 20 s; 200 and 20,000 are expected, with deviations of 14 and 141.
        assertThat(first.figures().mishaps().faults().get("brown-out")).isBetween(140L, 260L);
        assertThat(first.figures().mishaps().faults().get("bit-flip")).isBetween(19_400L, 20_600L);
    }

    @Test
    void faultsTakeNothingFromTheRandomNumberGenerator() {
        var module = guest.start(guest.sleep(50 * MILLISECOND), guest.printRandom());
        assertThat(run(module, "spurious-irq:7@every:1ms", "uart-noise@2ms").outBytes())
                .isEqualTo(run(module).outBytes());
    }

    @Test
    void theSameFaultsOneByOneGiveTheSameRun() {
        var module = guest.start(guest.printLines(FOR_EVER), guest.printLines(FOR_EVER));
        var planned = run(module, "spurious-irq:2@1ms", "spurious-irq:4@3ms");
        var injected = TestBoard.run(TestBoard.spec(), TestBoard.load(module), board -> {
            board.injectAt(100_000, new InputEvent.Failure(new Fault.SpuriousInterrupt(2)));
            board.injectAt(300_000, new InputEvent.Failure(new Fault.SpuriousInterrupt(4)));
        });
        assertThat(injected.hash()).isEqualTo(planned.hash());
        assertThat(run(module, "spurious-irq:2@1ms", "spurious-irq:4@300001").hash())
                .isNotEqualTo(planned.hash());
    }

    @Test
    void aBoardThatOnlyStartsIsTrapped() {
        var board = run(guest.start(TinyModule.forever()), "brown-out@every:1000");
        assertThat(board.end()).isInstanceOfSatisfying(BoardState.Trapped.class,
                trapped -> assertThat(trapped.trap()).isEqualTo(
                        "the board was reset more than 1000 times, the last time by brown-out"));
        assertThat(board.figures().mishaps().resets()).isEqualTo(Map.of("brown-out", 1_001L));
    }

    @Test
    void aTimeBeyondTheLastCycleIsRefused() {
        var board = new Board(TestBoard.spec().withClockHz(9_000_000_000L),
                TestBoard.load(guest.start()), BoardListener.NONE, Pace.MAX, () -> 0);
        assertThatThrownBy(() -> board.plan(FaultPlan.parse("brown-out@9000000000s")))
                .hasMessageContaining("more cycles than a board can count");
    }
}
