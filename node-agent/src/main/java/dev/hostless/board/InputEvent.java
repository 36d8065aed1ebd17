package dev.hostless.board;

/** Something that reaches a board from outside. It is recorded in the trace with its cycle. */
public sealed interface InputEvent {
    /** Most bytes of one {@link UartInput}. */
    int UART_BYTES_MAX = 65_536;

    /**
     * A pulse on an interrupt line.
     *
     * @param line 0 to 31; see {@link Lines} for names
     */
    record Interrupt(int line) implements InputEvent {
        public Interrupt {
            if (line < 0 || line >= Lines.COUNT) {
                throw new IllegalArgumentException("line: wanted 0 to 31, got " + line);
            }
        }
    }

    /** Bytes that arrive at UART0, 1 to 65,536 of them. */
    record UartInput(byte[] bytes) implements InputEvent {
        public UartInput {
            if (bytes.length < 1 || bytes.length > UART_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "UART input: wanted 1 to 65536 bytes, got " + bytes.length);
            }
            bytes = bytes.clone();
        }
    }

    /** Something that goes wrong; what the fault leaves open is drawn when it takes effect. */
    record Failure(Fault fault) implements InputEvent {
    }

    /**
     * A character arrives at UART1, from the board at the other end of its cable.
     *
     * @param value 0 to 255
     * @param damaged with a framing error, since the other board sends at another speed
     */
    record CableInput(int value, boolean damaged) implements InputEvent {
        public CableInput {
            if (value < 0 || value > 255) {
                throw new IllegalArgumentException("character: wanted 0 to 255, got " + value);
            }
        }
    }

    /**
     * Nothing will arrive from outside any more. A reader of standard input sees its end, and a
     * guest that then waits for what cannot come ends its run as {@link BoardState.Waiting}.
     */
    record InputEnd() implements InputEvent {
    }
}
