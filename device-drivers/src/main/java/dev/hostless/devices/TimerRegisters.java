package dev.hostless.devices;

import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.Field;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterLayout;
import java.util.ArrayList;
import java.util.List;

import static dev.hostless.devices.register.Access.RC_W0;
import static dev.hostless.devices.register.Access.RW;
import static dev.hostless.devices.register.Access.W;

/** The register table of {@link Timer}; section numbers are RM0090's. */
final class TimerRegisters {
    /** The declared pieces of a capture and compare channel. */
    record Channel(Field selection, Field preload, Field mode, Field enable, Field polarity,
            Field bothEdges, Register<Timer> value) {
    }

    static final RegisterLayout<Timer> LAYOUT = new RegisterLayout<>("timer", 0x400,
            new Fidelity("General-purpose timer",
                    "STMicroelectronics RM0090, chapter 18 (TIM2 and TIM5, 32 bits)",
                    List.of("counting up, prescaler and auto-reload with their preloads, one-pulse",
                            "update events, by overflow and by software",
                            "four compare channels: match flags, and outputs in all eight modes",
                            "four capture channels: rising, falling or both edges, overcapture",
                            "interrupts of update, compare and capture"),
                    List.of("counting down and centre-aligned (DIR, CMS)",
                            "slave modes, triggers and external clocks (SMCR), master output (MMS)",
                            "input filter and input prescaler (ICxF, ICxPSC), TRC as input",
                            "DMA requests and bursts", "the counter starts in the cycle of CEN, not"
                                    + " one later")));

    static final Register<Timer> CR1 = LAYOUT.at(0x00, "CR1", 0).means("Control 1 (18.4.1).")
            .onWrite((timer, _) -> timer.controlWritten()).unmodelled(4, 1, "DIR")
            .unmodelled(5, 2, "CMS").unmodelled(8, 2, "CKD");
    static final Field CEN = CR1.flag(0, "CEN", RW).means("The counter runs.");
    static final Field UDIS = CR1.flag(1, "UDIS", RW)
            .means("No update events: the counter starts again, and nothing is loaded.");
    static final Field URS = CR1.flag(2, "URS", RW)
            .means("Only an overflow sets UIF, not a write to UG.");
    static final Field OPM = CR1.flag(3, "OPM", RW)
            .means("One pulse: the update event clears CEN.");
    static final Field ARPE = CR1.flag(7, "ARPE", RW)
            .means("A write to ARR counts from the next update event.");

    static final Register<Timer> DIER = LAYOUT.at(0x0c, "DIER", 0)
            .means("DMA and interrupt enable (18.4.4).").onWrite((timer, _) -> timer.settle())
            .unmodelled(6, 1, "TIE").unmodelled(8, 1, "UDE").unmodelled(9, 1, "CC1DE")
            .unmodelled(10, 1, "CC2DE").unmodelled(11, 1, "CC3DE").unmodelled(12, 1, "CC4DE")
            .unmodelled(14, 1, "TDE");
    static final Register<Timer> SR = LAYOUT.at(0x10, "SR", 0)
            .means("Status (18.4.5).").onWrite((timer, _) -> timer.settle());
    static final Register<Timer> EGR = LAYOUT.at(0x14, "EGR", 0)
            .means("Event generation (18.4.6).").onWrite(Timer::generate);
    static final Register<Timer> CCMR1 = LAYOUT.at(0x18, "CCMR1", 0)
            .means("Capture and compare mode of channels 1 and 2 (18.4.7).")
            .onWrite((timer, _) -> timer.modesWritten());
    static final Register<Timer> CCMR2 = LAYOUT.at(0x1c, "CCMR2", 0)
            .means("Capture and compare mode of channels 3 and 4 (18.4.8).")
            .onWrite((timer, _) -> timer.modesWritten());
    static final Register<Timer> CCER = LAYOUT.at(0x20, "CCER", 0)
            .means("Capture and compare enable (18.4.9).")
            .onWrite((timer, _) -> timer.settle());
    static final Register<Timer> CNT = LAYOUT.at(0x24, "CNT", 0).means("Counter (18.4.10).")
            .onRead(Timer::count).onWrite(Timer::countWritten);
    static final Field PSC = LAYOUT.at(0x28, "PSC", 0).means("Prescaler (18.4.11).")
            .bits(0, 16, "PSC", RW)
            .means("The counter counts every PSC + 1 cycles, from the next update event on.");
    static final Register<Timer> ARR = LAYOUT.at(0x2c, "ARR", -1)
            .means("Auto-reload (18.4.12): the counter's last value; 0 stops it.")
            .onWrite((timer, _) -> timer.reloadWritten());

