package dev.hostless.board;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static dev.hostless.board.TinyModule.I32;
import static dev.hostless.board.TinyModule.call;
import static dev.hostless.board.TinyModule.drop;
import static dev.hostless.board.TinyModule.i32;
import static dev.hostless.board.TinyModule.join;
import static org.assertj.core.api.Assertions.assertThat;

/** Modules that import what TinyGo's package machine imports where it knows no hardware. */
class TinyGoTest {
    private static final byte[] NONE = {};
    private static final byte[] ONE = {I32};
    private static final byte F64 = 0x7c;
    private static final int TEXT = 64;
    private static final int BUFFER = 512;

    private final TinyModule module = new TinyModule();
    private final List<byte[]> main = new ArrayList<>();

    private static byte[] parameters(int count) {
        byte[] types = new byte[count];
        java.util.Arrays.fill(types, I32);
        return types;
    }

    private int shim(String name, int parameters, boolean answers) {
        return module.importFunction("env", "__tinygo_" + name, parameters(parameters),
                answers ? ONE : NONE);
    }

    private void then(byte[]... code) {
        main.add(join(code));
    }

    /** The low byte of a result, as a letter from 'a' on. */
    private void print(int output, byte[]... result) {
        then(join(result), i32('a'), new byte[]{0x6a}, call(output));
    }

    private TestBoard run() {
        module.export("_start", NONE, NONE, join(main.toArray(byte[][]::new)));
        return TestBoard.run(module.bytes());
    }

    @Test
    void pinsArePinsOfGpio0() {
        int output = module.importFunction("env", "uart_write_byte", ONE, NONE);
        int configure = shim("gpio_configure", 2, false);
        int set = shim("gpio_set", 2, false);
        int get = shim("gpio_get", 1, true);
        int analog = shim("adc_read", 1, true);
        int mmioRead = module.importFunction("board", "mmio_read", ONE, ONE);
        then(i32(5), i32(1), call(configure), i32(5), i32(1), call(set));
        print(output, i32(5), call(get));
        print(output, i32(0x4003_0008), call(mmioRead), i32(5), new byte[]{0x76});
        then(i32(5), i32(0), call(set));
        print(output, i32(5), call(get));
        then(i32(6), i32(2), call(configure));
        print(output, i32(6), call(get));
        then(i32(6), i32(3), call(configure));
        print(output, i32(6), call(get));
        print(output, i32(7), call(analog));
        assertThat(run().out()).isEqualTo("bbabaa");
    }

    @Test
    void portsAreTheConsoleAndTheSecondUart() {
        int output = module.importFunction("env", "uart_write_byte", ONE, NONE);
        int configure = shim("uart_configure", 3, false);
        int read = shim("uart_read", 3, true);
        int write = shim("uart_write", 3, true);
        int readByte = module.importFunction("env", "uart_read_byte", NONE, ONE);
        module.data(TEXT, "hello ".getBytes(StandardCharsets.UTF_8));
        then(i32(0), i32(0), i32(1), call(configure), i32(1), i32(2), i32(3), call(configure));
        print(output, i32(0), i32(TEXT), i32(6), call(write));
        print(output, i32(1), i32(TEXT), i32(6), call(write));
        print(output, i32(1), i32(BUFFER), i32(8), call(read));
        print(output, i32(0), i32(BUFFER), i32(8), call(read));
        print(output, call(readByte), i32(2), new byte[]{0x6a});
        assertThat(run().out()).isEqualTo("hello ggaab");
    }

    @Test
    void busesWithoutPartsAnswerAsBusesDo() {
        int output = module.importFunction("env", "uart_write_byte", ONE, NONE);
        int configureSpi = shim("spi_configure", 4, false);
        int transferSpi = shim("spi_transfer", 2, true);
        int exchangeSpi = shim("spi_tx", 5, true);
        int configureI2c = shim("i2c_configure", 4, false);
        int setSpeed = shim("i2c_set_baud_rate", 2, false);
        int transferI2c = shim("i2c_transfer", 6, true);
        print(output, i32(0), i32(TEXT), i32(2), i32(BUFFER), i32(3), call(exchangeSpi));
        then(i32(0), i32(1), i32(2), i32(3), call(configureSpi));
        print(output, i32(0), i32(0x5a), call(transferSpi), i32(0xf0), new byte[]{0x6b});
        print(output, i32(0), i32(TEXT), i32(2), i32(BUFFER), i32(3), call(exchangeSpi));
        then(i32(0), i32(1), i32(2), i32(100_000), call(configureI2c), i32(0), i32(400_000),
                call(setSpeed));
        print(output, i32(0), i32(0x48), i32(TEXT), i32(1), i32(BUFFER), i32(2),
                call(transferI2c));
        print(output, i32(0), i32(0x48), i32(0), i32(0), i32(BUFFER), i32(1), call(transferI2c));
        print(output, i32(0), i32(0x80), i32(TEXT), i32(1), i32(0), i32(0), call(transferI2c));
        assertThat(run().out()).isEqualTo("bpabbd");
    }

    @Test
    void pulsesComeFromATimer() {
        int output = module.importFunction("env", "uart_write_byte", ONE, NONE);
        int configure = module.importFunction("env", "__tinygo_pwm_configure",
                new byte[]{I32, F64, I32}, NONE);
        int channel = shim("pwm_channel_configure", 3, false);
        int set = shim("pwm_channel_set", 3, false);
        int mmioRead = module.importFunction("board", "mmio_read", ONE, ONE);
        // A million steps in a second, of a clock of 100 MHz: the prescaler is 99.
        byte[] million = {0x44, 0, 0, 0, 0, (byte) 0x80, (byte) 0x84, 0x2e, 0x41};
        then(i32(1), million, i32(1000), call(configure), i32(1), i32(2), i32(9), call(channel),
                i32(1), i32(2), i32(250), call(set));
        print(output, i32(0x4006_0028), call(mmioRead), i32(98), new byte[]{0x6b});
        print(output, i32(0x4006_003c), call(mmioRead), i32(248), new byte[]{0x6b});
        assertThat(run().out()).isEqualTo("bc");
    }

    @Test
    void whatABoardHasNotEndsTheGuestWithTheReason() {
        int set = shim("gpio_set", 2, false);
        then(i32(32), i32(1), call(set));
        assertThat(run().end()).isInstanceOfSatisfying(BoardState.Trapped.class,
                trapped -> assertThat(trapped.trap()).contains(
                        "env.__tinygo_gpio_set: wanted a pin from 0 to 31, got 32"));
    }

    @Test
    void aSecondBusIsRefused() {
        int transfer = shim("spi_transfer", 2, true);
        then(i32(1), i32(0), call(transfer), drop());
        assertThat(run().end()).isInstanceOfSatisfying(BoardState.Trapped.class,
                trapped -> assertThat(trapped.trap())
                        .contains("wanted bus 0, the only one, got 1"));
    }

    @Test
    void aBufferOutsideOfMemoryIsATrap() {
        int write = shim("uart_write", 3, true);
        then(i32(0), i32(-4), i32(8), call(write), drop());
        assertThat(run().end()).isInstanceOf(BoardState.Trapped.class);
    }
}
