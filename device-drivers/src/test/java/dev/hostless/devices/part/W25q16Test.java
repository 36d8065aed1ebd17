package dev.hostless.devices.part;

import dev.hostless.devices.Spi;
import dev.hostless.devices.clock.VirtualClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class W25q16Test {
    private static final int CR1 = 0x00;
    private static final int CR2 = 0x04;
    private static final int SR = 0x08;
    private static final int DR = 0x0c;
    private static final int MSTR = 1 << 2;
    private static final int SPE = 1 << 6;
    private static final int SSOE = 1 << 2;
    private static final int BUSY = 1;
    private static final int WEL = 2;

    private final VirtualClock clock = new VirtualClock(10_000_000);
    private final Spi spi = new Spi("spi0", clock, _ -> {});
    private final W25q16 flash = new W25q16(clock, 0x0123_4567_89ab_cdefL);

    W25q16Test() {
        spi.attach(flash);
        spi.write32(CR2, SSOE);
    }

    /** One instruction, from the fall of the chip select to its rise. */
    private int[] command(int... bytes) {
        spi.write32(CR1, MSTR | SPE);
        var answers = new int[bytes.length];
        for (int index = 0; index < bytes.length; index++) {
            spi.write32(DR, bytes[index]);
            while ((spi.read32(SR) & 1) == 0) {
                clock.advanceTo(clock.now() + 4);
            }
            answers[index] = spi.read32(DR);
        }
        spi.write32(CR1, MSTR);
        return answers;
    }

    private int status() {
        return command(0x05, 0)[1];
    }

    private void advanceMicros(long micros) {
        clock.advanceTo(clock.now() + clock.cycles(micros * 1_000));
    }

    private void program(int address, int... bytes) {
        command(0x06);
        var frames = new int[bytes.length + 4];
        frames[0] = 0x02;
        frames[1] = address >>> 16;
        frames[2] = address >>> 8 & 0xff;
        frames[3] = address & 0xff;
        System.arraycopy(bytes, 0, frames, 4, bytes.length);
        command(frames);
    }

    @Test
    void itTellsWhatItIs() {
        assertThat(command(0x9f, 0, 0, 0)).containsExactly(0xff, 0xef, 0x40, 0x15);
        assertThat(command(0x90, 0, 0, 0, 0, 0)).endsWith(0xef, 0x14);
        assertThat(command(0x90, 0, 0, 1, 0, 0)).endsWith(0x14, 0xef);
        assertThat(command(0xab, 0, 0, 0, 0)).endsWith(0x14);
        assertThat(command(0x4b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).endsWith(0x01, 0x23, 0x45,
                0x67, 0x89, 0xab, 0xcd, 0xef);
    }

    @Test
    void aProgramOnlyClearsBits() {
        program(0x01_0203, 0b1010_1010, 7);
        assertThat(status()).isEqualTo(BUSY | WEL);
        advanceMicros(400);
        assertThat(status()).isZero();
        assertThat(command(0x03, 1, 2, 3, 0, 0, 0)).endsWith(0b1010_1010, 7, 0xff);
        program(0x01_0203, 0b1100_1100);
        advanceMicros(400);
        assertThat(command(0x0b, 1, 2, 3, 0, 0)).endsWith(0b1000_1000);
    }

    @Test
    void withoutWriteEnableNothingChanges() {
        command(0x02, 0, 0, 0, 5);
        assertThat(status()).isZero();
        assertThat(flash.at(0)).isEqualTo(0xff);
        command(0x06);
        assertThat(status()).isEqualTo(WEL);
        command(0x04);
        command(0x20, 0, 0, 0);
        assertThat(status()).isZero();
    }

    @Test
    void aPageWraps() {
        program(0x0000fe, 1, 2, 3);
        advanceMicros(400);
        assertThat(flash.at(0xfe)).isEqualTo(1);
        assertThat(flash.at(0xff)).isEqualTo(2);
        assertThat(flash.at(0x00)).isEqualTo(3);
        assertThat(flash.at(0x100)).isEqualTo(0xff);
    }

    @Test
    void eraseTakesItsTimeAndItsSize() {
        flash.load(0x0ffe, new byte[]{1, 2, 3, 4});
        flash.load(0x01_0000, new byte[]{5});
        command(0x06);
        command(0x20, 0, 0x0f, 0xff);
        assertThat(status()).isEqualTo(BUSY | WEL);
        advanceMicros(44_000);
        assertThat(status()).isEqualTo(BUSY | WEL);
        assertThat(command(0x03, 0, 0x10, 0, 0)).as("busy: nothing is read").endsWith(0xff);
        advanceMicros(1_000);
        assertThat(status()).isZero();
        assertThat(flash.at(0x0fff)).isEqualTo(0xff);
        assertThat(flash.at(0x1000)).isEqualTo(3);
        command(0x06);
        command(0xd8, 0, 0, 5);
        advanceMicros(150_000);
        assertThat(flash.at(0x1000)).isEqualTo(0xff);
        assertThat(flash.at(0x01_0000)).isEqualTo(5);
        command(0x06);
        command(0xc7);
        advanceMicros(5_000_000);
        assertThat(flash.at(0x01_0000)).isEqualTo(0xff);
    }

    @Test
    void aReadGoesOnAtTheStartAfterTheEnd() {
        flash.load(0, new byte[]{9});
        flash.load(W25q16.BYTES - 1, new byte[]{8});
        assertThat(command(0x03, 0x1f, 0xff, 0xff, 0, 0)).endsWith(8, 9);
    }

    @Test
    void inPowerDownItOnlyWakes() {
        command(0xb9);
        assertThat(command(0x9f, 0)).endsWith(0xff);
        command(0xab);
        assertThat(command(0x9f, 0)).endsWith(0xef);
    }

    @Test
    void protectionBitsAreStored() {
        command(0x06);
        command(0x01, 0b0001_1111);
        advanceMicros(10_000);
        assertThat(status()).isEqualTo(0b0001_1100);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> flash.load(W25q16.BYTES - 1, new byte[2]))
                .withMessageContaining("2 from 2097151 on do not fit");
    }
}
