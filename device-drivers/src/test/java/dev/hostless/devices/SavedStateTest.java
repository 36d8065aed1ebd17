package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.part.At24c32;
import dev.hostless.devices.part.Button;
import dev.hostless.devices.part.Led;
import dev.hostless.devices.part.Part;
import dev.hostless.devices.part.SquareWave;
import dev.hostless.devices.part.Tmp102;
import dev.hostless.devices.part.W25q16;
import dev.hostless.devices.register.BusFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Devices that take over a state go on exactly as those that wrote it. */
class SavedStateTest {
    private static final int STEPS = 2_000;

    /** A clock and one of each device. */
    private static final class Devices {
        private final VirtualClock clock = new VirtualClock(16_000_000);
        private final Nvic nvic = new Nvic("nvic", clock, 32);
        private final StringBuilder sent = new StringBuilder();
        private final Uart uart = new Uart("uart0", clock, nvic.line(0),
                (value, tag) -> sent.append(value).append('/').append(tag).append(' '));
        private final Gpio gpio = new Gpio("gpio0", nvic.line(3));
        private final Timer timer = new Timer("timer0", clock, nvic.line(5));
        private final Spi spi = new Spi("spi0", clock, nvic.line(8));
        private final I2c i2c = new I2c("i2c0", clock, nvic.line(9));
        private final Dma dma = new Dma("dma0", clock, nvic.line(10), new DmaMemory() {
            @Override
            public int load(int address) {
                return address & 0xff;
            }

            @Override
            public boolean store(int address, int value) {
                return sent.append(value).append(' ').length() > 0;
            }
        });
        private final Tmp102 sensor = new Tmp102(clock, 0x48, 20_000, gpio.pin(5)::drive);
        private final At24c32 memory = new At24c32(clock, 0x50, new byte[]{1});
        private final W25q16 flash = new W25q16(clock, 7);
        private final Led led = new Led(clock, true, (_, _) -> {});
        private final Button button = new Button(gpio.pin(9), false);
        private final List<Part> parts = List.of(sensor, memory, flash, led, button,
                new SquareWave(clock, 7_000, gpio.pin(10)::drive));
        private final Bus bus = new Bus().map(0x4000_0000, "uart0", uart)
                .map(0x4001_0000, "rtc", new Rtc("rtc", clock, nvic.line(1), 1_000_000_000))
                .map(0x4002_0000, "trng", new Trng("trng", clock, nvic.line(2), 1))
                .map(0x4003_0000, "gpio0", gpio)
                .map(0x4005_0000, "timer0", timer)
                .map(0x4007_0000, "watchdog",
                        new Watchdog("watchdog", clock, nvic.line(7), () -> sent.append("dog ")))
                .map(0x4008_0000, "spi0", spi).map(0x4009_0000, "i2c0", i2c)
                .map(0x400a_0000, "dma0", dma)
                .map(0xe000_e010, "systick",
                        new SysTick("systick", clock, nvic.line(15), () -> nvic.isPending(15)))
                .map(0xe000_e100, "nvic", nvic);

        Devices() {
            spi.attach(flash, gpio.pin(4));
            i2c.attach(sensor);
            i2c.attach(memory);
            timer.connect(1, gpio.pin(6)::drive);
            gpio.pin(7).listen(high -> timer.input(2, high));
            gpio.pin(8).listen(led);
            dma.connect(0x4000_0000, uart);
        }

        /** What random words hardly ever do: the buses and the timer work. */
        private void work(Random random) {
            switch (random.nextInt(8)) {
                case 0 -> bus.write32(0x4008_0000, 0x344);
                case 1 -> bus.write32(0x4008_000c, List.of(6, 5, 2, 0x20).get(random.nextInt(4)));
                case 2 -> bus.write32(0x4009_001c, 5);
                case 3 -> bus.write32(0x4009_0000, 0x401 | random.nextInt(4) << 8);
                case 4 -> {
                    bus.read32(0x4009_0014);
                    bus.read32(0x4009_0018);
                    bus.write32(0x4009_0010, List.of(0x90, 0x91, 0xa0).get(random.nextInt(3)));
                }
                case 5 -> bus.write32(0x4005_002c, random.nextInt(500));
                case 6 -> {
                    sensor.temperature(random.nextInt(100_000));
                    if (random.nextBoolean()) {
                        button.press();
                    } else {
                        button.release();
                    }
                }
                default -> {
                    bus.write32(0x400a_0008, 0);
                    bus.write32(0x400a_0010, 0x4000_0000);
                    bus.write32(0x400a_000c, random.nextInt(50));
                    bus.write32(0x4000_0048, 3);
                    bus.write32(0x400a_0008, 0x81 | random.nextInt(2) << 4);
                }
            }
        }

