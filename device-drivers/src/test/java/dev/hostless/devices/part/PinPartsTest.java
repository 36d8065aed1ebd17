package dev.hostless.devices.part;

import dev.hostless.devices.Gpio;
import dev.hostless.devices.clock.VirtualClock;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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
}
