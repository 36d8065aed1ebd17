package dev.hostless.devices.part;

import dev.hostless.devices.Gpio;
import dev.hostless.devices.Timer;
import dev.hostless.devices.clock.VirtualClock;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PinPartsTest {
    private static final int INPUT_VAL = 0x00;
    private static final int INPUT_EN = 0x04;
    private static final int OUTPUT_EN = 0x08;
    private static final int OUTPUT_VAL = 0x0c;
    private static final int PUE = 0x10;
    private static final int FALL_IE = 0x20;

    private final VirtualClock clock = new VirtualClock(1_000_000);
    private boolean asserted;
    private final Gpio gpio = new Gpio("gpio0", level -> asserted = level);

    @Test
    void aButtonPullsItsPinToGroundWhileItIsPressed() {
        var button = new Button(gpio.pin(3), false);
        gpio.write32(INPUT_EN, 1 << 3);
        gpio.write32(PUE, 1 << 3);
        gpio.write32(FALL_IE, 1 << 3);
        assertThat(gpio.read32(INPUT_VAL)).isEqualTo(1 << 3);
        button.press();
        assertThat(button.isPressed()).isTrue();
        assertThat(gpio.read32(INPUT_VAL)).isZero();
        assertThat(asserted).isTrue();
        button.release();
        assertThat(gpio.read32(INPUT_VAL)).isEqualTo(1 << 3);
    }

    @Test
    void aLightTellsItsChangesAndHowLongItWasLit() {
        var seen = new ArrayList<String>();
        var led = new Led(clock, true, (lit, cycle) -> seen.add(lit + "@" + cycle));
        gpio.pin(8).listen(led);
        gpio.write32(OUTPUT_EN, 1 << 8);
        clock.advanceTo(100);
        gpio.write32(OUTPUT_VAL, 1 << 8);
        gpio.write32(OUTPUT_VAL, 1 << 8);
        clock.advanceTo(130);
        gpio.write32(OUTPUT_VAL, 0);
        clock.advanceTo(200);
        gpio.write32(OUTPUT_VAL, 1 << 8);
        clock.advanceTo(205);
        assertThat(seen).containsExactly("true@100", "false@130", "true@200");
        assertThat(led.isLit()).isTrue();
        assertThat(led.changes()).isEqualTo(3);
        assertThat(led.changedAt()).isEqualTo(200);
        assertThat(led.litCycles()).isEqualTo(35);
    }

    @Test
    void aLightBetweenPinAndSupplyIsLitByALowOutput() {
        var led = Led.on(gpio.pin(8), clock, false, (_, _) -> {});
        assertThat(led.isLit()).as("its resistor pulls the pin up").isFalse();
        gpio.write32(OUTPUT_EN, 1 << 8);
        assertThat(led.isLit()).isTrue();
        gpio.write32(OUTPUT_VAL, 1 << 8);
        assertThat(led.isLit()).isFalse();
    }

    @Test
    void aSquareWaveKeepsItsPeriodWhateverTheClock() {
        var odd = new VirtualClock(3_000_001);
        var edges = new ArrayList<Long>();
        var wave = new SquareWave(odd, 500_000, _ -> edges.add(odd.now()));
        odd.advanceTo(3_000_001);
        assertThat(wave.edges()).isEqualTo(4_000);
        assertThat(edges).hasSize(4_001).startsWith(0L, 751L, 1_501L);
        assertThat(edges.getLast()).isEqualTo(3_000_001);
    }

    @Test
    void aSquareWaveIsCapturedByATimer() {
        var timer = new Timer("timer0", clock, level -> asserted = level);
        var wave = new SquareWave(clock, 500_000, high -> timer.input(1, high));
        timer.write32(0x18, 1);
        timer.write32(0x20, 1);
        timer.write32(0x0c, 1 << 1);
        timer.write32(0x00, 1);
        clock.advanceTo(249);
        assertThat(asserted).isFalse();
        clock.advanceTo(250);
        assertThat(asserted).isTrue();
        assertThat(timer.read32(0x34)).isEqualTo(250);
        clock.advanceTo(750);
        assertThat(timer.read32(0x34)).isEqualTo(750);
        assertThat(wave.edges()).isEqualTo(3);
    }

    @Test
    void aSquareWaveFasterThanTheClockIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SquareWave(clock, 999, _ -> {}))
                .withMessage("the period of a square wave must be at least 200 ns and 2 cycles of"
                        + " 1000000 Hz, not 999 ns");
    }
}
