package dev.hostless.devices;

import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.RegisterFile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Set;

/**
 * A serial port. Arm PrimeCell UART (PL011) Technical Reference Manual, r1p4 (DDI 0183F), section
 * 3.3, with FIFOs of 16 characters. UARTCLK is the board's clock; what is left out stands in
 * {@link UartRegisters}.
 *
 * <p><b>Time.</b> A bit takes 16 * (IBRD + FBRD / 64) cycles; a character is a start bit, the data
 * bits, perhaps a parity bit and one or two stop bits, rounded up to a whole cycle. As in the
 * manual, a new divisor counts from the next write to UARTLCR_H. With a divisor below one (IBRD
 * zero, as after reset) there is no bit clock: what is written waits, and what arrives is unheard.
 *
 * <p><b>Interrupts.</b> The transmit interrupt is an event, not a state: it comes when the FIFO
 * <em>falls</em> to its trigger level, so a driver must fill it beyond the level first. The receive
 * timeout comes when characters have waited for 32 bit times and no other arrived.
 */
public final class Uart extends RegisterDevice implements DmaPort {
    public static final int FIFO_DEPTH = 16;
    /** Characters that the far end may have sent ahead of the wire's speed. */
    public static final int WIRE_LIMIT = 4096;
    /** No character waits in the receiver. */
    public static final int NOTHING = -1;

    private static final int RECEIVE = 1 << 4;
    private static final int TRANSMIT = 1 << 5;
    private static final int RECEIVE_TIMEOUT = 1 << 6;
    private static final int OVERRUN = 1 << 10;
    /** Framing, parity and break: in the order of the data register's error bits. */
    private static final int LINE_ERRORS = 0b111 << 7;
    private static final int MODELLED_INTERRUPTS = RECEIVE | TRANSMIT | RECEIVE_TIMEOUT
            | LINE_ERRORS | OVERRUN;

    private static final int DATA_LINE_ERRORS = 0b111 << 8;
    /** The first of the data register's error bits. */
    private static final int DATA_ERROR = 1 << 8;
    /** 64ths: below it there is no bit clock. */
    private static final int MINIMUM_DIVISOR = 64;
    private static final int DATA_OVERRUN = 1 << 11;
    private static final int TAG_SHIFT = 8;
    private static final int TIMEOUT_BITS = 32;
    /** FIFO levels by the value of TXIFLSEL and RXIFLSEL; the reserved values act like the last. */
    private static final int[] TRIGGER_LEVELS = {2, 4, 8, 12, 14, 14, 14, 14};

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private UartLine line;
    private Runnable requests = () -> {};
    private final UartRegisters registers;

    private final WordQueue transmitFifo = new WordQueue(FIFO_DEPTH);
    private final WordQueue receiveFifo = new WordQueue(FIFO_DEPTH);
    /** Sent by the far end and not here yet; the first of them is arriving. */
    private final WordQueue wire = new WordQueue(WIRE_LIMIT);

    /** Pending while a character is in the shift register. */
    private final Alarm sending;
    private int sendingWord;
    private final Alarm arriving;
    private final Alarm timeout;

    /** 64ths of a bit's sixteenth, and the bits of a character, as of the last LCR_H write. */
    private int divisor;
    private int frameBits;
    private int depth = 1;
    private int raw;
    private boolean overrunNow;
    /** What noise does to the next character, as bits of UARTDR; whether that finds no room. */
    private int noise;
    private boolean overrunNext;

    private long transmitted;
    private long received;
    private long overruns;
    private long unheard;
    private long refused;

    /**
     * @param name the instance's name for messages, such as "uart0"
     * @param line told every character that has left
     */
    public Uart(String name, VirtualClock clock, InterruptLine interrupt, UartLine line) {
        this.clock = clock;
        this.interrupt = interrupt;
        this.line = line;
        this.registers = new UartRegisters(name, this);
        this.sending = clock.alarm(this::sent);
        this.arriving = clock.alarm(this::arrived);
        this.timeout = clock.alarm(this::timedOut);
        latchFrame();
    }

