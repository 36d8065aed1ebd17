package dev.hostless.board;

import dev.hostless.board.Fault.BitFlip;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Faults as people write them: {@code KIND} or {@code KIND:DETAIL,DETAIL}. What cannot be read is
 * an {@link IllegalArgumentException} that says what was wanted and what came.
 */
public final class FaultText {
    private static final Moment OFF_TIME = new Moment.Nanos(100_000_000);
    private static final String UART = "uart";

    /** How a kind is written, with the least and the most of its details. */
    private record Form(String text, int least, int most) {
    }

    private static final Map<String, Form> FORMS = new TreeMap<>(Map.of(
            "power-loss", new Form("power-loss[:TIME]", 0, 1),
            "brown-out", new Form("brown-out", 0, 0),
            "bit-flip", new Form("bit-flip[:ADDRESS,BIT]", 0, 2),
            "stuck-line", new Form("stuck-line:LINE,high|low[,TIME]", 2, 3),
            "dropped-irq", new Form("dropped-irq:LINE", 1, 1),
            "spurious-irq", new Form("spurious-irq:LINE", 1, 1),
            "uart-noise", new Form("uart-noise[:UART[,BIT]]", 0, 2),
            "uart-overrun", new Form("uart-overrun[:UART]", 0, 1),
            "i2c-nak", new Form("i2c-nak:ADDRESS[,TIMES]", 1, 2),
            "clock-drift", new Form("clock-drift:PPM", 1, 1)));

    private FaultText() {
    }

    /** The kinds, sorted. */
    public static List<String> kinds() {
        return List.copyOf(FORMS.keySet());
    }

    /** Reads a fault. */
    public static Fault parse(String text) {
        int colon = text.indexOf(':');
        var kind = colon < 0 ? text : text.substring(0, colon);
        var form = FORMS.get(kind);
        if (form == null) {
            throw new IllegalArgumentException("no fault '" + kind + "'; faults are "
                    + String.join(", ", FORMS.keySet()));
        }
        var details = colon < 0
                ? List.<String>of()
                : Arrays.asList(text.substring(colon + 1).split(",", -1));
        if (details.size() < form.least() || details.size() > form.most()) {
            throw new IllegalArgumentException("wanted " + form.text() + ", got '" + text + "'");
        }
        try {
            return read(kind, details);
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(form.text() + ": " + problem.getMessage(), problem);
        }
    }

    private static Fault read(String kind, List<String> details) {
        return switch (kind) {
            case "power-loss" -> new Fault.PowerLoss(
                    details.isEmpty() ? OFF_TIME : Quantities.moment(details.getFirst()));
            case "brown-out" -> new Fault.BrownOut();
            case "bit-flip" -> bitFlip(details);
            case "stuck-line" -> new Fault.StuckLine(Lines.parse(details.get(0)),
                    isHigh(details.get(1)), details.size() < 3
                            ? Optional.empty()
                            : Optional.of(Quantities.moment(details.get(2))));
            case "dropped-irq" -> new Fault.DroppedInterrupt(Lines.parse(details.getFirst()));
            case "spurious-irq" -> new Fault.SpuriousInterrupt(Lines.parse(details.getFirst()));
            case "uart-noise" -> new Fault.UartNoise(uart(details), details.size() < 2
                    ? OptionalInt.empty()
                    : OptionalInt.of(number(details.get(1), 0, Fault.UART_BITS - 1)));
            case "uart-overrun" -> new Fault.UartOverrun(uart(details));
            case "i2c-nak" -> new Fault.I2cNak(number(details.getFirst(), 0x08, 0x77),
                    details.size() < 2 ? 1 : number(details.get(1), 1, Fault.TIMES_MAX));
            case "clock-drift" -> new Fault.ClockDrift(number(drift(details.getFirst()),
                    -Fault.DRIFT_PPM_MAX, Fault.DRIFT_PPM_MAX));
            default -> throw new IllegalStateException("BUG: the kind " + kind + " is not read");
        };
    }

    private static Fault bitFlip(List<String> details) {
        if (details.size() == 1) {
            throw new IllegalArgumentException("wanted address and bit, or none of them");
        }
        if (details.isEmpty()) {
            return new BitFlip(Optional.empty());
        }
        long address = Quantities.number(details.get(0));
        if (address < 0 || address >= BoardSpec.RAM_BYTES_MAX) {
            throw new IllegalArgumentException("wanted an address of RAM, got " + details.get(0));
        }
        return new BitFlip(Optional.of(new BitFlip.Place((int) address,
                number(details.get(1), 0, Byte.SIZE - 1))));
    }

    private static boolean isHigh(String level) {
        return switch (level) {
            case "high" -> true;
            case "low" -> false;
            default -> throw new IllegalArgumentException(
                    "wanted high or low, got '" + level + "'");
        };
    }

    private static String drift(String text) {
        var number = text.endsWith("ppm") ? text.substring(0, text.length() - 3) : text;
        return number.startsWith("+") ? number.substring(1) : number;
    }

    private static int uart(List<String> details) {
        var name = details.isEmpty() ? "uart0" : details.getFirst();
        for (int uart = 0; uart < Fault.UARTS; uart++) {
            if (name.equals(UART + uart)) {
                return uart;
            }
        }
        throw new IllegalArgumentException("wanted uart0 or uart1, got '" + name + "'");
    }

    private static int number(String text, int least, int most) {
        long number = Quantities.number(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    "wanted " + least + " to " + most + ", got " + text);
        }
        return (int) number;
    }

    /** As {@link #parse} reads it. */
    public static String of(Fault fault) {
        return switch (fault) {
            case Fault.PowerLoss loss -> "power-loss:" + loss.off();
            case Fault.BrownOut _ -> "brown-out";
            case BitFlip flip -> flip.place().map(place -> "bit-flip:0x%x,%d"
                    .formatted(place.address(), place.bit())).orElse("bit-flip");
            case Fault.StuckLine stuck -> "stuck-line:" + stuck.line()
                    + (stuck.high() ? ",high" : ",low")
                    + stuck.time().map(time -> "," + time).orElse("");
            case Fault.DroppedInterrupt dropped -> "dropped-irq:" + dropped.line();
            case Fault.SpuriousInterrupt spurious -> "spurious-irq:" + spurious.line();
            case Fault.UartNoise noise -> "uart-noise:" + UART + noise.uart()
                    + (noise.bit().isPresent() ? "," + noise.bit().getAsInt() : "");
            case Fault.UartOverrun overrun -> "uart-overrun:" + UART + overrun.uart();
            case Fault.I2cNak nak -> "i2c-nak:0x%x,%d".formatted(nak.address(), nak.times());
            case Fault.ClockDrift drift -> "clock-drift:" + drift.ppm();
        };
    }
}
