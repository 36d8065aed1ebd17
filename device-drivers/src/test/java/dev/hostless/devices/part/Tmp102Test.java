package dev.hostless.devices.part;

import dev.hostless.devices.Gpio;
import dev.hostless.devices.I2c;
import dev.hostless.devices.I2cFirmware;
import dev.hostless.devices.clock.VirtualClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class Tmp102Test {
    private static final int ADDRESS = 0x48;
    private static final int CONFIGURATION = 1;
    private static final int LOW = 2;
    private static final int HIGH = 3;

    private final VirtualClock clock = new VirtualClock(10_000_000);
    private final Gpio gpio = new Gpio("gpio0", _ -> {});
    private final I2c bus = new I2c("i2c0", clock, _ -> {});
    private final Tmp102 sensor = new Tmp102(clock, ADDRESS, 21_500, gpio.pin(5)::drive);
    private final I2cFirmware firmware = new I2cFirmware(clock, bus);

    Tmp102Test() {
        bus.attach(sensor);
    }

    private void advanceMillis(long millis) {
        clock.advanceTo(clock.now() + clock.cycles(millis * 1_000_000));
    }

    private int register(int pointer) {
        var bytes = firmware.writeThenRead(ADDRESS, new int[]{pointer}, 2);
        return bytes[0] << 8 | bytes[1];
    }

    private void store(int pointer, int word) {
        assertThat(firmware.write(ADDRESS, pointer, word >>> 8, word & 0xff)).isTrue();
    }

    private boolean alertIsHigh() {
        return gpio.pin(5).isHigh();
    }

    @Test
    void aTemperatureIsThereAfterTheFirstConversion() {
        assertThat(register(0)).isZero();
        advanceMillis(26);
        assertThat(register(0)).as("344 sixteenths").isEqualTo(344 << 4);
        sensor.temperature(-25_000);
        assertThat(register(0)).as("not converted yet").isEqualTo(344 << 4);
        advanceMillis(250);
        assertThat(register(0)).isEqualTo(-400 << 4 & 0xffff);
    }

    @Test
    void registersHaveTheirResetValues() {
        assertThat(register(CONFIGURATION)).isEqualTo(0x60a0);
        assertThat(register(LOW)).isEqualTo(0x4b00);
        assertThat(register(HIGH)).isEqualTo(0x5000);
    }

    @Test
    void thePointerStays() {
        register(HIGH);
        assertThat(firmware.read(ADDRESS, 2)).containsExactly(0x50, 0x00);
        assertThat(firmware.read(ADDRESS, 4)).as("again and again").containsExactly(0x50, 0x00,
                0x50, 0x00);
    }

    @Test
    void extendedModeHasAThirteenthBit() {
        sensor.temperature(140_000);
        advanceMillis(300);
        assertThat(register(0)).as("full scale").isEqualTo(0x7ff0);
        store(CONFIGURATION, 0x60b0);
        assertThat(register(0)).isEqualTo(2240 << 3 | 1);
    }

    @Test
    void inShutdownAConversionComesOnlyWhenAskedFor() {
        store(CONFIGURATION, 0x61a0);
        advanceMillis(2_000);
        int before = register(0);
        sensor.temperature(30_000);
        advanceMillis(2_000);
        assertThat(register(0)).isEqualTo(before);
        store(CONFIGURATION, 0xe1a0);
        assertThat(register(CONFIGURATION)).as("under way").isEqualTo(0x61a0);
        advanceMillis(26);
        assertThat(register(CONFIGURATION)).as("done").isEqualTo(0xe1a0);
        assertThat(register(0)).isEqualTo(480 << 4);
    }

    @Test
    void comparatorModeFollowsTheTemperatureBetweenTheLimits() {
        advanceMillis(100);
        assertThat(alertIsHigh()).as("active low, with a pull-up").isTrue();
        sensor.temperature(80_000);
        advanceMillis(249);
        assertThat(alertIsHigh()).isFalse();
        assertThat(register(CONFIGURATION) & 0x20).isZero();
        sensor.temperature(76_000);
        advanceMillis(1_000);
        assertThat(alertIsHigh()).as("not below the low limit").isFalse();
        sensor.temperature(74_000);
        advanceMillis(250);
        assertThat(alertIsHigh()).isTrue();
        assertThat(register(CONFIGURATION) & 0x20).isEqualTo(0x20);
    }

    @Test
    void aFaultQueueWantsConsecutiveFaults() {
        store(CONFIGURATION, 0x70a0); // Four faults.
        sensor.temperature(90_000);
        advanceMillis(3 * 250);
        sensor.temperature(20_000);
        advanceMillis(250);
        sensor.temperature(90_000);
        advanceMillis(3 * 250);
        assertThat(alertIsHigh()).isTrue();
        advanceMillis(250);
        assertThat(alertIsHigh()).isFalse();
    }

    @Test
    void interruptModeIsClearedByAReadAndComesAtTheOtherLimit() {
        store(CONFIGURATION, 0x66a0); // Interrupt mode, active high.
        assertThat(alertIsHigh()).isFalse();
        sensor.temperature(85_000);
        advanceMillis(300);
        assertThat(alertIsHigh()).isTrue();
        register(0);
        assertThat(alertIsHigh()).isFalse();
        advanceMillis(2_000);
        assertThat(alertIsHigh()).as("once").isFalse();
        sensor.temperature(20_000);
        advanceMillis(300);
        assertThat(alertIsHigh()).isTrue();
    }

    @Test
    void aSensorWithoutAlertPinCostsNoEvents() {
        var alone = new Tmp102(clock, 0x49, 99_000, null);
        bus.attach(alone);
        advanceMillis(100_000);
        assertThat(clock.pendingAlarms()).isZero();
        assertThat(firmware.read(0x49, 2)[0]).isEqualTo(99);
    }

    @Test
    void limitsThatAreTheWrongWayAroundTurnTheAlertWithEachConversion() {
        store(LOW, 0x5000);
        store(HIGH, 0x0000);
        advanceMillis(26);
        boolean first = alertIsHigh();
        advanceMillis(250);
        assertThat(alertIsHigh()).isNotEqualTo(first);
        advanceMillis(250);
        assertThat(alertIsHigh()).isEqualTo(first);
    }

    @Test
    void whatItCannotMeasureIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> sensor.temperature(150_001))
                .withMessageContaining("-55000 to 150000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tmp102(clock, 0x50, 0, null))
                .withMessageContaining("0x48..0x4b, not 0x50");
    }
}