    /**
     * Does what start-up firmware does: 8 data bits, no parity, one stop bit, FIFOs on, both
     * directions on, at the nearest rate that the divisor can make.
     *
     * @throws IllegalArgumentException if the clock is too slow or too fast for the rate
     */
    public void configure(int baud) {
        long wanted = baud < 1 ? 0 : (4 * clock.hz() + baud / 2) / baud;
        if (wanted < 64 || wanted >>> 6 > 0xffff) {
            throw new IllegalArgumentException(registers.device() + " cannot make " + baud
                    + " baud from " + clock.hz() + " Hz: the divisor must be 1..65535");
        }
        write32(UartRegisters.CR, 0);
        write32(UartRegisters.IBRD, (int) (wanted >>> 6));
        write32(UartRegisters.FBRD, (int) (wanted & 63));
        write32(UartRegisters.LCR_H, 3 << 5 | 1 << 4);
        write32(UartRegisters.CR, 1 << 9 | 1 << 8 | 1);
    }

    /**
     * Queues a character, like a write to UARTDR.
     *
     * @param tag 0 to 255, handed to {@link UartLine#transmitted} with the character
     * @return whether there was room; if not, the character is gone, as on the hardware
     */
    public boolean transmit(int value, int tag) {
        if (transmitFull()) {
            refused++;
            return false;
        }
        transmitFifo.add(value & 0xff | (tag & 0xff) << TAG_SHIFT);
        if (transmitFifo.size() > transmitTrigger()) {
            raw &= ~TRANSMIT;
        }
        startSending();
        updateInterrupt();
        return true;
    }

    public boolean transmitFull() {
        return transmitFifo.size() >= depth;
    }

    /** The cycle from which a character fits; {@link Long#MAX_VALUE} if the transmitter is off. */
    public long nextTransmitSpace() {
        if (!transmitFull()) {
            return clock.now();
        }
        return sending.isPending() ? sending.due() : Long.MAX_VALUE;
    }

    /**
     * The cycle at which everything queued will have left; {@link Long#MAX_VALUE} if something
     * waits and the transmitter is off.
     */
    public long transmitDone() {
        if (!sending.isPending()) {
            return transmitFifo.isEmpty() ? clock.now() : Long.MAX_VALUE;
        }
        return transmitFifo.isEmpty() || canSend()
                ? sending.due() + transmitFifo.size() * frameCycles()
                : Long.MAX_VALUE;
    }

    /**
     * Takes the oldest received character, like a read of UARTDR.
     *
     * @return bits 0 to 7 the character, 8 framing error, 9 parity error, 10 break, 11 overrun;
     *     {@link #NOTHING} if there is none
     */
    public int take() {
        if (receiveFifo.isEmpty()) {
            return NOTHING;
        }
        int word = receiveFifo.take() | (overrunNow ? DATA_OVERRUN : 0);
        if (receiveFifo.size() < receiveTrigger()) {
            raw &= ~RECEIVE;
        }
        if (receiveFifo.isEmpty()) {
            raw &= ~RECEIVE_TIMEOUT;
            clock.cancel(timeout);
        }
        registers.receiveStatus(word >>> 8);
        updateInterrupt();
        return word;
    }

    public boolean receiveEmpty() {
        return receiveFifo.isEmpty();
    }

    /**
     * The far end sends a character. It arrives a character's time after those sent before it.
     *
     * @return whether the wire took it; it refuses beyond {@link #WIRE_LIMIT}
     */
    public boolean receive(int value) {
        return send(value & 0xff);
    }

    /** As {@link #receive}, but it arrives damaged, as noise or a wrong setting does it. */
    public boolean receive(int value, LineError error) {
        return send(value & 0xff | DATA_ERROR << error.ordinal());
    }

    /**
     * A character is here: the far end has kept the line's time itself. It is heard if the receiver
     * is on and stands beside those that {@link #receive} keeps on the wire.
     *
     * @param errors what is wrong with it
     */
    public void arrive(int value, Set<LineError> errors) {
        if (!canReceive()) {
            unheard++;
            return;
        }
        int word = value & 0xff;
        for (var error : errors) {
            word |= DATA_ERROR << error.ordinal();
        }
        accept(word);
        updateInterrupt();
    }

