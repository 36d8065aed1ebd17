package dev.hostless.board;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a board file says of a board beyond the size of its RAM and the speed of its clock.
 *
 * @param costs what instructions take
 * @param protection what the memory protection unit guards once the guest's data is in memory;
 *     ranges that do not overlap, in ascending order
 * @param parts what is soldered to its devices, no two in one place or of one name
 */
public record Equipment(CycleCosts costs, List<ProtectedRange> protection,
        List<PartSpec> parts) {
    /** One cycle for each instruction, nothing guarded, no parts. */
    public static final Equipment PLAIN = new Equipment(CycleCosts.UNIFORM, List.of(), List.of());
    public static final int PARTS_MAX = 32;
    /** Devices without an interrupt line. */
    private static final Set<String> OTHER_DEVICES = Set.of("systick", "nvic");
    /** As many as the largest units have. */
    public static final int RANGES_MAX = 16;

    public Equipment {
        protection = protection.stream().sorted(Comparator.comparingLong(ProtectedRange::start))
                .toList();
        if (protection.size() > RANGES_MAX) {
            throw new IllegalArgumentException("protected ranges: wanted at most " + RANGES_MAX
                    + ", got " + protection.size());
        }
        parts = List.copyOf(parts);
        requireApart(parts);
        for (int at = 1; at < protection.size(); at++) {
            if (protection.get(at - 1).overlaps(protection.get(at))) {
                throw new IllegalArgumentException("the protected range " + protection.get(at)
                        + " overlaps " + protection.get(at - 1));
            }
        }
    }

    public Equipment withCosts(CycleCosts all) {
        return new Equipment(all, protection, parts);
    }

    public Equipment withProtection(List<ProtectedRange> all) {
        return new Equipment(costs, all, parts);
    }

    public Equipment withParts(List<PartSpec> all) {
        return new Equipment(costs, protection, all);
    }

    private static void requireApart(List<PartSpec> parts) {
        if (parts.size() > PARTS_MAX) {
            throw new IllegalArgumentException(
                    "parts: wanted at most " + PARTS_MAX + ", got " + parts.size());
        }
        var names = new HashSet<String>();
        var seats = new HashMap<String, PartSpec>();
        for (var part : parts) {
            if (Lines.names().containsKey(part.name()) || OTHER_DEVICES.contains(part.name())) {
                throw new IllegalArgumentException(
                        "a part has another name than a device, got '" + part.name() + "'");
            }
            if (!names.add(part.name())) {
                throw new IllegalArgumentException("two parts are named " + part.name());
            }
            for (var seat : part.seats()) {
                var before = seats.putIfAbsent(seat, part);
                if (before != null) {
                    throw new IllegalArgumentException(
                            "two parts at " + seat + ": " + before.name() + " and " + part.name());
                }
            }
        }
    }
}
