package dev.hostless.board;

import dev.hostless.board.files.VolumeSpec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The canonical log of everything that enters and leaves a board, of which only the SHA-256 is
 * kept. An event is a kind (1 byte), a cycle (8 bytes, big-endian) and what its kind adds; texts
 * and byte strings are preceded by their length (4 bytes). docs/board.md lists the kinds.
 */
final class EventTrace {
    /** The kinds of event; their numbers are part of the format and never change. */
    enum Kind {
        /** Followed by the semantics version, the firmware's digest and the specification. */
        RESET,
        /** Followed by the bytes. */
        UART_INPUT,
        /** Followed by the line (4 bytes). */
        INTERRUPT_INPUT,
        /** No more input will come. */
        INPUT_END,
        /** Acknowledged; followed by the line (4 bytes). */
        INTERRUPT_TAKEN,
        /** The tick's handler is called. */
        TICK_TAKEN,
        /** Followed by the stream (1 byte, 1 for standard error) and the byte. */
        CONSOLE_BYTE,
        /** For a collection; followed by Go's reason (4 bytes). */
        WORLD_STOPPED,
        /** The end of that stop. */
        WORLD_STARTED,
        /** The world runs after mark termination. */
        COLLECTION_ENDED,
        /** Followed by the state's name, and the exit code or the trap and its frames. */
        END,
        /** After reset, for each; followed by its place, and its size (8 bytes, 0 for an image). */
        VOLUME,
        /** Listed or read for the first time; followed by the path and the SHA-256. */
        FILE_ENTERED,
        /** A character has left UART1; followed by it (1 byte). */
        UART1_OUTPUT,
        /** One has arrived there; followed by it (1 byte), and 1 if it is damaged, else 0. */
        UART1_INPUT,
        /** After reset, if there are several; followed by their number and the quantum. */
        CORES,
        /** Followed by the core (4 bytes); the cycle is that of the core that started it. */
        CORE_STARTED,
        /** It returned, or the board ended; followed by the core (4 bytes), at its own cycle. */
        CORE_STOPPED
    }

    private static final int BUFFER_BYTES_MAX = 1 << 14;
    private static final int BUFFER_BYTES_MIN = 1 << 8;
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    private static final int EVENT_BYTES_MAX = 32;

    private final MessageDigest sha256;
    private ByteBuffer buffer = NONE;

    EventTrace(String firmwareDigest, BoardSpec spec, int semantics) {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
        }
        event(Kind.RESET, 0, semantics);
        text(firmwareDigest);
        number(spec.ramBytes());
        number(spec.clockHz());
        number(spec.consoleBaud());
        number(spec.seed());
        number(spec.epochSeconds());
        text(spec.gcTrace().name());
        text(spec.ram().pages().name());
        text(spec.ram().madvise().name());
        text(spec.heap().collector().name());
        number(spec.arguments().size());
        spec.arguments().forEach(this::text);
        number(spec.environment().size());
        spec.environment().forEach((name, value) -> text(name + "=" + value));
        spec.volumes().forEach(this::volume);
        if (spec.cores().count() > 1) {
            event(Kind.CORES, 0, spec.cores().count());
            number(spec.cores().quantumCycles());
        }
    }

    private void volume(VolumeSpec volume) {
        event(Kind.VOLUME, 0);
        text(volume.guestPath());
        number(volume instanceof VolumeSpec.RamDisk disk ? disk.bytes() : 0);
    }

    void fileEntered(long cycle, String path, byte[] digest) {
        event(Kind.FILE_ENTERED, cycle);
        text(path);
        bytes(digest);
    }

    void event(Kind kind, long cycle) {
        room().put((byte) kind.ordinal()).putLong(cycle);
    }

    void event(Kind kind, long cycle, int value) {
        room().put((byte) kind.ordinal()).putLong(cycle).putInt(value);
    }

    void uartInput(long cycle, byte[] bytes) {
        event(Kind.UART_INPUT, cycle);
        bytes(bytes);
    }

    void uart1Output(long cycle, int value) {
        room().put((byte) Kind.UART1_OUTPUT.ordinal()).putLong(cycle).put((byte) value);
    }

    void uart1Input(long cycle, int value, boolean damaged) {
        room().put((byte) Kind.UART1_INPUT.ordinal()).putLong(cycle).put((byte) value)
                .put((byte) (damaged ? 1 : 0));
    }

    void consoleByte(long cycle, int tag, int value) {
        room().put((byte) Kind.CONSOLE_BYTE.ordinal()).putLong(cycle).put((byte) tag)
                .put((byte) value);
    }

    private EventTrace(MessageDigest soFar) {
        sha256 = soFar;
    }

    /** The same log up to here, to be gone on with by somebody else. */
    EventTrace copy() {
        flush();
        try {
            return new EventTrace((MessageDigest) sha256.clone());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("BUG: the platform's SHA-256 can be cloned", e);
        }
    }

    /** The hash over all events and a last one in hex; the log itself stays open. */
    String end(long cycle, BoardState state) {
        return copy().close(cycle, state);
    }

    private String close(long cycle, BoardState state) {
        event(Kind.END, cycle);
        text(state.name());
        switch (state) {
            case BoardState.Halted halted -> number(halted.code());
            case BoardState.Trapped trapped -> {
                text(trapped.trap());
                number(trapped.frames().size());
                trapped.frames().forEach(this::text);
            }
            case BoardState.Off _,BoardState.Running _,BoardState.Waiting _ -> nothing();
            case BoardState.Faulted _ -> nothing();
        }
        flush();
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** The state's name says it all; and what a bug of ours looks like is no part of a run. */
    private void nothing() {
    }

    private void number(long value) {
        room().putLong(value);
    }

    private void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] bytes) {
        room().putInt(bytes.length);
        flush();
        sha256.update(bytes);
    }

    private ByteBuffer room() {
        if (buffer.remaining() < EVENT_BYTES_MAX) {
            flush();
            if (buffer.capacity() < BUFFER_BYTES_MAX) {
                buffer = ByteBuffer
                        .allocate(Math.max(BUFFER_BYTES_MIN, 4 * buffer.capacity()));
            }
        }
        return buffer;
    }

    /** The board waits, maybe for long: no room is kept. */
    void release() {
        flush();
        buffer = NONE;
    }

    private void flush() {
        sha256.update(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
