package dev.hostless.devices;

import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.RegisterFile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

import static dev.hostless.devices.I2cRegisters.ACK;
import static dev.hostless.devices.I2cRegisters.ADDR;
import static dev.hostless.devices.I2cRegisters.AF;
import static dev.hostless.devices.I2cRegisters.BERR;
import static dev.hostless.devices.I2cRegisters.BTF;
import static dev.hostless.devices.I2cRegisters.BUSY;
import static dev.hostless.devices.I2cRegisters.CCR;
import static dev.hostless.devices.I2cRegisters.DUTY;
import static dev.hostless.devices.I2cRegisters.FAST;
import static dev.hostless.devices.I2cRegisters.ITBUFEN;
import static dev.hostless.devices.I2cRegisters.ITERREN;
import static dev.hostless.devices.I2cRegisters.ITEVTEN;
import static dev.hostless.devices.I2cRegisters.MSL;
import static dev.hostless.devices.I2cRegisters.PE;
import static dev.hostless.devices.I2cRegisters.POS;
import static dev.hostless.devices.I2cRegisters.RXNE;
import static dev.hostless.devices.I2cRegisters.SB;
import static dev.hostless.devices.I2cRegisters.START;
import static dev.hostless.devices.I2cRegisters.STOP;
import static dev.hostless.devices.I2cRegisters.SWRST;
import static dev.hostless.devices.I2cRegisters.TRA;
import static dev.hostless.devices.I2cRegisters.TXE;

/**
 * A two-wire bus and its only master. STMicroelectronics RM0090, chapter 27, master mode (27.3.3);
 * what is left out stands in {@link I2cRegisters}.
 *
 * <p><b>Time.</b> A start or a stop takes one bit's time, a byte with its acknowledgement nine. A
 * part may hold the clock after a byte, and the master holds it while ADDR or BTF is set.
 *
 * <p><b>Order.</b> A start or stop that firmware asks for comes at the end of the byte that is on
 * its way, or at once when the bus waits for the master.
 */
public final class I2c extends RegisterDevice {
    /** What is on its way; the alarm rings at its end. */
    private enum Phase {
        /** Nothing: the bus is free, or the master holds it. */
        STILL, STARTING, ADDRESSING, SENDING, RECEIVING, STOPPING,
        /** A part holds the clock after a byte. */
        STRETCHED
    }

    private static final List<Phase> PHASES = List.of(Phase.values());
    private static final int BYTE_BITS = 9;

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private final RegisterFile<I2c> registers;
    private final Alarm alarm;
    private final List<I2cPart> parts = new ArrayList<>(1);

    private Phase phase = Phase.STILL;
    /** The part whose address was acknowledged since the last start. */
    private @Nullable I2cPart addressed;
    /** In the shift register: the byte on its way, or one that waits behind a full DR. */
    private int shifting;
    private boolean shiftFull;
    private int data;
    /** Firmware has read SR1 since the flag that this clears was set. */
    private boolean statusRead;
    /** With POS, the ACK that was set when the byte before ended. */
    private boolean earlierAck;
    private boolean lastAcknowledged;
    /** A read has been addressed: a stop comes after its first byte, however early it is asked. */
    private boolean byteOwed;
    private long refusals;

    public I2c(String name, VirtualClock clock, InterruptLine interrupt) {
        this.clock = clock;
        this.interrupt = interrupt;
        this.registers = new RegisterFile<>(name, I2cRegisters.LAYOUT, this);
        this.alarm = clock.alarm(this::ended);
    }

    /**
     * Solders a part to the bus.
     *
     * @throws IllegalArgumentException if its address is taken or not 0x08 to 0x77
     */
    public void attach(I2cPart part) {
        if (part.address() < 0x08 || part.address() > 0x77) {
            throw new IllegalArgumentException("a part on " + registers.device()
                    + " must have an address of 0x08..0x77, not 0x"
                    + Integer.toHexString(part.address()));
        }
        if (find(part.address()) != null) {
            throw new IllegalArgumentException("two parts on " + registers.device()
                    + " have the address 0x" + Integer.toHexString(part.address()));
        }
        parts.add(part);
    }

    /** Somebody on the bus made a start or a stop where none belongs: noise. */
    public void disturb() {
        if (registers.isSet(BUSY)) {
            registers.set(BERR, true);
            updateInterrupt();
        }
    }

