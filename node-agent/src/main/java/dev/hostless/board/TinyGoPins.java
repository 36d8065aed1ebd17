package dev.hostless.board;

import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;

/**
 * The module {@code env}: pins as TinyGo's package machine asks for them where it knows no
 * hardware (machine_generic.go). Pins 0 to 31 are those of gpio0. There is no analog input; pulses
 * come from the timers.
 */
public final class TinyGoPins implements HostModule {
    private static final int PINS = 32;
    private static final int INPUT_VALUE = ShimRegisters.GPIO0;
    private static final int INPUT_ENABLE = ShimRegisters.GPIO0 + 0x04;
    private static final int OUTPUT_ENABLE = ShimRegisters.GPIO0 + 0x08;
    private static final int OUTPUT_VALUE = ShimRegisters.GPIO0 + 0x0c;
    private static final int PULL_UP = ShimRegisters.GPIO0 + 0x10;
    private static final int PULL_DOWN = ShimRegisters.GPIO0 + 0x4c;

    /** TinyGo's PinMode. */
    private static final int MODE_OUTPUT = 1;
    private static final int MODE_PULL_UP = 2;
    private static final int MODE_PULL_DOWN = 3;

    private static final int CHANNELS = 4;
    private static final int CONTROL = 0x00;
    private static final int EVENT = 0x14;
    private static final int MODES = 0x18;
    private static final int ENABLES = 0x20;
    private static final int PRESCALER = 0x28;
    private static final int RELOAD = 0x2c;
    private static final int VALUES = 0x34;
    private static final int COUNTER_ENABLE = 1;
    private static final int PULSE_MODE = 6 << 4;
    private static final int PRESCALER_LIMIT = 1 << 16;

    private final ShimRegisters registers;

    TinyGoPins(ShimRegisters registers) {
        this.registers = registers;
    }

    @Override
    public String name() {
        return "env";
    }

    /** Sets what a pin is for: 0 input, 1 output, 2 with a pull-up, 3 with a pull-down. */
    @HostFunction("__tinygo_gpio_configure")
    public void configure(int pin, int mode) {
        registers.charge();
        int bit = bit("__tinygo_gpio_configure", pin);
        registers.replace(PULL_UP, bit, mode == MODE_PULL_UP ? bit : 0);
        registers.replace(PULL_DOWN, bit, mode == MODE_PULL_DOWN ? bit : 0);
        registers.replace(OUTPUT_ENABLE, bit, mode == MODE_OUTPUT ? bit : 0);
        registers.set(INPUT_ENABLE, bit);
    }

    /** The level that a pin drives. */
    @HostFunction("__tinygo_gpio_set")
    public void set(int pin, int high) {
        registers.charge();
        int bit = bit("__tinygo_gpio_set", pin);
        registers.replace(OUTPUT_VALUE, bit, high != 0 ? bit : 0);
    }

    /** The level that a pin has: 1 for high. */
    @HostFunction("__tinygo_gpio_get")
    public int get(int pin) {
        registers.charge();
        return (registers.read(INPUT_VALUE) & bit("__tinygo_gpio_get", pin)) == 0 ? 0 : 1;
    }

    /** A board has no converter: every pin is at 0 V. */
    @HostFunction("__tinygo_adc_read")
    public int readAnalog(int pin) {
        registers.charge();
        bit("__tinygo_adc_read", pin);
        return 0;
    }

    /**
     * Has a timer count to a top value, again and again.
     *
     * @param instance 0 or 1
     * @param frequency of its steps, in hertz; the nearest that the clock divides to is taken
     */
    @HostFunction("__tinygo_pwm_configure")
    public void configurePulses(int instance, double frequency, int top) {
        registers.charge();
        int timer = timer("__tinygo_pwm_configure", instance);
        double divider = Math.rint(registers.clockHz() / frequency);
        if (!(divider >= 1 && divider <= PRESCALER_LIMIT)) {
            throw ShimRegisters.refuse("__tinygo_pwm_configure: " + frequency
                    + " Hz cannot be made from a clock of " + registers.clockHz() + " Hz");
        }
        registers.write(timer + CONTROL, 0);
        registers.write(timer + PRESCALER, (int) divider - 1);
        registers.write(timer + RELOAD, top);
        registers.write(timer + EVENT, 1);
        registers.write(timer + CONTROL, COUNTER_ENABLE);
    }

    /** Puts a channel on its pin; which pin that is, the board's wiring says. */
    @HostFunction("__tinygo_pwm_channel_configure")
    public void configureChannel(int instance, int channel, int pin) {
        registers.charge();
        int timer = timer("__tinygo_pwm_channel_configure", instance);
        int index = channel("__tinygo_pwm_channel_configure", channel);
        int shift = 8 * (index % 2);
        registers.replace(timer + MODES + 4 * (index / 2), 0xff << shift, PULSE_MODE << shift);
        registers.set(timer + ENABLES, 1 << 4 * index);
    }

    /** The steps of each period in which a channel's pin is high. */
    @HostFunction("__tinygo_pwm_channel_set")
    public void setChannel(int instance, int channel, int value) {
        registers.charge();
        int timer = timer("__tinygo_pwm_channel_set", instance);
        registers.write(timer + VALUES + 4 * channel("__tinygo_pwm_channel_set", channel), value);
    }

    private static int bit(String call, int pin) {
        if (pin < 0 || pin >= PINS) {
            throw ShimRegisters.refuse(call + ": wanted a pin from 0 to " + (PINS - 1) + ", got "
                    + Integer.toUnsignedString(pin));
        }
        return 1 << pin;
    }

    private static int timer(String call, int instance) {
        return switch (instance) {
            case 0 -> ShimRegisters.TIMER0;
            case 1 -> ShimRegisters.TIMER1;
            default -> throw ShimRegisters.refuse(call + ": wanted timer 0 or 1, got "
                    + Integer.toUnsignedString(instance));
        };
    }

    private static int channel(String call, int channel) {
        if (channel < 0 || channel >= CHANNELS) {
            throw ShimRegisters.refuse(call + ": wanted a channel from 0 to " + (CHANNELS - 1)
                    + ", got " + Integer.toUnsignedString(channel));
        }
        return channel;
    }
}
