package dev.hostless.controlplane.session.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What an action does. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ActionBody.Heap.class, name = "heap"),
    @JsonSubTypes.Type(value = ActionBody.Interrupt.class, name = "interrupt"),
    @JsonSubTypes.Type(value = ActionBody.Reset.class, name = "reset"),
    @JsonSubTypes.Type(value = ActionBody.UartInput.class, name = "uart-input")})
@JsonIgnoreProperties(ignoreUnknown = true)
public sealed interface ActionBody {

    /**
     * Raises an interrupt line.
     *
     * @param line a device's name, or a number as text
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Interrupt(String line) implements ActionBody {
    }

    /** Asks for a map of the heap, which is reported before this is acknowledged. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Heap() implements ActionBody {
    }

    /** Restarts the board. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Reset() implements ActionBody {
    }

    /** Sends bytes to the board's UART0. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record UartInput(byte[] data) implements ActionBody {
    }
}
