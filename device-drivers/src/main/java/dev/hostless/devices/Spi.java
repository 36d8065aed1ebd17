package dev.hostless.devices;

import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.Field;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;
import dev.hostless.devices.register.RegisterLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static dev.hostless.devices.register.Access.R;
import static dev.hostless.devices.register.Access.RC_W0;
import static dev.hostless.devices.register.Access.RW;

/**
 * A serial peripheral interface as the master of its bus. STMicroelectronics RM0090, chapter 28:
 * full duplex, frames of 8 bits, each 8 * (2 << BR) cycles long, of the board's clock.
 *
 * <p><b>Chip select.</b> A part hangs on a {@link Pin}, or on NSS, which is low while SPE, MSTR and
 * SSOE are set. What nobody drives reads as ones; of two parts that answer at once, zeros win.
 */
public final class Spi extends RegisterDevice {
    /** Parts on one bus. */
    public static final int PART_LIMIT = 32;

    private static final int FRAME_BITS = 8;
    private static final int NOTHING = 0xff;

    static final RegisterLayout<Spi> LAYOUT = new RegisterLayout<>("spi", 0x400,
            new Fidelity("Serial peripheral interface",
                    "STMicroelectronics RM0090, chapter 28 (SPI)",
                    List.of("master, full duplex, frames of 8 bits, both bit orders",
                            "the time of a frame; TXE, RXNE, BSY, OVR and MODF and their"
                                    + " interrupts",
                            "chip select by SSOE or by a pin"),
                    List.of("slave mode, one-wire and receive-only modes, TI frames, CRC, I2S",
                            "CPOL and CPHA are stored: a part in another mode is not garbled",
                            "frames of 16 bits (DFF)", "DMA requests")));
    private static final Register<Spi> CR1 = LAYOUT.at(0x00, "CR1", 0)
            .means("Control 1 (28.5.1).").onWrite((spi, _) -> spi.controlWritten())
            .unmodelled(10, 1, "RXONLY").unmodelled(11, 1, "DFF").unmodelled(12, 1, "CRCNEXT")
            .unmodelled(13, 1, "CRCEN").unmodelled(14, 1, "BIDIOE")
            .unmodelled(15, 1, "BIDIMODE");
    private static final Field MSTR = CR1.flag(2, "MSTR", RW)
            .means("Master; without it nothing is sent.");
    private static final Field BR = CR1.bits(3, 3, "BR", RW)
            .means("A bit takes 2 << BR cycles.");
    private static final Field SPE = CR1.flag(6, "SPE", RW).means("The SPI is on.");
    private static final Field LSBFIRST = CR1.flag(7, "LSBFIRST", RW)
            .means("The lowest bit goes first.");
    private static final Field SSI = CR1.flag(8, "SSI", RW)
            .means("The level of NSS with SSM; low means that another master is there: MODF.");
    private static final Field SSM = CR1.flag(9, "SSM", RW)
            .means("NSS as an input is SSI, not the pin, which is always high here.");
    private static final Register<Spi> CR2 = LAYOUT.at(0x04, "CR2", 0)
            .means("Control 2 (28.5.2).").onWrite((spi, _) -> spi.controlWritten())
            .unmodelled(0, 1, "RXDMAEN").unmodelled(1, 1, "TXDMAEN").unmodelled(4, 1, "FRF");
    private static final Field SSOE = CR2.flag(2, "SSOE", RW)
            .means("NSS is an output: low while SPE and MSTR are set.");
    private static final Field ERRIE = CR2.flag(5, "ERRIE", RW)
            .means("OVR and MODF assert the interrupt line.");
    private static final Field RXNEIE = CR2.flag(6, "RXNEIE", RW)
            .means("RXNE asserts the interrupt line.");
    private static final Field TXEIE = CR2.flag(7, "TXEIE", RW)
            .means("TXE asserts the interrupt line.");
    private static final Register<Spi> SR = LAYOUT.at(0x08, "SR", 2).means("Status (28.5.3).")
            .onRead(Spi::readStatus);
    private static final Field RXNE = SR.flag(0, "RXNE", R)
            .means("A frame has been received; reading DR clears it.");
    private static final Field TXE = SR.flag(1, "TXE", R).means("DR may be written.");
    private static final Field MODF = SR.flag(5, "MODF", R)
            .means("Mode fault; cleared by reading SR and then writing CR1.");
    private static final Field OVR = SR.flag(6, "OVR", R)
            .means("A frame came while RXNE was set, and is gone; cleared by reading DR and then"
                    + " SR.");
    private static final Field BSY = SR.flag(7, "BSY", R).means("A frame is on its way.");
    private static final Register<Spi> DR = LAYOUT.at(0x0c, "DR", 0).means("Data (28.5.4).")
            .onRead(Spi::readData).onWrite(Spi::writeData);

