package dev.hostless.agent.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import dev.hostless.agent.message.BoardAction.Unknown;
import org.jspecify.annotations.Nullable;

/** What an action does to a board. */
@JsonTypeInfo(use = Id.NAME, property = "kind", visible = true, defaultImpl = Unknown.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = BoardAction.Interrupt.class, name = "interrupt"),
    @JsonSubTypes.Type(value = BoardAction.UartInput.class, name = "uart-input"),
    @JsonSubTypes.Type(value = BoardAction.Reset.class, name = "reset"),
    @JsonSubTypes.Type(value = BoardAction.Heap.class, name = "heap")})
public sealed interface BoardAction {

    /** Asserts a line, named by its device instance or its number. */
    record Interrupt(String line) implements BoardAction {
    }

    /** Bytes that arrive at UART0. */
    record UartInput(byte[] data) implements BoardAction {
    }

    /** A new boot of what runs, also of a board that has halted. */
    record Reset() implements BoardAction {
    }

    /** Reports the heap, if the node keeps it. Acknowledged behind the report. */
    record Heap() implements BoardAction {
    }

    /** A kind of a newer protocol: the action is answered as rejected. */
    record Unknown(@Nullable String kind) implements BoardAction {
    }
}
