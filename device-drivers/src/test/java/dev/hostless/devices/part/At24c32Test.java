package dev.hostless.devices.part;

import dev.hostless.devices.I2c;
import dev.hostless.devices.I2cFirmware;
import dev.hostless.devices.clock.VirtualClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class At24c32Test {
    private static final int ADDRESS = 0x50;

    private final VirtualClock clock = new VirtualClock(10_000_000);
    private final I2c bus = new I2c("i2c0", clock, _ -> {});
    private final At24c32 memory = new At24c32(clock, ADDRESS, new byte[]{11, 22, 33});
    private final I2cFirmware firmware = new I2cFirmware(clock, bus);

    At24c32Test() {
        bus.attach(memory);
    }

    private void advanceMillis(long millis) {
        clock.advanceTo(clock.now() + clock.cycles(millis * 1_000_000));
    }

    private int[] bytes(int position, int count) {
        return firmware.writeThenRead(ADDRESS, new int[]{position >>> 8, position & 0xff}, count);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        assertThat(firmware.write(ADDRESS, 0x01, 0x40, 1, 2, 3)).isTrue();
        advanceMillis(10);
        assertThat(bytes(0x140, 4)).containsExactly(1, 2, 3, 0xff);
        assertThat(firmware.read(ADDRESS, 1)).as("on from there").containsExactly(0xff);
        assertThat(memory.writes()).isEqualTo(1);
    }

    @Test
    void theInitialContentIsThere() {
        assertThat(bytes(0, 4)).containsExactly(11, 22, 33, 0xff);
    }

    @Test
    void duringTheWriteCycleNothingIsAcknowledged() {
        firmware.write(ADDRESS, 0, 0, 99);
        assertThat(firmware.write(ADDRESS, 0, 0)).isFalse();
        advanceMillis(9);
        assertThat(firmware.write(ADDRESS, 0, 0)).isFalse();
        advanceMillis(1);
        assertThat(firmware.write(ADDRESS, 0, 0)).isTrue();
        assertThat(firmware.read(ADDRESS, 1)).containsExactly(99);
    }

    @Test
    void aPageWriteWrapsWithinItsPage() {
        firmware.write(ADDRESS, 0x00, 0x3e, 1, 2, 3, 4);
        advanceMillis(10);
        assertThat(bytes(0x3e, 3)).containsExactly(1, 2, 0xff);
        assertThat(bytes(0x20, 3)).containsExactly(3, 4, 0xff);
    }

    @Test
    void aSequentialReadWrapsAtTheEnd() {
        assertThat(bytes(4095, 3)).containsExactly(0xff, 11, 22);
    }

    @Test
    void aWriteThatEndsInAnotherStartIsForgotten() {
        assertThat(firmware.writeThenRead(ADDRESS, new int[]{0, 0, 77}, 1)).isNotNull();
        assertThat(memory.writes()).isZero();
        assertThat(bytes(0, 1)).containsExactly(11);
    }

    @Test
    void anAddressAloneStartsNoWriteCycle() {
        firmware.write(ADDRESS, 0, 5);
        assertThat(firmware.write(ADDRESS, 0, 5)).isTrue();
        assertThat(memory.content()).hasSize(4096).startsWith(11, 22, 33).endsWith(0xff);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new At24c32(clock, 0x51, new byte[4097]))
                .withMessage("an AT24C32 holds 4096 bytes, not 4097");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new At24c32(clock, 0x48, new byte[0]));
    }
}