    static {
        CR1.flag(0, "CPHA", RW).means("Clock phase: stored.");
        CR1.flag(1, "CPOL", RW).means("Clock polarity: stored.");
        SR.flag(2, "CHSIDE", R).means("I2S: always 0.");
        SR.flag(3, "UDR", R).means("I2S: always 0.");
        SR.flag(4, "CRCERR", RC_W0).means("CRC error: always 0.");
        SR.flag(8, "FRE", R).means("Frame format error: always 0.");
        DR.bits(0, 8, "DR", RW).means("A write sends a frame, a read takes one.");
        LAYOUT.at(0x10, "CRCPR", 7).means("CRC polynomial (28.5.5).")
                .unmodelled(0, 16, "CRCPOLY");
        LAYOUT.at(0x14, "RXCRCR", 0).means("CRC of what was received (28.5.6): always 0.")
                .bits(0, 16, "RXCRC", R).means("Always 0.");
        LAYOUT.at(0x18, "TXCRCR", 0).means("CRC of what was sent (28.5.7): always 0.")
                .bits(0, 16, "TXCRC", R).means("Always 0.");
    }

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private final RegisterFile<Spi> registers;
    private final Alarm frame;
    private final List<SpiPart> parts = new ArrayList<>(1);
    /** Bit n: part n is selected; and those that hang on NSS. */
    private int selected;
    private int onSlaveSelect;
    private boolean slaveSelectLow;
    /** What is being sent, and what waits in DR for it. */
    private int shifting;
    private int waiting;
    private int received;
    private boolean statusRead;
    private boolean overrunDataRead;
    private long frames;
    private long overruns;

    public Spi(String name, VirtualClock clock, InterruptLine interrupt) {
        this.clock = clock;
        this.interrupt = interrupt;
        this.registers = new RegisterFile<>(name, LAYOUT, this);
        this.frame = clock.alarm(this::frameEnded);
    }

    /**
     * Solders a part to the bus with its chip select on a pin: low selects. A pull-up of the
     * board's keeps it high until firmware makes the pin an output.
     */
    public void attach(SpiPart part, Pin chipSelect) {
        int bit = 1 << add(part);
        chipSelect.drive(true);
        chipSelect.listen(high -> select(part, bit, !high));
    }

    /** Solders a part to the bus with its chip select on NSS. */
    public void attach(SpiPart part) {
        onSlaveSelect |= 1 << add(part);
    }

    /** Frames that have passed. */
    public long frames() {
        return frames;
    }

    /** Frames that were lost because the one before had not been read. */
    public long overruns() {
        return overruns;
    }

    @Override
    public void reset() {
        clock.cancel(frame);
        registers.reset();
        statusRead = false;
        overrunDataRead = false;
        received = 0;
        controlWritten();
    }

