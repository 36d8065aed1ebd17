package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Takes gctrace lines out of a stream of bytes, as of a guest's standard error, when a board has
 * switched the trace on for itself. The runtime prints such a line in dozens of tiny writes, so
 * bytes are held back from the start of a line for as long as they could become one, and never
 * more than a line's worth. All else goes on at once, unchanged and in order. A gctrace line that
 * does not start at the start of a line, because the program left one unfinished, is not
 * recognised.
 */
public final class GcTraceFilter {
    private final IntConsumer output;
    private final Consumer<GcTrace> traces;
    private final StringBuilder held = new StringBuilder();
    private boolean candidate = true;

    /**
     * @param output receives the bytes (0 to 255) that belong to no gctrace line
     * @param traces receives the lines; their bytes, line end included, go nowhere else
     */
    public GcTraceFilter(IntConsumer output, Consumer<GcTrace> traces) {
        this.output = output;
        this.traces = traces;
    }

    public void accept(byte[] bytes, int offset, int length) {
        for (int index = offset; index < offset + length; index++) {
            accept(bytes[index] & 0xff);
        }
    }

    /**
     * @param value the next byte, 0 to 255
     */
    public void accept(int value) {
        if (!candidate) {
            output.accept(value);
            candidate = value == '\n';
        } else if (value == '\n') {
            endLine();
        } else {
            held.append((char) value);
            if (held.length() > GcTrace.LINE_LIMIT || !GcTrace.couldBegin(held)) {
                candidate = false;
                release();
            }
        }
    }

    /** The stream has ended, or somebody waits for its last bytes: what is held goes on. */
    public void flush() {
        if (!held.isEmpty()) {
            candidate = false;
            release();
        }
    }

    /** Bytes that wait until it is clear what they are. */
    public int heldBytes() {
        return held.length();
    }

    private void endLine() {
        var trace = GcTrace.parse(held.toString());
        if (trace.isPresent()) {
            held.setLength(0);
            traces.accept(trace.get());
        } else {
            release();
            output.accept('\n');
        }
    }

    private void release() {
        for (int index = 0; index < held.length(); index++) {
            output.accept(held.charAt(index));
        }
        held.setLength(0);
    }

    /** Writes what is held back. */
    public void save(DataOutput out) throws IOException {
        out.writeUTF(held.toString());
        out.writeBoolean(candidate);
    }

    /** Takes over what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        held.setLength(0);
        held.append(in.readUTF());
        candidate = in.readBoolean();
    }
}
