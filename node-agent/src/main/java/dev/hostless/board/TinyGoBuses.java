package dev.hostless.board;

import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;

/**
 * The module {@code env}: buses as TinyGo's package machine asks for them where it knows no
 * hardware (machine_generic.go). Bus 0 of each kind is the board's only one, whose pins are
 * soldered: those that TinyGo names are ignored.
 */
public final class TinyGoBuses implements HostModule {
    /** Results of a transfer: TinyGo makes errors of them, any other number is a bus error. */
    private static final int OK = 0;
    private static final int NO_DEVICE = 1;
    private static final int WRONG_ADDRESS = 3;
    private static final int BUS_ERROR = 4;

    private static final int SPI_CONTROL = ShimRegisters.SPI0;
    private static final int SPI_STATUS = ShimRegisters.SPI0 + 0x08;
    private static final int SPI_DATA = ShimRegisters.SPI0 + 0x0c;
    private static final int SPI_MASTER = 1 << 2;
    private static final int SPI_RATE_SHIFT = 3;
    private static final int SPI_RATE_MASK = 7;
    private static final int SPI_ON = 1 << 6;
    private static final int SPI_NO_OTHER_MASTER = 1 << 9 | 1 << 8;
    private static final int SPI_RECEIVED = 1;
    /** The fastest that parts on a breadboard stand. */
    private static final int SPI_HZ_MAX = 4_000_000;

    private static final int I2C_CONTROL = ShimRegisters.I2C0;
    private static final int I2C_CONTROL2 = ShimRegisters.I2C0 + 0x04;
    private static final int I2C_DATA = ShimRegisters.I2C0 + 0x10;
    private static final int I2C_STATUS = ShimRegisters.I2C0 + 0x14;
    private static final int I2C_STATUS2 = ShimRegisters.I2C0 + 0x18;
    private static final int I2C_SPEED = ShimRegisters.I2C0 + 0x1c;
    private static final int I2C_ON = 1;
    private static final int I2C_START = 1 << 8;
    private static final int I2C_STOP = 1 << 9;
    private static final int I2C_ACKNOWLEDGE = 1 << 10;
    private static final int I2C_RESET = 1 << 15;
    private static final int I2C_STARTED = 1;
    private static final int I2C_ADDRESSED = 1 << 1;
    private static final int I2C_FINISHED = 1 << 2;
    private static final int I2C_RECEIVED = 1 << 6;
    private static final int I2C_EMPTY = 1 << 7;
    private static final int I2C_REFUSED = 1 << 10;
    private static final int I2C_FAILURES = 1 << 11 | I2C_REFUSED | 1 << 9 | 1 << 8;
    private static final int I2C_ADDRESS_MAX = 0x7f;
    private static final int I2C_SPEED_MAX = 0xfff;
    private static final int I2C_STANDARD_HZ = 100_000;
    private static final int I2C_FAST = 1 << 15;

    private final ShimRegisters registers;

    TinyGoBuses(ShimRegisters registers) {
        this.registers = registers;
    }

    @Override
    public String name() {
        return "env";
    }

    /** Switches the bus on, in mode 0 and with the fastest clock up to 4 MHz. */
    @HostFunction("__tinygo_spi_configure")
    public void configureSpi(int bus, int clockPin, int outPin, int inPin) {
        registers.charge();
        only("__tinygo_spi_configure", bus);
        int rate = 0;
        while (rate < SPI_RATE_MASK && registers.clockHz() >> rate + 1 > SPI_HZ_MAX) {
            rate++;
        }
        registers.write(SPI_CONTROL, 0);
        registers.write(SPI_CONTROL, SPI_MASTER | rate << SPI_RATE_SHIFT | SPI_NO_OTHER_MASTER);
        registers.set(SPI_CONTROL, SPI_ON);
    }

    /** Sends a byte and tells what came meanwhile. */
    @HostFunction("__tinygo_spi_transfer")
    public int transferSpi(int bus, int value) {
        registers.charge();
        only("__tinygo_spi_transfer", bus);
        return exchange(value);
    }

    /**
     * Sends and receives bytes: as many as the longer buffer has, zeros when nothing is left to
     * send.
     *
     * @return 0, or 1 when the bus is off
     */
    @HostFunction("__tinygo_spi_tx")
    public int exchangeSpi(Guest guest, int bus, int write, int writeLength, int read,
            int readLength) {
        registers.charge();
        only("__tinygo_spi_tx", bus);
        byte[] sent = guest.memory().copyOf(write, writeLength);
        byte[] got = guest.memory().copyOf(read, readLength);
        if ((registers.read(SPI_CONTROL) & SPI_ON) == 0) {
            return 1;
        }
        for (int index = 0; index < Math.max(sent.length, got.length); index++) {
            int value = exchange(index < sent.length ? sent[index] : 0);
            if (index < got.length) {
                got[index] = (byte) value;
            }
        }
        guest.memory().write(read, got, 0, got.length);
        return OK;
    }

    private int exchange(int value) {
        registers.write(SPI_DATA, value & 0xff);
        registers.await(SPI_STATUS, SPI_RECEIVED);
        return registers.read(SPI_DATA) & 0xff;
    }