    @Override
    RegisterFile<Spi> registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        clock.saveAlarm(out, frame);
        out.writeInt(selected);
        out.writeBoolean(slaveSelectLow);
        out.writeInt(shifting);
        out.writeInt(waiting);
        out.writeInt(received);
        out.writeBoolean(statusRead);
        out.writeBoolean(overrunDataRead);
        out.writeLong(frames);
        out.writeLong(overruns);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        clock.restoreAlarm(in, frame);
        selected = in.readInt();
        slaveSelectLow = in.readBoolean();
        shifting = in.readInt();
        waiting = in.readInt();
        received = in.readInt();
        statusRead = in.readBoolean();
        overrunDataRead = in.readBoolean();
        frames = in.readLong();
        overruns = in.readLong();
    }

    private int add(SpiPart part) {
        if (parts.size() == PART_LIMIT) {
            throw new IllegalArgumentException(registers.device() + " takes " + PART_LIMIT
                    + " parts, no more");
        }
        parts.add(part);
        return parts.size() - 1;
    }

    private void select(SpiPart part, int bit, boolean low) {
        if (low == ((selected & bit) != 0)) {
            return;
        }
        selected ^= bit;
        if (low) {
            part.select();
        } else {
            part.deselect();
        }
    }

    private void controlWritten() {
        if (statusRead && registers.isSet(MODF)) {
            registers.set(MODF, false);
        }
        statusRead = false;
        if (registers.isSet(MSTR) && registers.isSet(SSM) && !registers.isSet(SSI)) {
            registers.set(MODF, true);
            registers.set(MSTR, false);
            registers.set(SPE, false);
        }
        driveSlaveSelect();
        startSending();
        updateInterrupt();
    }

    private void driveSlaveSelect() {
        boolean low = registers.isSet(SPE) && registers.isSet(MSTR) && registers.isSet(SSOE);
        if (low == slaveSelectLow) {
            return;
        }
        slaveSelectLow = low;
        for (int index = 0; index < parts.size(); index++) {
            if ((onSlaveSelect >>> index & 1) != 0) {
                select(parts.get(index), 1 << index, low);
            }
        }
    }

    private void writeData(int word) {
        waiting = word & 0xff;
        registers.set(TXE, false);
        startSending();
        updateInterrupt();
    }

    private int readData() {
        registers.set(RXNE, false);
        overrunDataRead = registers.isSet(OVR);
        updateInterrupt();
        return received;
    }

    private int readStatus() {
        int word = registers.value(SR);
        statusRead = true;
        if (overrunDataRead) {
            overrunDataRead = false;
            registers.set(OVR, false);
            updateInterrupt();
        }
        return word;
    }

    private void startSending() {
        if (frame.isPending() || registers.isSet(TXE) || !registers.isSet(SPE)
                || !registers.isSet(MSTR)) {
            return;
        }
        shifting = waiting;
        registers.set(TXE, true);
        registers.set(BSY, true);
        clock.armAfter(frame, (long) FRAME_BITS * (2L << registers.value(BR)));
    }

    private void frameEnded() {
        frames++;
        int answer = NOTHING;
        for (int rest = selected; rest != 0; rest &= rest - 1) {
            answer &= parts.get(Integer.numberOfTrailingZeros(rest)).exchange(order(shifting));
        }
        if (registers.isSet(RXNE)) {
            overruns++;
            registers.set(OVR, true);
        } else {
            received = order(answer & 0xff);
            registers.set(RXNE, true);
        }
        registers.set(BSY, false);
        startSending();
        updateInterrupt();
    }

    /** Parts count bits from the highest; LSBFIRST turns the byte around. */
    private int order(int value) {
        return registers.isSet(LSBFIRST) ? Integer.reverse(value) >>> 32 - FRAME_BITS : value;
    }

    private void updateInterrupt() {
        boolean error = registers.isSet(OVR) || registers.isSet(MODF);
        interrupt.set(registers.isSet(RXNE) && registers.isSet(RXNEIE)
                || registers.isSet(TXE) && registers.isSet(TXEIE)
                || error && registers.isSet(ERRIE));
    }
}
