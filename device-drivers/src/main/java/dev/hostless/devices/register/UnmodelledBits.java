package dev.hostless.devices.register;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Bits that the manual has and the model has not. They read back what was written and do nothing
 * else; the first write that changes one is reported by name, so that a driver which relies on it
 * does not fail in silence. Bounded by the number of declared pieces.
 */
public final class UnmodelledBits {
    private final List<String> written = new ArrayList<>();
    private Consumer<String> listener = _ -> {};

    UnmodelledBits() {
    }

    /** Told once for each piece, with a name such as "uart0.UARTCR.RTSEn". */
    public void onFirstWrite(Consumer<String> namedOnce) {
        listener = namedOnce;
    }

    /** What has been written so far, in the order of the first writes. */
    public List<String> written() {
        return List.copyOf(written);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(written.size());
        for (var name : written) {
            out.writeUTF(name);
        }
    }

    void restore(DataInput in) throws IOException {
        written.clear();
        for (int left = in.readInt(); left > 0; left--) {
            written.add(in.readUTF());
        }
    }

    void report(String name) {
        written.add(name);
        listener.accept(name);
    }
}