    /** Switches the bus on. */
    @HostFunction("__tinygo_i2c_configure")
    public void configureI2c(int bus, int clockPin, int dataPin, int frequency) {
        registers.charge();
        only("__tinygo_i2c_configure", bus);
        registers.write(I2C_CONTROL, I2C_RESET);
        registers.write(I2C_CONTROL, 0);
        speed("__tinygo_i2c_configure", frequency);
    }

    /** Sets the clock of the bus, in hertz. */
    @HostFunction("__tinygo_i2c_set_baud_rate")
    public void setI2cSpeed(int bus, int frequency) {
        registers.charge();
        only("__tinygo_i2c_set_baud_rate", bus);
        speed("__tinygo_i2c_set_baud_rate", frequency);
    }

    private void speed(String call, int frequency) {
        long hz = Integer.toUnsignedLong(frequency);
        long cycles = hz > I2C_STANDARD_HZ ? 3 : 2;
        long divider = hz == 0 ? 0 : Math.ceilDiv(registers.clockHz(), cycles * hz);
        if (divider < 1 || divider > I2C_SPEED_MAX) {
            throw ShimRegisters.refuse(call + ": " + hz + " Hz cannot be made from a clock of "
                    + registers.clockHz() + " Hz");
        }
        registers.write(I2C_CONTROL, 0);
        registers.write(I2C_SPEED, (int) divider | (hz > I2C_STANDARD_HZ ? I2C_FAST : 0));
        registers.write(I2C_CONTROL, I2C_ON);
    }

    /**
     * Writes bytes to a part and then reads some, after a repeated start.
     *
     * @return 0; 1 when nobody acknowledged the address, 3 when it is none, 4 for what else went
     *         wrong
     */
    @HostFunction("__tinygo_i2c_transfer")
    public int transferI2c(Guest guest, int bus, int address, int write, int writeLength, int read,
            int readLength) {
        registers.charge();
        only("__tinygo_i2c_transfer", bus);
        byte[] sent = guest.memory().copyOf(write, writeLength);
        byte[] got = guest.memory().copyOf(read, readLength);
        if (address < 0 || address > I2C_ADDRESS_MAX) {
            return WRONG_ADDRESS;
        }
        registers.write(I2C_CONTROL2, 0);
        int result = OK;
        if (sent.length > 0 || got.length == 0) {
            result = send(address, sent);
        }
        if (result == OK && got.length > 0) {
            result = receive(address, got);
        } else {
            registers.set(I2C_CONTROL, I2C_STOP);
        }
        registers.awaitClear(I2C_CONTROL, I2C_STOP);
        if (result == OK) {
            guest.memory().write(read, got, 0, got.length);
        }
        return result;
    }

    private int send(int address, byte[] bytes) {
        int result = address(address << 1);
        if (result != OK) {
            return result;
        }
        registers.read(I2C_STATUS2);
        for (byte value : bytes) {
            if (!reached(I2C_EMPTY)) {
                return BUS_ERROR;
            }
            registers.write(I2C_DATA, value & 0xff);
        }
        return bytes.length == 0 || reached(I2C_FINISHED) ? OK : BUS_ERROR;
    }

    /** Nothing holds a shim up, so it is always in time to refuse the last byte. */
    private int receive(int address, byte[] bytes) {
        registers.set(I2C_CONTROL, I2C_ACKNOWLEDGE);
        int result = address(address << 1 | 1);
        if (result != OK) {
            registers.set(I2C_CONTROL, I2C_STOP);
            return result;
        }
        for (int index = 0; index < bytes.length; index++) {
            boolean last = index == bytes.length - 1;
            if (last) {
                registers.clear(I2C_CONTROL, I2C_ACKNOWLEDGE);
            }
            if (index == 0) {
                registers.read(I2C_STATUS2);
            }
            if (last) {
                registers.set(I2C_CONTROL, I2C_STOP);
            }
            if (!reached(I2C_RECEIVED)) {
                return BUS_ERROR;
            }
            bytes[index] = (byte) registers.read(I2C_DATA);
        }
        return OK;
    }

    private int address(int first) {
        registers.set(I2C_CONTROL, I2C_START);
        if (!reached(I2C_STARTED)) {
            return BUS_ERROR;
        }
        registers.write(I2C_DATA, first);
        int status = registers.await(I2C_STATUS, I2C_ADDRESSED | I2C_FAILURES);
        if ((status & I2C_REFUSED) != 0) {
            registers.write(I2C_STATUS, ~I2C_REFUSED);
            return NO_DEVICE;
        }
        return (status & I2C_ADDRESSED) != 0 ? OK : BUS_ERROR;
    }

    private boolean reached(int flag) {
        int status = registers.await(I2C_STATUS, flag | I2C_FAILURES);
        if ((status & I2C_FAILURES) != 0) {
            registers.write(I2C_STATUS, ~(status & I2C_FAILURES));
            return false;
        }
        return (status & flag) != 0;
    }

    private static void only(String call, int bus) {
        if (bus != 0) {
            throw ShimRegisters.refuse(call + ": wanted bus 0, the only one, got "
                    + Integer.toUnsignedString(bus));
        }
    }
}
