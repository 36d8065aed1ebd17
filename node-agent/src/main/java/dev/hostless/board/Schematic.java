package dev.hostless.board;

import dev.hostless.devices.Bus;
import dev.hostless.devices.Gpio;
import dev.hostless.devices.Nvic;
import dev.hostless.devices.Rtc;
import dev.hostless.devices.Stateful;
import dev.hostless.devices.SysTick;
import dev.hostless.devices.Trng;
import dev.hostless.devices.Uart;
import dev.hostless.devices.UartLine;
import dev.hostless.devices.clock.VirtualClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is soldered on: the devices in construction order, the address map and the line map. */
final class Schematic implements Stateful {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    static final int ENABLE_ALL_LINES = 0x000;

    final VirtualClock clock;
    final Nvic nvic;
    final Tick tick;
    final SysTick sysTick;
    final Uart uart0;
    final Rtc rtc;
    final Trng trng;
    final Gpio gpio0;
    final Bus bus;

    Schematic(BoardSpec spec, UartLine console) {
        clock = new VirtualClock(spec.clockHz());
        nvic = new Nvic("nvic", clock, Lines.COUNT);
        tick = new Tick();
        sysTick = new SysTick("systick", clock, tick::pulse, tick::pending);
        uart0 = new Uart("uart0", clock, nvic.line(Lines.UART0), console);
        rtc = new Rtc("rtc", clock, nvic.line(Lines.RTC), spec.epochSeconds() * NANOS_PER_SECOND);
        trng = new Trng("trng", clock, nvic.line(Lines.TRNG), spec.seed());
        gpio0 = new Gpio("gpio0", nvic.line(Lines.GPIO0));
        bus = new Bus()
                .map(0x4000_0000, "uart0", uart0)
                .map(0x4001_0000, "rtc", rtc)
                .map(0x4002_0000, "trng", trng)
                .map(0x4003_0000, "gpio0", gpio0)
                .map(0xE000_E010, "systick", sysTick)
                .map(0xE000_E100, "nvic", nvic);
        bus.reset();
        startUp(spec);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        clock.save(out);
        bus.save(out);
        tick.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        clock.restore(in);
        bus.restore(in);
        tick.restore(in);
    }

    /**
     * What start-up code does before main: the console speaks, and every line is enabled at
     * priority 0. Devices keep their interrupts masked at their own registers.
     */
    private void startUp(BoardSpec spec) {
        uart0.configure(spec.consoleBaud());
        nvic.write32(ENABLE_ALL_LINES, -1);
    }
}
