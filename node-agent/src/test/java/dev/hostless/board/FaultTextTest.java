package dev.hostless.board;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FaultTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"power-loss:100000000ns", "power-loss:5000", "brown-out", "bit-flip",
        "bit-flip:0x1000,7", "stuck-line:3,high", "stuck-line:31,low,20ns", "dropped-irq:0",
        "spurious-irq:3", "uart-noise:uart0", "uart-noise:uart1,8", "uart-overrun:uart0",
        "clock-drift:-50"})
    void whatIsWrittenIsRead(String text) {
        assertThat(FaultText.of(FaultText.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"power-loss; power-loss:100000000ns",
        "power-loss:10ms; power-loss:10000000ns", "bit-flip:4096,0; bit-flip:0x1000,0",
        "stuck-line:gpio0,low; stuck-line:3,low", "uart-noise; uart-noise:uart0",
        "clock-drift:+40ppm; clock-drift:40"})
    void shortFormsMeanTheSame(String text, String whole) {
        assertThat(FaultText.of(FaultText.parse(text))).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', value = {
        "meteor; no fault 'meteor'; faults are bit-flip, brown-out, clock-drift",
        "brown-out:3; wanted brown-out, got 'brown-out:3'",
        "bit-flip:12; bit-flip[:ADDRESS,BIT]: wanted address and bit",
        "bit-flip:12,8; wanted 0 to 7, got 8",
        "bit-flip:0xffffffff,0; wanted an address of RAM",
        "stuck-line:3; wanted stuck-line:LINE,high|low[,TIME], got",
        "stuck-line:3,up; wanted high or low, got 'up'",
        "dropped-irq:32; no line '32' on this board",
        "uart-noise:uart7; wanted uart0 or uart1, got 'uart7'",
        "uart-noise:uart0,9; wanted 0 to 8, got 9",
        "clock-drift:1000000; wanted -100000 to 100000, got 1000000",
        "power-loss:soon; wanted cycles or a time"})
    void whatMakesNoSenseIsAnsweredWithTheForm(String text, String message) {
        assertThatThrownBy(() -> FaultText.parse(text))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void aPlanSaysWhenOrHowOften() {
        var plan = FaultPlan.parse("brown-out@1.5s")
                .and(FaultPlan.parse("bit-flip@every:250ms"));
        assertThat(plan.scripted()).containsExactly(new FaultPlan.Scripted(
                new Moment.Nanos(1_500_000_000), new Fault.BrownOut()));
        assertThat(plan.seeded()).containsExactly(new FaultPlan.Seeded(
                new Moment.Nanos(250_000_000), FaultText.parse("bit-flip")));
        assertThatThrownBy(() -> FaultPlan.parse("brown-out"))
                .hasMessage("wanted KIND[:DETAIL]@TIME such as brown-out@1.5s,"
                        + " or KIND[:DETAIL]@every:TIME, got 'brown-out'");
    }

    @Test
    void everyKindHasAForm() {
        assertThat(FaultText.kinds()).hasSize(Fault.class.getPermittedSubclasses().length);
    }
}
