package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.part.At24c32;
import dev.hostless.devices.part.Tmp102;
import dev.hostless.devices.part.W25q16;
import dev.hostless.devices.register.BusFault;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever firmware does to registers, it gets a word or a bus fault and never breaks a device. */
class HostileFirmwareTest {
    private final VirtualClock clock = new VirtualClock(16_000_000);
    private final Nvic nvic = new Nvic("nvic", clock, 32);
    private final int[] transmitted = {0};
    private final Uart uart = new Uart("uart0", clock, nvic.line(0), (_, _) -> transmitted[0]++);
    private final Gpio gpio = new Gpio("gpio0", nvic.line(3));
    private final Timer timer = new Timer("timer0", clock, nvic.line(5));
    private final Spi spi = new Spi("spi0", clock, nvic.line(8));
    private final I2c bus = new I2c("i2c0", clock, nvic.line(9));
    private final Dma dma = new Dma("dma0", clock, nvic.line(10), new DmaMemory() {
        @Override
        public int load(int address) {
            return (address & 0xff00) == 0 ? address & 0xff : OUTSIDE;
        }

        @Override
        public boolean store(int address, int value) {
            return (address & 0xff00) == 0;
        }
    });
    private final Mmio[] devices = {nvic, uart, gpio,
        new SysTick("systick", clock, nvic.line(15), () -> nvic.isPending(15)),
        new Rtc("rtc", clock, nvic.line(1), 1_000_000_000),
        new Trng("trng", clock, nvic.line(2), 1), timer,
        new Watchdog("watchdog", clock, nvic.line(7), () -> {}), spi, bus, dma};

    HostileFirmwareTest() {
        spi.attach(new W25q16(clock, 1), gpio.pin(4));
        bus.attach(new Tmp102(clock, 0x48, 20_000, gpio.pin(5)::drive));
        bus.attach(new At24c32(clock, 0x50, new byte[0]));
        timer.connect(1, gpio.pin(6)::drive);
        gpio.pin(7).listen(high -> timer.input(2, high));
        dma.connect(0x40, uart);
    }

    @Test
    void randomAccessesOnlyEverFault() {
        long seed = Long.getLong("seed", 13L);
        System.out.println("HostileFirmwareTest -Dseed=" + seed);
        var random = new Random(seed);
        int faults = 0;
        long sent = 0;
        for (int step = 0; step < 100_000; step++) {
            if (step % 500 == 0) {
                uart.configure(1_000_000);
            }
            var device = devices[random.nextInt(devices.length)];
            try {
                access(device, random);
            } catch (BusFault fault) {
                faults++;
            }
            if (random.nextInt(4) == 0 && uart.receive(random.nextInt())) {
                sent++;
            }
            gpio.drive(random.nextInt(32), random.nextBoolean());
            serve(random);
            clock.advanceTo(Math.min(clock.nextDue(), clock.now() + random.nextInt(200)));
            assertThat(clock.pendingAlarms()).isLessThanOrEqualTo(devices.length + 4);
        }
        assertThat(faults).isPositive();
        assertThat(transmitted[0]).as("the UART worked at times").isPositive();
        uart.reset();
        var figures = uart.figures();
        assertThat(figures.received() + figures.overruns() + figures.unheard()).isEqualTo(sent);
        assertThat(figures.transmitted()).isEqualTo(transmitted[0]);
    }

    private static void access(Mmio device, Random random) {
        int offset = random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(24) * 4;
        // Small words make bits such as "enable" come together often enough to matter.
        int word = random.nextInt() >>> random.nextInt(32);
        int action = random.nextInt(200);
        if (action == 0) {
            device.reset();
        } else if (action < 100) {
            device.read32(offset);
        } else {
            device.write32(offset, word);
        }
    }

    private void serve(Random random) {
        int line = nvic.highestPending();
        if (line != Nvic.NONE && !nvic.isActive(line) && random.nextBoolean()) {
            nvic.acknowledge(line);
        }
        int other = random.nextInt(32);
        if (nvic.isActive(other)) {
            nvic.complete(other);
        }
    }
}
