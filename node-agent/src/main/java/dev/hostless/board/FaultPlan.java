package dev.hostless.board;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The faults of a run, known before it begins.
 *
 * @param scripted each at its time
 * @param seeded again and again, at times that follow from the board's seed
 */
public record FaultPlan(List<Scripted> scripted, List<Seeded> seeded) {
    /** Nothing goes wrong. */
    public static final FaultPlan NONE = new FaultPlan(List.of(), List.of());
    public static final int SCRIPTED_MAX = 1_000;
    public static final int SEEDED_MAX = 16;
    /** A board that fails more often does nothing else. */
    public static final long EVERY_CYCLES_MIN = 1_000;

    private static final String EVERY = "every:";

    /** A fault at a time. */
    public record Scripted(Moment at, Fault fault) {
    }

    /**
     * A fault that comes again and again.
     *
     * @param every the mean of the times between, which are distributed exponentially
     */
    public record Seeded(Moment every, Fault fault) {
        /** The mean on a clock of this speed. */
        long everyCycles(long clockHz) {
            return Math.max(EVERY_CYCLES_MIN, every.cycle(clockHz));
        }
    }

    public FaultPlan {
        scripted = List.copyOf(scripted);
        seeded = List.copyOf(seeded);
        if (scripted.size() > SCRIPTED_MAX || seeded.size() > SEEDED_MAX) {
            throw new IllegalArgumentException("faults: wanted at most " + SCRIPTED_MAX
                    + " at a time and " + SEEDED_MAX + " by rate, got " + scripted.size() + " and "
                    + seeded.size());
        }
    }

    /**
     * Reads {@code FAULT@TIME} or {@code FAULT@every:TIME}; see {@link FaultText}.
     *
     * @throws IllegalArgumentException saying what was wanted and what came
     */
    public static FaultPlan parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1) {
            throw new IllegalArgumentException("wanted KIND[:DETAIL]@TIME such as brown-out@1.5s,"
                    + " or KIND[:DETAIL]@every:TIME, got '" + text + "'");
        }
        var fault = FaultText.parse(text.substring(0, at));
        var time = text.substring(at + 1);
        if (!time.startsWith(EVERY)) {
            return new FaultPlan(List.of(new Scripted(Quantities.moment(time), fault)), List.of());
        }
        return new FaultPlan(List.of(),
                List.of(new Seeded(Quantities.moment(time.substring(EVERY.length())), fault)));
    }

    /**
     * Makes sure that a board has what is to fail.
     *
     * @throws IllegalArgumentException naming the part that is missing, or a time that is beyond
     *     the last cycle
     */
    public void requireFits(BoardSpec spec) {
        scripted.forEach(fault -> fault.at().cycle(spec.clockHz()));
        seeded.forEach(fault -> fault.everyCycles(spec.clockHz()));
        Stream.concat(scripted.stream().map(Scripted::fault), seeded.stream().map(Seeded::fault))
                .forEach(fault -> requirePart(fault, spec));
    }

    private static void requirePart(Fault fault, BoardSpec spec) {
        if (fault instanceof Fault.I2cNak nak && spec.equipment().parts().stream()
                .noneMatch(part -> part.i2cAddress().orElse(-1) == nak.address())) {
            throw new IllegalArgumentException("i2c-nak: wanted the address of a part on i2c0, got"
                    + " 0x%x, where there is none".formatted(nak.address()));
        }
    }

    /** These faults and the others. */
    public FaultPlan and(FaultPlan others) {
        return new FaultPlan(joined(scripted, others.scripted), joined(seeded, others.seeded));
    }

    private static <E> List<E> joined(List<E> first, List<E> second) {
        return new ArrayList<>(Stream.concat(first.stream(), second.stream()).toList());
    }
}
