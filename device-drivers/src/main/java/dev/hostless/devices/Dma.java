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
import org.jspecify.annotations.Nullable;

import static dev.hostless.devices.register.Access.R;
import static dev.hostless.devices.register.Access.RW;
import static dev.hostless.devices.register.Access.W;

/**
 * One channel of direct memory access between memory and a device's data register.
 * STMicroelectronics RM0008, chapter 13, channel 1. CPAR chooses the device: it is the bus address
 * of a register that a port was connected to, where the STM32 has fixed requests for each channel.
 *
 * <p>A transfer moves one byte and takes {@value #TRANSFER_CYCLES} cycles from the request on. An
 * address without memory or without a port is a transfer error: TEIF is set, EN is cleared, and
 * nothing else happens.
 */
public final class Dma extends RegisterDevice {
    private record Connection(int address, DmaPort port) {
    }

    static final int TRANSFER_CYCLES = 6;

    private static final int COMPLETE = 1 << 1;
    private static final int HALF = 1 << 2;
    private static final int ERROR = 1 << 3;
    private static final int CAUSES = COMPLETE | HALF | ERROR;

    static final RegisterLayout<Dma> LAYOUT = new RegisterLayout<>("dma", 0x400,
            new Fidelity("Direct memory access", "STMicroelectronics RM0008, chapter 13 (DMA),"
                    + " channel 1",
                    List.of("one channel between memory and the data register of a UART",
                            "both directions, memory increment, circular mode",
                            "half transfer, transfer complete and transfer error interrupts"),
                    List.of("memory to memory (MEM2MEM), priorities (PL)",
                            "bytes only: MSIZE and PSIZE; one data register: PINC",
                            "CPAR chooses the request, where the STM32 has it wired",
                            "transfers take none of the processor's cycles")));
    private static final Register<Dma> CCR = LAYOUT.at(0x08, "CCR1", 0)
            .means("Channel configuration (13.4.3).").onWrite((dma, _) -> dma.configured())
            .unmodelled(6, 1, "PINC").unmodelled(8, 2, "PSIZE").unmodelled(10, 2, "MSIZE")
            .unmodelled(12, 2, "PL").unmodelled(14, 1, "MEM2MEM");
    private static final Field EN = CCR.flag(0, "EN", RW)
            .means("The channel is on. CNDTR1, CPAR1 and CMAR1 are taken when it is set, and"
                    + " ignore writes while it is.");
    private static final Field TCIE = CCR.flag(1, "TCIE", RW)
            .means("TCIF1 asserts the interrupt line.");
    private static final Field HTIE = CCR.flag(2, "HTIE", RW)
            .means("HTIF1 asserts the interrupt line.");
    private static final Field TEIE = CCR.flag(3, "TEIE", RW)
            .means("TEIF1 asserts the interrupt line.");
    private static final Field DIR = CCR.flag(4, "DIR", RW)
            .means("1: from memory to the device. 0: from the device to memory.");
    private static final Field CIRC = CCR.flag(5, "CIRC", RW)
            .means("At the end the channel begins again.");
    private static final Field MINC = CCR.flag(7, "MINC", RW)
            .means("The memory address grows by a byte with each transfer.");
    private static final Register<Dma> COUNT = LAYOUT.at(0x0c, "CNDTR1", 0)
            .means("Number of data (13.4.4).").onRead(Dma::remaining)
            .onWrite((dma, _) -> dma.protectedWrite());
    private static final Register<Dma> PERIPHERAL = LAYOUT.at(0x10, "CPAR1", 0)
            .means("The data register's address on the bus (13.4.5).")
            .onWrite((dma, _) -> dma.protectedWrite());
    private static final Register<Dma> MEMORY = LAYOUT.at(0x14, "CMAR1", 0)
            .means("The first memory address (13.4.6).")
            .onWrite((dma, _) -> dma.protectedWrite());

    static {
        var status = LAYOUT.at(0x00, "ISR", 0).means("Interrupt status (13.4.1).")
                .onRead(Dma::flags);
        var clear = LAYOUT.at(0x04, "IFCR", 0).means("Interrupt flag clear (13.4.2).")
                .onWrite(Dma::clear);
        status.flag(0, "GIF1", R).means("Any of the channel's flags is set.");
        status.flag(1, "TCIF1", R).means("All has been transferred.");
        status.flag(2, "HTIF1", R).means("Half has been transferred, rounded up.");
        status.flag(3, "TEIF1", R).means("An address has no memory, or no port; EN is cleared.");
        clear.flag(0, "CGIF1", W).means("Writing 1 clears all.");
        clear.flag(1, "CTCIF1", W).means("Writing 1 clears TCIF1.");
        clear.flag(2, "CHTIF1", W).means("Writing 1 clears HTIF1.");
        clear.flag(3, "CTEIF1", W).means("Writing 1 clears TEIF1.");
        COUNT.bits(0, 16, "NDT", RW).means("Bytes to transfer; reads tell how many are left.");
    }

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private final DmaMemory memory;
    private final RegisterFile<Dma> registers;
    private final Alarm transfer;
    private final List<Connection> connections = new ArrayList<>(2);
    private boolean running;
    /** What was set when the channel was switched on, and how far it is. */
    private int total;
    private int first;
    private int peripheral;
    private int done;
    private int flags;
    private long transferred;