        /** Does something at random, and answers what firmware would see of it. */
        int step(Random random) {
            int seen = 0;
            var mappings = bus.mappings();
            int address = mappings.get(random.nextInt(mappings.size())).base()
                    + random.nextInt(24) * 4;
            int word = random.nextInt() >>> random.nextInt(32);
            try {
                if (random.nextBoolean()) {
                    seen = bus.read32(address);
                } else {
                    bus.write32(address, word);
                }
            } catch (BusFault fault) {
                seen = fault.getMessage().hashCode();
            }
            if (random.nextInt(100) == 0) {
                uart.configure(1_000_000);
            }
            work(random);
            uart.receive(word);
            gpio.drive(random.nextInt(32), random.nextBoolean());
            int line = nvic.highestPending();
            if (line != Nvic.NONE && random.nextBoolean() && !nvic.isActive(line)) {
                nvic.acknowledge(line);
            }
            int other = random.nextInt(32);
            if (nvic.isActive(other)) {
                nvic.complete(other);
            }
            clock.advanceTo(Math.min(clock.nextDue(), clock.now() + random.nextInt(200)));
            return seen;
        }

        byte[] saved() throws IOException {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            clock.save(out);
            bus.save(out);
            for (var part : parts) {
                part.save(out);
            }
            return bytes.toByteArray();
        }

        void restore(byte[] state) throws IOException {
            var in = new DataInputStream(new ByteArrayInputStream(state));
            clock.restore(in);
            bus.restore(in);
            for (var part : parts) {
                part.restore(in);
            }
            assertThat(in.available()).as("all is read").isZero();
        }
    }

    @Test
    void whatWasRestoredGoesOnAsWhatWasSaved() throws IOException {
        long seed = Long.getLong("seed", 17L);
        System.out.println("SavedStateTest -Dseed=" + seed);
        var random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            var original = new Devices();
            original.uart.configure(1_000_000);
            for (int step = random.nextInt(STEPS); step >= 0; step--) {
                original.step(random);
            }
            var state = original.saved();
            var copy = new Devices();
            copy.gpio.drive(3, true);
            copy.uart.configure(9_600);
            copy.uart.transmit('x', 1);
            copy.restore(state);
            assertThat(copy.saved()).isEqualTo(state);
            original.sent.setLength(0);

            long next = random.nextLong();
            var first = new Random(next);
            var second = new Random(next);
            for (int step = 0; step < STEPS; step++) {
                assertThat(copy.step(second)).isEqualTo(original.step(first));
                assertThat(copy.clock.now()).isEqualTo(original.clock.now());
            }
            assertThat(copy.sent.toString()).isEqualTo(original.sent.toString());
            assertThat(copy.saved()).isEqualTo(original.saved());
        }
    }

    @Test
    void savingChangesNothing() throws IOException {
        var devices = new Devices();
        var random = new Random(5);
        for (int step = 0; step < STEPS; step++) {
            devices.step(random);
        }
        assertThat(devices.saved()).isEqualTo(devices.saved());
    }

    @Test
    void theStateOfOtherDevicesIsRefused() throws IOException {
        var clock = new VirtualClock(1_000);
        var bytes = new ByteArrayOutputStream();
        new Bus().map(0x1000, "gpio1", new Gpio("gpio1", _ -> {}))
                .save(new DataOutputStream(bytes));
        var other = new Bus().map(0x1000, "trng", new Trng("trng", clock, _ -> {}, 1));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> other.restore(new DataInputStream(
                        new ByteArrayInputStream(bytes.toByteArray()))))
                .withMessage("wanted the state of device 'trng', got 'gpio1'");
    }

    @Test
    void anAlarmInThePastIsRefused() throws IOException {
        var clock = new VirtualClock(1_000);
        var bytes = new ByteArrayOutputStream();
        clock.saveAlarm(new DataOutputStream(bytes), clock.at(5, () -> {}));
        clock.advanceTo(6);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> clock.restoreAlarm(new DataInputStream(
                        new ByteArrayInputStream(bytes.toByteArray())), clock.alarm(() -> {})))
                .withMessage("wanted an alarm at cycle 6 or later, got 5");
    }

    @Test
    void earlyAlarmsComeFirstAtTheirCycle() {
        var clock = new VirtualClock(1_000);
        var order = new StringBuilder();
        clock.at(5, () -> order.append("a"));
        clock.earlyAt(5, () -> order.append("b"));
        clock.at(5, () -> order.append("c"));
        clock.earlyAt(5, () -> order.append("d"));
        clock.at(4, () -> order.append("e"));
        clock.advanceTo(5);
        assertThat(order.toString()).isEqualTo("ebdac");
    }
}
