package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.BusFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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
        private final Bus bus = new Bus().map(0x4000_0000, "uart0", uart)
                .map(0x4001_0000, "rtc", new Rtc("rtc", clock, nvic.line(1), 1_000_000_000))
                .map(0x4002_0000, "trng", new Trng("trng", clock, nvic.line(2), 1))
                .map(0x4003_0000, "gpio0", gpio)
                .map(0xe000_e010, "systick",
                        new SysTick("systick", clock, nvic.line(15), () -> nvic.isPending(15)))
                .map(0xe000_e100, "nvic", nvic);

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
            return bytes.toByteArray();
        }

        void restore(byte[] state) throws IOException {
            var in = new DataInputStream(new ByteArrayInputStream(state));
            clock.restore(in);
            bus.restore(in);
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
