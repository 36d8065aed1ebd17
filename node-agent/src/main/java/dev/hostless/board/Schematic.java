package dev.hostless.board;

import dev.hostless.devices.Bus;
import dev.hostless.devices.Dma;
import dev.hostless.devices.Gpio;
import dev.hostless.devices.I2c;
import dev.hostless.devices.Nvic;
import dev.hostless.devices.RegisterDevice;
import dev.hostless.devices.Rtc;
import dev.hostless.devices.Spi;
import dev.hostless.devices.Stateful;
import dev.hostless.devices.SysTick;
import dev.hostless.devices.Timer;
import dev.hostless.devices.Trng;
import dev.hostless.devices.Uart;
import dev.hostless.devices.UartLine;
import dev.hostless.devices.Watchdog;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.part.Part;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is soldered on: the devices in construction order, the address map and the line map. */
final class Schematic implements Stateful {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int UART0_BASE = 0x4000_0000;
    private static final int UART1_BASE = 0x4004_0000;
    private static final int TIMER0_PIN = 16;
    private static final int TIMER1_PIN = 20;
    static final int ENABLE_ALL_LINES = 0x000;

    final VirtualClock clock;
    final Nvic nvic;
    final Tick tick;
    final SysTick sysTick;
    final Uart uart0;
    final Rtc rtc;
    final Trng trng;
    final Gpio gpio0;
    final Uart uart1;
    final Timer timer0;
    final Timer timer1;
    final Watchdog watchdog;
    final Spi spi0;
    final I2c i2c0;
    final Dma dma0;
    final GuestDmaMemory dmaMemory;
    final Bus bus;
    /** What hangs on the devices' wires, in the order of its names. */
    private final SortedMap<String, Part> parts = new TreeMap<>();
    private final BoardSpec spec;
    private final LineWire[] wires = new LineWire[Lines.COUNT];

    /**
     * @param console what hangs on UART0; nothing hangs on UART1 until something is connected
     * @param onWatchdog told that the watchdog has expired
     */
    Schematic(BoardSpec spec, UartLine console, Runnable onWatchdog) {
        this.spec = spec;
        clock = new VirtualClock(spec.clockHz());
        nvic = new Nvic("nvic", clock, Lines.COUNT);
        for (int line = 0; line < Lines.COUNT; line++) {
            wires[line] = new LineWire(clock, nvic.line(line));
        }
        tick = new Tick();
        sysTick = new SysTick("systick", clock, tick::pulse, tick::pending);
        uart0 = new Uart("uart0", clock, wire(Lines.UART0), console);
        rtc = new Rtc("rtc", clock, wire(Lines.RTC), spec.epochSeconds() * NANOS_PER_SECOND);
        trng = new Trng("trng", clock, wire(Lines.TRNG), spec.seed());
        gpio0 = new Gpio("gpio0", wire(Lines.GPIO0));
        uart1 = new Uart("uart1", clock, wire(Lines.UART1), (_, _) -> {});
        timer0 = new Timer("timer0", clock, wire(Lines.TIMER0));
        timer1 = new Timer("timer1", clock, wire(Lines.TIMER1));
        watchdog = new Watchdog("watchdog", clock, wire(Lines.WATCHDOG), onWatchdog);
        spi0 = new Spi("spi0", clock, wire(Lines.SPI0));
        i2c0 = new I2c("i2c0", clock, wire(Lines.I2C0));
        dmaMemory = new GuestDmaMemory();
        dma0 = new Dma("dma0", clock, wire(Lines.DMA0), dmaMemory);
        wire(timer0, TIMER0_PIN);
        wire(timer1, TIMER1_PIN);
        dma0.connect(UART0_BASE, uart0);
        dma0.connect(UART1_BASE, uart1);
        bus = new Bus()
                .map(UART0_BASE, "uart0", uart0)
                .map(0x4001_0000, "rtc", rtc)
                .map(0x4002_0000, "trng", trng)
                .map(0x4003_0000, "gpio0", gpio0)
                .map(UART1_BASE, "uart1", uart1)
                .map(0x4005_0000, "timer0", timer0)
                .map(0x4006_0000, "timer1", timer1)
                .map(0x4007_0000, "watchdog", watchdog)
                .map(0x4008_0000, "spi0", spi0)
                .map(0x4009_0000, "i2c0", i2c0)
                .map(0x400A_0000, "dma0", dma0)
                .map(0xE000_E010, "systick", sysTick)
                .map(0xE000_E100, "nvic", nvic);
        reset();
    }

    /** The wire of an interrupt line. */
    LineWire wire(int line) {
        return wires[line];
    }

    /** The UART of this number, 0 or 1. */
    Uart uart(int number) {
        return number == 0 ? uart0 : uart1;
    }

    /** All devices are as after power-on; parts keep what they hold, and counters count on. */
    void reset() {
        bus.reset();
        tick.reset();
        startUp();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        clock.save(out);
        bus.save(out);
        tick.save(out);
        for (var wire : wires) {
            wire.save(out);
        }
        out.writeInt(parts.size());
        for (var part : parts.entrySet()) {
            out.writeUTF(part.getKey());
            part.getValue().save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        clock.restore(in);
        bus.restore(in);
        tick.restore(in);
        for (var wire : wires) {
            wire.restore(in);
        }
        int count = in.readInt();
        if (count != parts.size()) {
            throw new IOException("wanted the state of " + parts.size() + " parts, got " + count);
        }
        for (var part : parts.entrySet()) {
            var name = in.readUTF();
            if (!name.equals(part.getKey())) {
                throw new IOException("wanted the state of part '" + part.getKey() + "', got '"
                        + name + "'");
            }
            part.getValue().restore(in);
        }
    }

    /** A timer's channels hear four pins, and drive them where firmware lets them. */
    private void wire(Timer timer, int firstPin) {
        for (int channel = 1; channel <= Timer.CHANNELS; channel++) {
            int pin = firstPin + channel - 1;
            int input = channel;
            gpio0.pin(pin).listen(high -> timer.input(input, high));
            timer.connect(channel, gpio0.function(pin));
        }
    }

    /**
     * What start-up code does before main: the console speaks, and every line is enabled at
     * priority 0. Devices keep their interrupts masked at their own registers.
     */
    private void startUp() {
        uart0.configure(spec.consoleBaud());
        nvic.write32(ENABLE_ALL_LINES, -1);
    }

    /**
     * Counts something among the board's parts, once it has been soldered to its device: from here
     * on its state is saved with the board's, and the report knows it. A reset does not touch it.
     *
     * @throws IllegalArgumentException if a device or another part has the name
     */
    void fit(String name, Part part) {
        boolean taken = parts.containsKey(name)
                || bus.mappings().stream().anyMatch(mapping -> mapping.name().equals(name));
        if (taken) {
            throw new IllegalArgumentException("two things on this board are named " + name);
        }
        parts.put(name, part);
    }

    /** What there is on the board, by address and then by name, and how true it is. */
    List<DeviceReport> report() {
        var reports = new ArrayList<DeviceReport>();
        for (var mapping : bus.mappings()) {
            if (mapping.device() instanceof RegisterDevice device) {
                reports.add(DeviceReport.of(mapping.name(),
                        OptionalLong.of(Integer.toUnsignedLong(mapping.base())),
                        device.fidelity(), device.layout().unmodelledNames(),
                        device.unmodelledWritten()));
            }
        }
        parts.forEach((name, part) -> reports.add(DeviceReport.of(name, OptionalLong.empty(),
                part.fidelity(), List.of(), List.of())));
        return reports;
    }
}
