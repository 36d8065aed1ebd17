package dev.hostless.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a guest that trapped as a WebAssembly core dump (the "Coredump" convention of
 * WebAssembly's tools): a module with the memory as data segments, the globals with their values,
 * and the frames in the custom section {@code corestack}. Locals and operands are given as
 * missing, since the compiled code does not keep them.
 */
public final class CoreDump {
    /** Parts of the memory that are all zero are left out in this granularity. */
    private static final int BLOCK_BYTES = LinearMemory.PAGE_BYTES;
    private static final int CUSTOM = 0;
    private static final int MEMORIES = 5;
    private static final int GLOBALS = 6;
    private static final int DATA = 11;
    private static final int I32_CONST = 0x41;
    private static final int I64_CONST = 0x42;
    private static final int F32_CONST = 0x43;
    private static final int F64_CONST = 0x44;
    private static final int REF_NULL = 0xd0;
    private static final int END = 0x0b;

    /** Bytes with the binary format's numbers. */
    private static final class Bytes {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes raw(int... values) {
            for (int value : values) {
                out.write(value);
            }
            return this;
        }

        Bytes unsigned(int value) {
            int rest = value;
            while ((rest & ~0x7f) != 0) {
                out.write(rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            return raw(rest);
        }

        Bytes signed(long value) {
            long rest = value;
            while (rest < -64 || rest > 63) {
                out.write((int) (rest & 0x7f | 0x80));
                rest >>= 7;
            }
            return raw((int) (rest & 0x7f));
        }

        Bytes littleEndian(long value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                out.write((int) (value >> 8 * i));
            }
            return this;
        }

        Bytes text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            unsigned(bytes.length);
            out.writeBytes(bytes);
            return this;
        }
    }

    /** A part of the memory that is not all zero. */
    private record Segment(int address, int length) {
        Bytes header() {
            return new Bytes().raw(0, I32_CONST).signed(address).raw(END).unsigned(length);
        }
    }

    private final Guest guest;
    private final OutputStream out;

    private CoreDump(Guest guest, OutputStream out) {
        this.guest = guest;
        this.out = out;
    }

    /**
     * Writes the dump; the guest must not run meanwhile.
     *
     * @param trap what ended it
     * @param executable names the module, for instance by its file or digest
     */
    public static void write(Guest guest, Trap trap, String executable, OutputStream out)
            throws IOException {
        new CoreDump(guest, out).write(trap, executable);
    }

    private void write(Trap trap, String executable) throws IOException {
        out.write(new byte[]{0, 'a', 's', 'm', 1, 0, 0, 0});
        boolean memory = guest.program().memoryCount() > 0;
        section(CUSTOM, new Bytes().text("core").raw(0).text(executable));
        section(CUSTOM, new Bytes().text("coremodules").unsigned(1).raw(0).text(executable));
        section(CUSTOM, instance(memory));
        section(CUSTOM, stack(trap.frames()));
        if (memory) {
            section(MEMORIES, new Bytes().unsigned(1).raw(0).unsigned(guest.memory().pages()));
        }
        if (guest.program().globalCount() > 0) {
            section(GLOBALS, globals());
        }
        if (memory) {
            data();
        }
    }

    private void section(int id, Bytes contents) throws IOException {
        out.write(new Bytes().raw(id).unsigned(contents.out.size()).out.toByteArray());
        contents.out.writeTo(out);
    }

    /** The one instance, of module 0, with the indices of its memory and globals in the dump. */
    private Bytes instance(boolean memory) {
        var bytes = new Bytes().text("coreinstances").unsigned(1).raw(0).unsigned(0);
        bytes.unsigned(memory ? 1 : 0);
        if (memory) {
            bytes.unsigned(0);
        }
        int globals = guest.program().globalCount();
        bytes.unsigned(globals);
        for (int i = 0; i < globals; i++) {
            bytes.unsigned(i);
        }
        return bytes;
    }

    /** Innermost frame first. A code offset counts from the start of the function's body. */
    private Bytes stack(List<TrapFrame> frames) {
        var bytes = new Bytes().text("corestack").raw(0).text("main").unsigned(frames.size());
        for (var frame : frames) {
            int start = guest.program().bodyOffset(frame.function());
            bytes.raw(0).unsigned(0).unsigned(frame.function())
                    .unsigned(Math.max(0, frame.wasmOffset() - start));
            bytes.unsigned(0).unsigned(0);
        }
        return bytes;
    }

    private Bytes globals() {
        int count = guest.program().globalCount();
        var bytes = new Bytes().unsigned(count);
        for (int i = 0; i < count; i++) {
            var type = guest.program().globalType(i);
            long value = guest.global(i);
            bytes.raw(type.code(), 0);
            switch (type) {
                case I32 -> bytes.raw(I32_CONST).signed((int) value);
                case I64 -> bytes.raw(I64_CONST).signed(value);
                case F32 -> bytes.raw(F32_CONST).littleEndian(value, 4);
                case F64 -> bytes.raw(F64_CONST).littleEndian(value, 8);
                case FUNCREF, EXTERNREF -> bytes.raw(REF_NULL, type.code());
            }
            bytes.raw(END);
        }
        return bytes;
    }

    private void data() throws IOException {
        var segments = segments();
        long size = new Bytes().unsigned(segments.size()).out.size();
        for (var segment : segments) {
            size += segment.header().out.size() + segment.length;
        }
        out.write(new Bytes().raw(DATA).unsigned((int) size).unsigned(segments.size()).out
                .toByteArray());
        byte[] block = new byte[BLOCK_BYTES];
        for (var segment : segments) {
            segment.header().out.writeTo(out);
            for (int done = 0; done < segment.length; done += BLOCK_BYTES) {
                guest.memory().peek(segment.address + done, block, 0, BLOCK_BYTES);
                out.write(block);
            }
        }
    }

    private List<Segment> segments() {
        var segments = new ArrayList<Segment>();
        byte[] block = new byte[BLOCK_BYTES];
        byte[] zeros = new byte[BLOCK_BYTES];
        int begin = -1;
        int size = guest.memory().sizeBytes();
        for (int at = 0; at < size; at += BLOCK_BYTES) {
            guest.memory().peek(at, block, 0, BLOCK_BYTES);
            boolean empty = java.util.Arrays.equals(block, zeros);
            if (!empty && begin < 0) {
                begin = at;
            }
            if (empty && begin >= 0) {
                segments.add(new Segment(begin, at - begin));
                begin = -1;
            }
        }
        if (begin >= 0) {
            segments.add(new Segment(begin, size - begin));
        }
        return segments;
    }
}