    static final Field UIE = DIER.flag(0, "UIE", RW).means("UIF asserts the interrupt line.");
    static final Field UIF = SR.flag(0, "UIF", RC_W0).means("An update event has happened.");
    /** Channel 1 is at index 0. */
    static final List<Channel> CHANNELS = channels();

    static {
        EGR.flag(0, "UG", W).means("Starts the counter and the prescaler again and loads what was"
                + " preloaded.");
        LAYOUT.at(0x04, "CR2", 0).means("Control 2 (18.4.2).").unmodelled(3, 1, "CCDS")
                .unmodelled(4, 3, "MMS").unmodelled(7, 1, "TI1S");
        LAYOUT.at(0x08, "SMCR", 0).means("Slave mode control (18.4.3).").unmodelled(0, 3, "SMS")
                .unmodelled(4, 3, "TS").unmodelled(7, 1, "MSM").unmodelled(8, 4, "ETF")
                .unmodelled(12, 2, "ETPS").unmodelled(14, 1, "ECE").unmodelled(15, 1, "ETP");
        LAYOUT.at(0x48, "DCR", 0).means("DMA control (18.4.17).").unmodelled(0, 5, "DBA")
                .unmodelled(8, 5, "DBL");
        LAYOUT.at(0x4c, "DMAR", 0).means("DMA address (18.4.18).").unmodelled(0, 16, "DMAB");
    }

    private TimerRegisters() {
    }

    private static List<Channel> channels() {
        var channels = new ArrayList<Channel>();
        for (int index = 0; index < Timer.CHANNELS; index++) {
            channels.add(channel(index));
        }
        return List.copyOf(channels);
    }

    private static Channel channel(int index) {
        String number = Integer.toString(index + 1);
        var mode = index < 2 ? CCMR1 : CCMR2;
        int low = 8 * (index % 2);
        DIER.flag(1 + index, "CC" + number + "IE", RW)
                .means("CC" + number + "IF asserts the interrupt line.");
        SR.flag(1 + index, "CC" + number + "IF", RC_W0)
                .means("Output: the counter has matched. Input: an edge was captured; reading CCR"
                        + number + " clears it.");
        SR.flag(9 + index, "CC" + number + "OF", RC_W0)
                .means("An edge was captured while CC" + number + "IF was set.");
        EGR.flag(1 + index, "CC" + number + "G", W)
                .means("Sets CC" + number + "IF; an input channel captures the counter.");
        var selection = mode.bits(low, 2, "CC" + number + "S", RW)
                .means("0: output. 1: input from the channel's own pin, 2: from its neighbour's"
                        + " (1 and 2, 3 and 4). 3 captures nothing here.");
        mode.unmodelled(low + 2, 1, "OC" + number + "FE");
        var preload = mode.flag(low + 3, "OC" + number + "PE", RW)
                .means("A write to CCR" + number + " counts from the next update event.");
        var outputMode = mode.bits(low + 4, 3, "OC" + number + "M", RW)
                .means("0: the output stays. At a match 1: active, 2: inactive, 3: toggles. 4:"
                        + " inactive, 5: active. 6: active below CCR" + number
                        + ", 7: inactive below it.");
        mode.unmodelled(low + 7, 1, "OC" + number + "CE");
        var enable = CCER.flag(4 * index, "CC" + number + "E", RW)
                .means("The output drives its pin; the input captures.");
        var polarity = CCER.flag(4 * index + 1, "CC" + number + "P", RW)
                .means("The output is active low; the input captures falling edges.");
        var both = CCER.flag(4 * index + 3, "CC" + number + "NP", RW)
                .means("With CC" + number + "P: the input captures both edges.");
        var value = LAYOUT.at(0x34 + 4 * index, "CCR" + number, 0)
                .means("Capture and compare value of channel " + number + " (18.4."
                        + (13 + index) + ").")
                .onRead(timer -> timer.readChannel(index))
                .onWrite((timer, _) -> timer.compareWritten(index));
        return new Channel(selection, preload, outputMode, enable, polarity, both, value);
    }
}
