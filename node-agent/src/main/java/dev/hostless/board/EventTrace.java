package dev.hostless.board;

import dev.hostless.board.files.VolumeSpec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

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
        CORE_STOPPED,
        /** Something goes wrong; followed by the fault as docs/faults.md writes it. */
        FAULT,
        /** The guest ends and starts again; followed by the cause (4 bytes). */
        RESTART,
        /** A light goes on or off; followed by twice the part's number, plus 1 if it is lit. */
        LIGHT
    }

    /** Events between two intermediate hashes. */
    static final int CHECKPOINT_EVENTS = 1_024;
    private static final int BUFFER_BYTES_MAX = 1 << 14;
    private static final int BUFFER_BYTES_MIN = 1 << 8;
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    private static final int EVENT_BYTES_MAX = 32;

    private final MessageDigest sha256;
    private ByteBuffer buffer = NONE;

    /** Null when nobody wants more than the hash: then nothing but the count is kept. */
    private final @Nullable RunObserver observer;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private long events;
    private @Nullable Kind untold;
    private long untoldCycle;
    /** Where in the buffer the rest of the last event's content begins. */
    private int contentStart;

    EventTrace(String firmwareDigest, BoardSpec spec, int semantics,
            @Nullable RunObserver observer) {
        this.observer = observer;
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
        equipment(spec.equipment());
        spec.volumes().forEach(this::volume);
        if (spec.cores().count() > 1) {
            event(Kind.CORES, 0, spec.cores().count());
            number(spec.cores().quantumCycles());
        }
    }

    private void equipment(Equipment equipment) {
        var costs = equipment.costs();
        for (int cost : new int[]{costs.simple(), costs.control(), costs.call(), costs.memory(),
            costs.division(), costs.floating()}) {
            number(cost);
        }
        number(equipment.protection().size());
        for (var range : equipment.protection()) {
            number(range.start());
            number(range.bytes());
            text(range.access().name());
        }
        number(equipment.parts().size());
        equipment.parts().forEach(part -> text(part.text()));
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

    void fault(long cycle, String fault) {
        event(Kind.FAULT, cycle);
        text(fault);
    }

    /** Begins an event; what follows until the next one is its content. */
    void event(Kind kind, long cycle) {
        tell();
        events++;
        var room = room().put((byte) kind.ordinal()).putLong(cycle);
        untold = kind;
        untoldCycle = cycle;
        contentStart = room.position();
    }

    void event(Kind kind, long cycle, int value) {
        event(kind, cycle);
        room().putInt(value);
    }

    /** The last event is complete: whoever watches is told of it. */
    private void tell() {
        var kind = untold;
        if (observer == null || kind == null) {
            return;
        }
        untold = null;
        keepContent();
        observer.event(new TraceEvent(kind.name(), untoldCycle, content.toByteArray()));
        content.reset();
        if (events % CHECKPOINT_EVENTS == 0) {
            observer.checkpoint(events, hashSoFar());
        }
    }

    private void keepContent() {
        if (observer != null) {
            content.write(buffer.array(), contentStart, buffer.position() - contentStart);
            contentStart = buffer.position();
        }
    }

    private String hashSoFar() {
        return HexFormat.of().formatHex(copy().sha256.digest());
    }

    void uartInput(long cycle, byte[] bytes) {
        event(Kind.UART_INPUT, cycle);
        bytes(bytes);
    }

    void uart1Output(long cycle, int value) {
        event(Kind.UART1_OUTPUT, cycle);
        room().put((byte) value);
    }

    void uart1Input(long cycle, int value, boolean damaged) {
        event(Kind.UART1_INPUT, cycle);
        room().put((byte) value).put((byte) (damaged ? 1 : 0));
    }

    void consoleByte(long cycle, int tag, int value) {
        event(Kind.CONSOLE_BYTE, cycle);
        room().put((byte) tag).put((byte) value);
    }

    private EventTrace(MessageDigest soFar, long events, @Nullable RunObserver observer) {
        this.sha256 = soFar;
        this.events = events;
        this.observer = observer;
    }

    /** The same log up to here, to be gone on with by somebody else. */
    EventTrace copy() {
        return copyFor(null);
    }

    private EventTrace copyFor(@Nullable RunObserver whom) {
        flush();
        try {
            return new EventTrace((MessageDigest) sha256.clone(), events, whom);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("BUG: the platform's SHA-256 can be cloned", e);
        }
    }

    /** The hash over all events and a last one in hex; the log itself stays open. */
    String end(long cycle, BoardState state) {
        tell();
        return copyFor(observer).close(cycle, state);
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
        tell();
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
        if (observer != null) {
            content.writeBytes(bytes);
        }
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
        keepContent();
        sha256.update(buffer.array(), 0, buffer.position());
        buffer.clear();
        contentStart = 0;
    }
}