    /** Puts another line on the transmit pin. */
    public void connect(UartLine other) {
        line = other;
    }

    /** Cycles that a character takes now; 0 while there is no bit clock. */
    public long characterCycles() {
        return divisor >= MINIMUM_DIVISOR ? frameCycles() : 0;
    }

    /**
     * Noise on the line: inverts bits of the next character to arrive.
     *
     * @param bits 0 to 7 of the character, 8 for its stop bit, which is a framing error
     */
    public void disturb(int bits) {
        noise ^= bits & (0xff | DATA_ERROR);
    }

    /** The next character to arrive is lost, as if the FIFO were full. */
    public void overrunNext() {
        overrunNext = true;
    }

    /**
     * Characters that the far end may send now without an overrun, even if the guest reads none:
     * what a sender with flow control would be allowed. 0 while the receiver is off.
     */
    public int receiveSpace() {
        return canReceive() ? Math.max(0, depth - receiveFifo.size() - wire.size()) : 0;
    }

    public UartFigures figures() {
        return new UartFigures(transmitted, received, overruns, unheard, refused);
    }

    /** Characters on their way, in either direction, are lost and counted. */
    @Override
    public void reset() {
        refused += transmitFifo.size() + (sending.isPending() ? 1 : 0);
        unheard += wire.size();
        clock.cancel(sending);
        clock.cancel(arriving);
        clock.cancel(timeout);
        transmitFifo.clear();
        receiveFifo.clear();
        wire.clear();
        raw = 0;
        overrunNow = false;
        registers.file().reset();
        latchFrame();
        updateInterrupt();
    }

    @Override
    RegisterFile<Uart> registers() {
        return registers.file();
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        transmitFifo.save(out);
        receiveFifo.save(out);
        wire.save(out);
        clock.saveAlarm(out, sending);
        out.writeInt(sendingWord);
        clock.saveAlarm(out, arriving);
        clock.saveAlarm(out, timeout);
        out.writeInt(divisor);
        out.writeInt(frameBits);
        out.writeInt(depth);
        out.writeInt(raw);
        out.writeBoolean(overrunNow);
        out.writeInt(noise);
        out.writeBoolean(overrunNext);
        out.writeLong(transmitted);
        out.writeLong(received);
        out.writeLong(overruns);
        out.writeLong(unheard);
        out.writeLong(refused);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        transmitFifo.restore(in);
        receiveFifo.restore(in);
        wire.restore(in);
        clock.restoreAlarm(in, sending);
        sendingWord = in.readInt();
        clock.restoreAlarm(in, arriving);
        clock.restoreAlarm(in, timeout);
        divisor = in.readInt();
        frameBits = in.readInt();
        depth = in.readInt();
        raw = in.readInt();
        overrunNow = in.readBoolean();
        noise = in.readInt();
        overrunNext = in.readBoolean();
        transmitted = in.readLong();
        received = in.readLong();
        overruns = in.readLong();
        unheard = in.readLong();
        refused = in.readLong();
    }

    int rawInterrupts() {
        return raw;
    }

    void clearInterrupts(int bits) {
        raw &= ~(bits & MODELLED_INTERRUPTS);
        updateInterrupt();
    }

    int maskedInterrupts() {
        return raw & registers.interruptMask();
    }

    void clearStatus() {
        registers.clearStatus();
    }

    @Override
    public boolean readRequested() {
        return registers.receiveDma() && !receiveFifo.isEmpty()
                && !(registers.dmaStopsOnError() && (raw & (LINE_ERRORS | OVERRUN)) != 0);
    }

    @Override
    public boolean writeRequested() {
        return registers.transmitDma() && !transmitFull();
    }

    @Override
    public int readRequest() {
        return take() & 0xff;
    }

    @Override
    public void writeRequest(int value) {
        transmit(value, 0);
    }

    @Override
    public void onRequest(Runnable listener) {
        requests = listener;
    }

