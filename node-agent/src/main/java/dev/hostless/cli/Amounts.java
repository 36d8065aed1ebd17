package dev.hostless.cli;

import dev.hostless.board.Moment;
import dev.hostless.board.Quantities;
import java.util.function.Function;

/** Values of options that are sizes, frequencies and times. */
final class Amounts {
    private Amounts() {
    }

    static long bytes(String option, String text) {
        return read(option, text, Quantities::bytes);
    }

    static long hertz(String option, String text) {
        return read(option, text, Quantities::hertz);
    }

    /** A point of board time: a number of cycles, or a time, which rounds up to a cycle. */
    static long cycles(String option, String text, long clockHz) {
        return read(option, text, time -> moment(time, clockHz));
    }

    private static long moment(String text, long clockHz) {
        Moment moment = Quantities.moment(text);
        try {
            return moment.cycle(clockHz);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "wanted cycles or a time such as 1.5s, got '" + text + "', which is too long",
                    e);
        }
    }

    private static long read(String option, String text, Function<String, Long> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(option + ": " + e.getMessage());
        }
    }
}
