package dev.hostless.board;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A part that is soldered to a device of the board, and what happens to it from outside.
 *
 * <p>Where it sits, only one part can be: {@link #seats()}.
 */
public sealed interface PartSpec {
    int STEPS_MAX = 1_000;
    int PINS = 32;

    /** Unique on the board; 1 to 63 of {@code [a-z0-9-]}. */
    String name();

    /**
     * A temperature sensor on i2c0.
     *
     * @param address 0x48 to 0x4b
     * @param temperatures around it; the first from reset on
     * @param alertPin of gpio0, on which its ALERT is, if it is wired
     */
    record Tmp102(String name, int address, List<Temperature> temperatures,
            OptionalInt alertPin) implements PartSpec {
        /** From a moment on, in thousandths of a degree Celsius. */
        public record Temperature(Moment at, int millicelsius) {
            public Temperature {
                within("temperature in thousandths of a degree", millicelsius, -55_000, 150_000);
            }
        }

        public Tmp102 {
            requireName(name);
            within("address of a TMP102", address, 0x48, 0x4b);
            alertPin.ifPresent(PartSpec::requirePin);
            temperatures = List.copyOf(temperatures);
            within("number of temperatures", temperatures.size(), 1, STEPS_MAX);
        }
    }

    /**
     * An EEPROM of 4 KiB on i2c0.
     *
     * @param address 0x50 to 0x57
     */
    record At24c32(String name, int address, PartImage image) implements PartSpec {
        static final int BYTES = 4_096;

        public At24c32 {
            requireName(name);
            within("address of an AT24C32", address, 0x50, 0x57);
            within("bytes of an AT24C32's image", image.length(), 0, BYTES);
        }
    }

    /**
     * A flash memory of 2 MiB on spi0.
     *
     * @param selectPin of gpio0, to which its chip select is wired
     * @param uniqueId what it answers when it is asked for it
     */
    record W25q16(String name, int selectPin, long uniqueId,
            PartImage image) implements PartSpec {
        static final int BYTES = 2 << 20;

        public W25q16 {
            requireName(name);
            requirePin(selectPin);
            within("bytes of a W25Q16's image", image.length(), 0, BYTES);
        }
    }

    /**
     * A button on a pin of gpio0.
     *
     * @param high whether it connects its pin to the supply and not to ground
     * @param presses in ascending order, each after the release of the one before
     */
    record Button(String name, int pin, boolean high, List<Press> presses) implements PartSpec {
        /** Down from a moment on, for a time. */
        public record Press(Moment at, Moment hold) {
        }

        public Button {
            requireName(name);
            requirePin(pin);
            presses = List.copyOf(presses);
            within("number of presses", presses.size(), 0, STEPS_MAX);
        }
    }

    /**
     * A light on a pin of gpio0.
     *
     * @param high whether it is lit when its pin is high
     */
    record Led(String name, int pin, boolean high) implements PartSpec {
        public Led {
            requireName(name);
            requirePin(pin);
        }
    }

    /** A wire from the transmit pin of uart1 to its receive pin. */
    record Loopback(String name) implements PartSpec {
        public Loopback {
            requireName(name);
        }
    }

    /** What only one part can have: an address on a bus, a pin, a UART. */
    default List<String> seats() {
        return switch (this) {
            case Tmp102 sensor when sensor.alertPin().isPresent() -> List.of(
                    address(sensor.address()), pin(sensor.alertPin().getAsInt()));
            case Tmp102 sensor -> List.of(address(sensor.address()));
            case At24c32 memory -> List.of(address(memory.address()));
            case W25q16 flash -> List.of(pin(flash.selectPin()));
            case Button button -> List.of(pin(button.pin()));
            case Led led -> List.of(pin(led.pin()));
            case Loopback _ -> List.of("uart1");
        };
    }

    /** The I2C address to which it answers, if it sits on i2c0. */
    default OptionalInt i2cAddress() {
        return switch (this) {
            case Tmp102 sensor -> OptionalInt.of(sensor.address());
            case At24c32 memory -> OptionalInt.of(memory.address());
            case W25q16 _,Button _,Led _,Loopback _ -> OptionalInt.empty();
        };
    }

    /** The name of the kind, as board files write it. */
    default String kind() {
        return switch (this) {
            case Tmp102 _ -> "tmp102";
            case At24c32 _ -> "at24c32";
            case W25q16 _ -> "w25q16";
            case Button _ -> "button";
            case Led _ -> "led";
            case Loopback _ -> "loopback";
        };
    }

    /** Everything that distinguishes it from another, for the trace. */
    default String text() {
        var what = switch (this) {
            case Tmp102 sensor -> sensor.temperatures().stream()
                    .map(step -> step.at() + "=" + step.millicelsius())
                    .collect(Collectors.joining(" "));
            case At24c32 memory -> memory.image().digest();
            case W25q16 flash -> flash.uniqueId() + " " + flash.image().digest();
            case Button button -> button.high() + button.presses().stream()
                    .map(press -> " " + press.at() + "+" + press.hold())
                    .collect(Collectors.joining());
            case Led led -> String.valueOf(led.high());
            case Loopback _ -> "";
        };
        return kind() + " " + name() + " " + String.join(" ", seats()) + " " + what;
    }

    /**
     * When something happens to it from outside, in cycles of a clock of this speed.
     *
     * @throws IllegalArgumentException if a moment is beyond the last cycle
     */
    default long[] moments(long clockHz) {
        return switch (this) {
            case Tmp102 sensor -> sensor.temperatures().stream()
                    .mapToLong(step -> step.at().cycle(clockHz)).toArray();
            case Button button -> button.presses().stream().flatMapToLong(press -> {
                long at = press.at().cycle(clockHz);
                long hold = press.hold().cycle(clockHz);
                return LongStream.of(at, at + hold < 0 ? Long.MAX_VALUE : at + hold);
            }).toArray();
            case At24c32 _,W25q16 _,Led _,Loopback _ -> new long[0];
        };
    }

    private static String address(int address) {
        return "i2c0 address 0x" + Integer.toHexString(address);
    }

    private static String pin(int pin) {
        return "gpio0 pin " + pin;
    }

    private static void requireName(String name) {
        if (!name.matches("[a-z0-9-]{1,63}")) {
            throw new IllegalArgumentException(
                    "a part's name: wanted 1 to 63 of [a-z0-9-], got '" + name + "'");
        }
    }

    private static void requirePin(int pin) {
        within("pin of gpio0", pin, 0, PINS - 1);
    }

    private static void within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    what + ": wanted " + least + " to " + most + ", got " + value);
        }
    }
}