    int flags() {
        int busy = sending.isPending() || !transmitFifo.isEmpty() ? 1 << 3 : 0;
        return busy | (receiveFifo.isEmpty() ? 1 << 4 : 0) | (transmitFull() ? 1 << 5 : 0)
                | (receiveFifo.size() >= depth ? 1 << 6 : 0)
                | (transmitFifo.isEmpty() ? 1 << 7 : 0);
    }

    /** UARTLCR_H was written: the frame and the divisor count from here. */
    void latchFrame() {
        divisor = registers.divisor();
        frameBits = registers.frameBits();
        boolean flush = depth == FIFO_DEPTH && !registers.fifosEnabled();
        depth = registers.fifosEnabled() ? FIFO_DEPTH : 1;
        if (flush) {
            refused += transmitFifo.size();
            transmitFifo.clear();
            receiveFifo.clear();
            clock.cancel(timeout);
            raw &= ~(RECEIVE | RECEIVE_TIMEOUT);
        }
        controlChanged();
    }

    void controlChanged() {
        startSending();
        updateInterrupt();
    }

    /** Every change of state ends here. */
    void updateInterrupt() {
        interrupt.set(maskedInterrupts() != 0);
        if (registers.receiveDma() || registers.transmitDma()) {
            requests.run();
        }
    }

    private void startSending() {
        if (sending.isPending() || transmitFifo.isEmpty() || !canSend()) {
            return;
        }
        sendingWord = transmitFifo.take();
        if (transmitFifo.size() == transmitTrigger()) {
            raw |= TRANSMIT;
        }
        clock.armAfter(sending, frameCycles());
    }

    private void sent() {
        transmitted++;
        line.transmitted(sendingWord & 0xff & registers.dataMask(), sendingWord >>> TAG_SHIFT);
        startSending();
        updateInterrupt();
    }

    private boolean send(int word) {
        if (!canReceive()) {
            unheard++;
            return true;
        }
        if (wire.isFull()) {
            return false;
        }
        wire.add(word);
        if (!arriving.isPending()) {
            clock.armAfter(arriving, frameCycles());
        }
        return true;
    }

    private void arrived() {
        int word = wire.take();
        if (!canReceive()) {
            unheard += 1 + wire.size();
            wire.clear();
            return;
        }
        accept(word);
        if (!wire.isEmpty()) {
            clock.armAfter(arriving, frameCycles());
        }
        updateInterrupt();
    }

    private void accept(int word) {
        int heard = word ^ noise;
        noise = 0;
        if (receiveFifo.size() >= depth || overrunNext) {
            overrunNext = false;
            overruns++;
            overrunNow = true;
            raw |= OVERRUN;
            registers.overrun();
        } else {
            store(heard);
        }
    }

    private void store(int word) {
        received++;
        overrunNow = false;
        int errors = word & DATA_LINE_ERRORS;
        receiveFifo.add(word & registers.dataMask() | errors);
        raw |= errors >>> 1;
        if (receiveFifo.size() >= receiveTrigger()) {
            raw |= RECEIVE;
        }
        clock.armAfter(timeout, bitCycles(TIMEOUT_BITS));
    }

    private void timedOut() {
        raw |= RECEIVE_TIMEOUT;
        updateInterrupt();
    }

    private boolean canSend() {
        return divisor >= MINIMUM_DIVISOR && registers.transmitterEnabled();
    }

    private boolean canReceive() {
        return divisor >= MINIMUM_DIVISOR && registers.receiverEnabled();
    }

    private long frameCycles() {
        return bitCycles(frameBits);
    }

    /** A bit is divisor / 4 cycles: sixteen times 64ths. */
    private long bitCycles(int bits) {
        return ((long) bits * divisor + 3) / 4;
    }

    private int transmitTrigger() {
        return registers.fifosEnabled() ? TRIGGER_LEVELS[registers.transmitLevel()] : 0;
    }

    private int receiveTrigger() {
        return registers.fifosEnabled() ? TRIGGER_LEVELS[registers.receiveLevel()] : 1;
    }
}
