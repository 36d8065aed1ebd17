package dev.hostless.devices.part;

import dev.hostless.devices.LineError;
import dev.hostless.devices.Uart;
import dev.hostless.devices.register.Fidelity;
import java.util.List;
import java.util.Set;

/**
 * Two UARTs of one board, transmit to receive in both directions. A character arrives in the cycle
 * in which it has left. UARTs whose characters take times that differ by more than a twentieth do
 * not understand each other: what arrives is the same bits with a framing error. Two boards are
 * wired by whoever runs them, since their clocks must stay together.
 */
public final class UartWire {
    public static final Fidelity FIDELITY = new Fidelity("Wire between two UARTs", "",
            List.of("both directions; no delay on one board, a fixed one between two",
                    "a wrong speed is a framing error"),
            List.of("a wrong speed does not turn one character into several",
                    "a wrong number of data bits or a missing parity bit is not noticed unless it"
                            + " changes the time of a character by a twentieth"));
    private static final int TOLERANCE = 20;

    private UartWire() {
    }

    /** Solders the wire: each UART loses what was on its transmit pin. */
    public static void connect(Uart first, Uart second) {
        first.connect((value, _) -> hand(first, second, value));
        second.connect((value, _) -> hand(second, first, value));
    }

    private static void hand(Uart from, Uart to, int value) {
        to.arrive(value, errors(from.characterCycles(), to.characterCycles()));
    }

    /** What a receiver makes of characters that take so long, when its own take so long. */
    public static Set<LineError> errors(long sent, long expected) {
        return Math.abs(sent - expected) > expected / TOLERANCE
                ? Set.of(LineError.FRAMING)
                : Set.of();
    }
}
