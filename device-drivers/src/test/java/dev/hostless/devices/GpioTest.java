package dev.hostless.devices;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class GpioTest {
    private static final int INPUT_VAL = 0x00;
    private static final int INPUT_EN = 0x04;
    private static final int OUTPUT_EN = 0x08;
    private static final int OUTPUT_VAL = 0x0c;
    private static final int RISE_IE = 0x18;
    private static final int RISE_IP = 0x1c;
    private static final int FALL_IE = 0x20;
    private static final int FALL_IP = 0x24;
    private static final int HIGH_IE = 0x28;
    private static final int HIGH_IP = 0x2c;
    private static final int LOW_IE = 0x30;
    private static final int LOW_IP = 0x34;
    private static final int IOF_EN = 0x38;
    private static final int OUT_XOR = 0x40;
    private static final int PUE = 0x10;
    private static final int PDE = 0x4c;

    private boolean asserted;
    private final Gpio gpio = new Gpio("gpio0", level -> asserted = level);

    @Test
    void anInputShowsWhatTheOutsideDrives() {
        gpio.drive(31, true);
        assertThat(gpio.read32(INPUT_VAL)).as("the input is off").isZero();
        gpio.write32(INPUT_EN, -1);
        assertThat(gpio.read32(INPUT_VAL)).isEqualTo(1 << 31);
        gpio.drive(31, false);
        assertThat(gpio.read32(INPUT_VAL)).isZero();
    }

    @Test
    void outputsAreSeenOutsideAndByTheirOwnInput() {
        gpio.write32(OUTPUT_VAL, 0b0110);
        assertThat(gpio.outputs()).isZero();
        gpio.write32(OUTPUT_EN, 0b0011);
        assertThat(gpio.outputs()).isEqualTo(0b0010);
        gpio.write32(OUT_XOR, 0b0001);
        assertThat(gpio.outputs()).isEqualTo(0b0011);
        gpio.write32(INPUT_EN, -1);
        assertThat(gpio.read32(INPUT_VAL)).isEqualTo(0b0011);
        gpio.drive(0, false);
        assertThat(gpio.read32(INPUT_VAL)).as("the output wins").isEqualTo(0b0011);
    }

    @Test
    void aRisingEdgeAssertsTheLineUntilOneIsWritten() {
        gpio.write32(INPUT_EN, -1);
        gpio.write32(RISE_IE, 1 << 4);
        gpio.drive(4, true);
        assertThat(asserted).isTrue();
        gpio.drive(4, false);
        assertThat(asserted).as("the edge is kept").isTrue();
        assertThat(gpio.read32(RISE_IP)).isEqualTo(1 << 4);
        gpio.write32(RISE_IP, 1 << 3);
        assertThat(asserted).isTrue();
        gpio.write32(RISE_IP, 1 << 4);
        assertThat(asserted).isFalse();
    }

    @Test
    void edgesThatAreNotEnabledArePendingInSilence() {
        gpio.write32(INPUT_EN, -1);
        gpio.drive(4, true);
        gpio.drive(4, false);
        assertThat(asserted).isFalse();
        assertThat(gpio.read32(FALL_IP)).isEqualTo(1 << 4);
        gpio.write32(FALL_IE, 1 << 4);
        assertThat(asserted).isTrue();
    }

    @Test
    void aResetKeepsWhatTheOutsideDrives() {
        gpio.drive(2, true);
        gpio.write32(INPUT_EN, -1);
        gpio.write32(RISE_IE, -1);
        assertThat(asserted).isTrue();
        gpio.reset();
        assertThat(asserted).isFalse();
        assertThat(gpio.read32(RISE_IP)).isZero();
        assertThat(gpio.read32(FALL_IP)).isZero();
        gpio.write32(INPUT_EN, -1);
        assertThat(gpio.read32(INPUT_VAL)).isEqualTo(1 << 2);
    }

    @Test
    void aLevelAssertsTheLineAsLongAsItLasts() {
        gpio.write32(INPUT_EN, 1 << 6);
        gpio.write32(HIGH_IE, 1 << 6);
        assertThat(asserted).isFalse();
        gpio.drive(6, true);
        assertThat(asserted).isTrue();
        gpio.write32(HIGH_IP, 1 << 6);
        assertThat(asserted).as("the level lasts").isTrue();
        gpio.drive(6, false);
        assertThat(asserted).as("pending is latched").isTrue();
        gpio.write32(HIGH_IP, 1 << 6);
        assertThat(asserted).isFalse();
        gpio.write32(LOW_IE, 1 << 6);
        assertThat(asserted).isTrue();
        assertThat(gpio.read32(LOW_IP)).as("only inputs that are on").isEqualTo(1 << 6);
    }

    @Test
    void bothEdgesMayInterrupt() {
        gpio.write32(INPUT_EN, 1);
        gpio.write32(RISE_IE, 1);
        gpio.write32(FALL_IE, 1);
        gpio.drive(0, true);
        gpio.write32(RISE_IP, 1);
        assertThat(asserted).isFalse();
        gpio.drive(0, false);
        assertThat(asserted).isTrue();
    }

    @Test
    void aPullDecidesWhenNobodyDrives() {
        gpio.write32(INPUT_EN, -1);
        assertThat(gpio.read32(INPUT_VAL)).as("floating").isZero();
        gpio.write32(PUE, 0b0110);
        gpio.write32(PDE, 0b1010);
        assertThat(gpio.read32(INPUT_VAL)).as("up wins over down").isEqualTo(0b0110);
        gpio.drive(1, false);
        assertThat(gpio.read32(INPUT_VAL)).isEqualTo(0b0100);
        gpio.release(1);
        assertThat(gpio.read32(INPUT_VAL)).isEqualTo(0b0110);
        gpio.write32(OUTPUT_EN, 0b0010);
        assertThat(gpio.read32(INPUT_VAL)).as("the output wins").isEqualTo(0b0100);
    }

    @Test
    void aWireHearsEveryChangeOfItsLevel() {
        var heard = new ArrayList<Boolean>();
        var pin = gpio.pin(9);
        pin.listen(heard::add);
        assertThat(gpio.pin(9)).isSameAs(pin);
        gpio.write32(OUTPUT_VAL, -1);
        assertThat(heard).isEmpty();
        gpio.write32(OUTPUT_EN, 1 << 9);
        gpio.write32(OUTPUT_VAL, 0);
        pin.drive(true);
        assertThat(heard).as("the board drives").containsExactly(true, false);
        gpio.write32(OUTPUT_EN, 0);
        assertThat(heard).containsExactly(true, false, true);
        assertThat(pin.isHigh()).isTrue();
        pin.release();
        assertThat(heard).containsExactly(true, false, true, false);
    }

    @Test
    void anAlternativeFunctionDrivesItsPinWhereItIsEnabled() {
        var function = gpio.function(20);
        gpio.write32(INPUT_EN, -1);
        function.levelChanged(true);
        assertThat(gpio.levels()).as("not enabled").isZero();
        gpio.write32(IOF_EN, 1 << 20 | 1 << 21);
        assertThat(gpio.read32(INPUT_VAL)).isEqualTo(1 << 20);
        gpio.write32(OUTPUT_VAL, 1 << 21);
        gpio.write32(OUTPUT_EN, 1 << 20 | 1 << 21);
        assertThat(gpio.outputs()).as("pin 21 has no function").isEqualTo(1 << 20 | 1 << 21);
        function.levelChanged(false);
        assertThat(gpio.outputs()).isEqualTo(1 << 21);
    }

    @Test
    void aWireMayDriveAnotherPin() {
        gpio.pin(1).listen(gpio.pin(2)::drive);
        gpio.write32(INPUT_EN, -1);
        gpio.drive(1, true);
        assertThat(gpio.read32(INPUT_VAL)).isEqualTo(0b110);
    }

    @Test
    void thereAreThirtyTwoPins() {
        assertThatIllegalArgumentException().isThrownBy(() -> gpio.drive(32, true))
                .withMessage("gpio0 has pins 0..31, not 32");
    }
}
