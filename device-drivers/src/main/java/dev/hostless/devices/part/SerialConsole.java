package dev.hostless.devices.part;

import dev.hostless.devices.UartLine;
import dev.hostless.devices.register.Fidelity;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A terminal on a UART: keeps the last characters that arrived. When it is full the oldest ones
 * go, and are counted.
 */
public final class SerialConsole implements UartLine, Part {
    public static final Fidelity FIDELITY = new Fidelity("Serial console", "",
            List.of("what arrives, as bytes, text and lines"),
            List.of("control characters and escapes are kept, not obeyed"));

    private final byte[] ring;
    private long received;

    /**
     * @param capacity characters that are kept, at least 1
     */
    public SerialConsole(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a serial console must keep at least 1 character, not " + capacity);
        }
        ring = new byte[capacity];
    }

    @Override
    public void transmitted(int value, int tag) {
        ring[(int) (received % ring.length)] = (byte) value;
        received++;
    }

    /** Characters that have arrived, kept or not. */
    public long received() {
        return received;
    }

    /** Characters that are no longer kept. */
    public long dropped() {
        return received - kept();
    }

    /** What is kept, oldest first. */
    public byte[] bytes() {
        var bytes = new ByteArrayOutputStream(kept());
        for (long at = received - kept(); at < received; at++) {
            bytes.write(ring[(int) (at % ring.length)]);
        }
        return bytes.toByteArray();
    }

    /** What is kept, read as UTF-8. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /**
     * The lines of {@link #text}, without their line ends (LF, or CR LF). The last one may be
     * unfinished, and the first one may have lost its beginning.
     */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        text().lines().forEach(lines::add);
        return lines;
    }

    @Override
    public Fidelity fidelity() {
        return FIDELITY;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(received);
        out.write(bytes());
    }

    @Override
    public void restore(DataInput in) throws IOException {
        received = in.readLong();
        for (long at = received - kept(); at < received; at++) {
            ring[(int) (at % ring.length)] = in.readByte();
        }
    }

    private int kept() {
        return (int) Math.min(received, ring.length);
    }
}