    public Dma(String name, VirtualClock clock, InterruptLine interrupt, DmaMemory memory) {
        this.clock = clock;
        this.interrupt = interrupt;
        this.memory = memory;
        this.registers = new RegisterFile<>(name, LAYOUT, this);
        this.transfer = clock.alarm(this::move);
    }

    /** Lets the channel reach a data register at its address on the bus. */
    public void connect(int address, DmaPort port) {
        connections.add(new Connection(address, port));
        port.onRequest(this::look);
    }

    /** Bytes that have been moved. */
    public long transferred() {
        return transferred;
    }

    @Override
    public void reset() {
        clock.cancel(transfer);
        registers.reset();
        running = false;
        total = 0;
        first = 0;
        peripheral = 0;
        done = 0;
        flags = 0;
        updateInterrupt();
    }

    @Override
    RegisterFile<Dma> registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        clock.saveAlarm(out, transfer);
        out.writeBoolean(running);
        out.writeInt(total);
        out.writeInt(first);
        out.writeInt(peripheral);
        out.writeInt(done);
        out.writeInt(flags);
        out.writeLong(transferred);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        clock.restoreAlarm(in, transfer);
        running = in.readBoolean();
        total = in.readInt();
        first = in.readInt();
        peripheral = in.readInt();
        done = in.readInt();
        flags = in.readInt();
        transferred = in.readLong();
    }

    private int flags() {
        return flags == 0 ? 0 : flags | 1;
    }

    private void clear(int bits) {
        flags &= (bits & 1) != 0 ? 0 : ~bits;
        updateInterrupt();
    }

    private int remaining() {
        return running ? total - done : registers.value(COUNT);
    }

    private void protectedWrite() {
        if (running) {
            registers.store(COUNT, total);
            registers.store(MEMORY, first);
            registers.store(PERIPHERAL, peripheral);
        }
    }

    private void configured() {
        boolean wanted = registers.isSet(EN);
        if (wanted && !running) {
            running = true;
            total = registers.value(COUNT);
            first = registers.value(MEMORY);
            peripheral = registers.value(PERIPHERAL);
            done = 0;
            if (total > 0 && port() == null) {
                fail();
            }
        } else if (!wanted && running) {
            stop();
        }
        look();
        updateInterrupt();
    }

    private void stop() {
        clock.cancel(transfer);
        registers.store(COUNT, total - done);
        running = false;
    }

    /** A request may be there. */
    private void look() {
        var port = port();
        if (running && port != null && done < total && !transfer.isPending()
                && requested(port)) {
            clock.armAfter(transfer, TRANSFER_CYCLES);
        }
    }

    private boolean requested(DmaPort port) {
        return registers.isSet(DIR) ? port.writeRequested() : port.readRequested();
    }

    private void move() {
        var port = port();
        if (port == null || done == total || !requested(port)) {
            return; // Firmware took the character itself, or this was the last one.
        }
        int address = registers.isSet(MINC) ? first + done : first;
        if (registers.isSet(DIR)) {
            int value = memory.load(address);
            if (value == DmaMemory.OUTSIDE) {
                fail();
                return;
            }
            done++;
            port.writeRequest(value);
        } else {
            int value = port.readRequest();
            if (!memory.store(address, value & 0xff)) {
                fail();
                return;
            }
            done++;
        }
        moved();
    }

    private void moved() {
        transferred++;
        if (done == (total + 1) / 2) {
            flags |= HALF;
        }
        if (done == total) {
            flags |= COMPLETE;
            done = registers.isSet(CIRC) ? 0 : done;
        }
        look();
        updateInterrupt();
    }

    private void fail() {
        flags |= ERROR;
        stop();
        registers.set(EN, false);
        updateInterrupt();
    }

    private @Nullable DmaPort port() {
        int address = running ? peripheral : registers.value(PERIPHERAL);
        for (var connection : connections) {
            if (connection.address() == address) {
                return connection.port();
            }
        }
        return null;
    }

    private void updateInterrupt() {
        int enabled = (registers.isSet(TCIE) ? COMPLETE : 0) | (registers.isSet(HTIE) ? HALF : 0)
                | (registers.isSet(TEIE) ? ERROR : 0);
        interrupt.set((flags & enabled & CAUSES) != 0);
    }
}
