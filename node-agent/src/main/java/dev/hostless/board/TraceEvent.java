package dev.hostless.board;

import dev.hostless.board.EventTrace.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An event of the trace, as it enters the hash; docs/board.md lists the kinds.
 *
 * @param kind the kind's name
 * @param content what the kind adds
 */
public record TraceEvent(String kind, long cycle, byte[] content) {
    /** The kind of each byte that UART0 transmits: by far the most frequent. */
    public static final String CONSOLE_BYTE = Kind.CONSOLE_BYTE.name();
    /** The kind of the last event. */
    public static final String END = Kind.END.name();

    private static final int SHOWN_BYTES_MAX = 48;

    /** What people read: the kind, the cycle and the content. */
    public String text() {
        var shown = shown();
        return kind + " at cycle " + cycle + (shown.isEmpty() ? "" : ": " + shown);
    }

    private String shown() {
        var known = known();
        if (known == null) {
            return hex(content);
        }
        try {
            return shown(known, ByteBuffer.wrap(content));
        } catch (java.nio.BufferUnderflowException | NegativeArraySizeException
                | ArrayIndexOutOfBoundsException damaged) {
            return hex(content);
        }
    }

    private @Nullable Kind known() {
        for (var each : Kind.values()) {
            if (each.name().equals(kind)) {
                return each;
            }
        }
        return null;
    }

    private static String shown(Kind kind, ByteBuffer content) {
        return switch (kind) {
            case INTERRUPT_INPUT, INTERRUPT_TAKEN -> "line " + content.getInt();
            case CORE_STARTED, CORE_STOPPED -> "core " + content.getInt();
            case CORES -> content.getInt() + " cores, quantum " + content.getLong();
            case UART1_OUTPUT -> letter(content.get());
            case UART1_INPUT -> letter(content.get()) + (content.get() == 1 ? " damaged" : "");
            case CONSOLE_BYTE -> (content.get() == 1 ? "standard error " : "standard output ")
                    + letter(content.get());
            case UART_INPUT -> quoted(bytes(content));
            case WORLD_STOPPED -> content.getInt() == 0 ? "sweep termination" : "mark termination";
            case VOLUME -> text(content);
            case FILE_ENTERED -> text(content) + " sha256:"
                    + HexFormat.of().formatHex(bytes(content));
            case END -> end(content);
            case RESET -> "semantics " + content.getInt() + ", " + text(content);
            case FAULT -> text(content);
            case RESTART -> ResetCause.values()[content.getInt()].title();
            case LIGHT -> light(content.getInt());
            case INPUT_END, TICK_TAKEN, WORLD_STARTED, COLLECTION_ENDED -> "";
        };
    }

    private static String light(int value) {
        return "part " + (value >> 1) + ((value & 1) == 0 ? " is dark" : " is lit");
    }

    private static String end(ByteBuffer content) {
        var state = text(content);
        return switch (state) {
            case "Halted" -> state + " with " + content.getLong();
            case "Trapped" -> state + ": " + text(content);
            default -> state;
        };
    }

    private static byte[] bytes(ByteBuffer content) {
        int length = content.getInt();
        if (length > content.remaining()) {
            throw new java.nio.BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        content.get(bytes);
        return bytes;
    }

    private static String text(ByteBuffer content) {
        return new String(bytes(content), StandardCharsets.UTF_8);
    }

    private static String letter(byte value) {
        return value > ' ' && value < 0x7f
                ? "'%c'".formatted((char) value)
                : "0x%02x".formatted(value);
    }

    private static String quoted(byte[] bytes) {
        var text = new StringBuilder(bytes.length + " bytes \"");
        for (byte value : Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN_BYTES_MAX))) {
            text.append(value >= ' ' && value < 0x7f
                    ? String.valueOf((char) value)
                    : "\\x%02x".formatted(value));
        }
        return text.append(bytes.length > SHOWN_BYTES_MAX ? "…\"" : "\"").toString();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN_BYTES_MAX));
    }
}