    /** Addresses and bytes that nobody acknowledged. */
    public long refusals() {
        return refusals;
    }

    @Override
    public void reset() {
        abandon();
        registers.reset();
        updateInterrupt();
    }

    @Override
    RegisterFile<I2c> registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        clock.saveAlarm(out, alarm);
        out.writeByte(phase.ordinal());
        var part = addressed;
        out.writeByte(part == null ? 0 : part.address());
        out.writeInt(shifting);
        out.writeBoolean(shiftFull);
        out.writeInt(data);
        out.writeBoolean(statusRead);
        out.writeBoolean(earlierAck);
        out.writeBoolean(lastAcknowledged);
        out.writeBoolean(byteOwed);
        out.writeLong(refusals);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        clock.restoreAlarm(in, alarm);
        phase = phase(in.readByte());
        addressed = find(in.readByte());
        shifting = in.readInt();
        shiftFull = in.readBoolean();
        data = in.readInt();
        statusRead = in.readBoolean();
        earlierAck = in.readBoolean();
        lastAcknowledged = in.readBoolean();
        byteOwed = in.readBoolean();
        refusals = in.readLong();
    }

    /** CR1 or CCR was written. */
    void controlWritten() {
        if (registers.isSet(SWRST)) {
            abandon();
            registers.reset();
            registers.set(SWRST, true);
        } else if (!registers.isSet(PE)) {
            abandon();
            registers.set(START, false);
            registers.set(STOP, false);
            registers.store(I2cRegisters.SR1, 0);
            registers.store(I2cRegisters.SR2, 0);
        } else if (phase == Phase.STILL) {
            goOn();
        }
        updateInterrupt();
    }

    int readStatus1() {
        statusRead = true;
        return registers.value(I2cRegisters.SR1);
    }

    int readStatus2() {
        if (statusRead && registers.isSet(ADDR)) {
            registers.set(ADDR, false);
            statusRead = false;
            if (phase == Phase.STILL) {
                goOn();
            }
            updateInterrupt();
        }
        return registers.value(I2cRegisters.SR2);
    }

    int readData() {
        int word = data;
        registers.set(RXNE, false);
        if (shiftFull) {
            registers.set(BTF, false);
            shiftFull = false;
            deliver(shifting);
        }
        if (phase == Phase.STILL) {
            goOn();
        }
        updateInterrupt();
        return word;
    }

    void writeData(int word) {
        data = word & 0xff;
        if (registers.isSet(SB)) {
            if (statusRead) {
                registers.set(SB, false);
                statusRead = false;
                shifting = data;
                begin(Phase.ADDRESSING, BYTE_BITS);
            }
        } else if (registers.isSet(TRA)) {
            registers.set(TXE, false);
            registers.set(BTF, false);
            if (phase == Phase.STILL) {
                goOn();
            }
        }
        updateInterrupt();
    }

    /** Every change of state ends here. */
    void updateInterrupt() {
        boolean event = registers.isSet(SB) || registers.isSet(ADDR) || registers.isSet(BTF)
                || registers.isSet(ITBUFEN) && (registers.isSet(TXE) || registers.isSet(RXNE));
        boolean error = registers.isSet(BERR) || registers.isSet(AF);
        interrupt.set(event && registers.isSet(ITEVTEN) || error && registers.isSet(ITERREN));
    }

    /** Nothing is on its way: begins what is to come next, if anything is. */
    private void goOn() {
        if (bitCycles() == 0 || !registers.isSet(PE)) {
            return;
        }
        boolean master = registers.isSet(MSL);
        boolean waitsForReader = registers.isSet(ADDR) && !registers.isSet(TRA);
        if (registers.isSet(STOP) && master && !waitsForReader && !byteOwed) {
            begin(Phase.STOPPING, 1);
        } else if (registers.isSet(START) && !waitsForReader && !byteOwed) {
            begin(Phase.STARTING, 1);
        } else if (addressed != null && !registers.isSet(ADDR) && !registers.isSet(AF)) {
            move();
        }
    }

    private void move() {
        if (registers.isSet(TRA)) {
            if (!registers.isSet(TXE)) {
                shifting = data;
                registers.set(TXE, true);
                begin(Phase.SENDING, BYTE_BITS);
            }
        } else if (lastAcknowledged && !shiftFull) {
            begin(Phase.RECEIVING, BYTE_BITS);
        }
    }

    private void begin(Phase next, int bits) {
        phase = next;
        clock.armAfter(alarm, bits * bitCycles());
    }

    private void ended() {
        var over = phase;
        phase = Phase.STILL;
        switch (over) {
            case STARTING -> started();
            case ADDRESSING -> addressSent();
            case SENDING -> sent();
            case RECEIVING -> received();
            case STOPPING -> stopped();
            case STRETCHED, STILL -> {
                // The bus goes on.
            }
        }
        if (phase == Phase.STILL) {
            goOn();
        }
        updateInterrupt();
    }

    private void started() {
        registers.set(START, false);
        registers.set(MSL, true);
        registers.set(BUSY, true);
        registers.set(TRA, false);
        registers.set(TXE, false);
        registers.set(BTF, false);
        registers.set(SB, true);
        shiftFull = false;
        byteOwed = false;
        addressed = null;
        statusRead = false;
    }

    private void addressSent() {
        boolean read = (shifting & 1) != 0;
        var part = find(shifting >>> 1);
        if (part == null || !part.start(read)) {
            refuse();
            return;
        }
        addressed = part;
        lastAcknowledged = true;
        earlierAck = registers.isSet(ACK);
        byteOwed = read;
        registers.set(TRA, !read);
        registers.set(TXE, !read);
        registers.set(ADDR, true);
        statusRead = false;
        stretch(part);
    }

    private void sent() {
        var part = part();
        if (!part.write(shifting)) {
            refuse();
            return;
        }
        registers.set(BTF, registers.isSet(TXE));
        stretch(part);
    }

    private void received() {
        var part = part();
        int value = part.read() & 0xff;
        byteOwed = false;
        boolean ack = registers.isSet(ACK);
        lastAcknowledged = registers.isSet(POS) ? earlierAck : ack;
        earlierAck = ack;
        if (registers.isSet(RXNE)) {
            shifting = value;
            shiftFull = true;
            registers.set(BTF, true);
        } else {
            deliver(value);
        }
        stretch(part);
    }

    private void stopped() {
        registers.set(STOP, false);
        registers.set(SB, false);
        registers.set(TXE, false);
        registers.set(BTF, registers.isSet(BTF) && !registers.isSet(TRA));
        registers.set(MSL, false);
        registers.set(BUSY, false);
        registers.set(TRA, false);
        registers.set(ADDR, false);
        release();
    }

    private void deliver(int value) {
        data = value;
        registers.set(RXNE, true);
    }

    private void refuse() {
        refusals++;
        registers.set(AF, true);
        registers.set(BTF, false);
        addressed = null;
    }

    private void stretch(I2cPart part) {
        long cycles = part.stretchCycles();
        if (cycles > 0) {
            phase = Phase.STRETCHED;
            clock.armAfter(alarm, cycles);
        }
    }

    private void abandon() {
        clock.cancel(alarm);
        phase = Phase.STILL;
        shiftFull = false;
        statusRead = false;
        byteOwed = false;
        release();
    }

    /** Every part hears a stop; those that were not addressed have nothing to end. */
    private void release() {
        addressed = null;
        for (var part : parts) {
            part.stop();
        }
    }

    private Phase phase(int number) throws IOException {
        if (number < 0 || number >= PHASES.size()) {
            throw new IOException("wanted a phase of " + registers.device() + " from 0 to "
                    + (PHASES.size() - 1) + ", got " + number);
        }
        return PHASES.get(number);
    }

    private I2cPart part() {
        var part = addressed;
        if (part == null) {
            throw new IllegalStateException("BUG: nobody is addressed on " + registers.device());
        }
        return part;
    }

    private @Nullable I2cPart find(int address) {
        for (var part : parts) {
            if (part.address() == address) {
                return part;
            }
        }
        return null;
    }

    /** 0 while there is no bit clock. */
    private long bitCycles() {
        int factor = !registers.isSet(FAST) ? 2 : registers.isSet(DUTY) ? 25 : 3;
        return (long) factor * registers.value(CCR);
    }
}
