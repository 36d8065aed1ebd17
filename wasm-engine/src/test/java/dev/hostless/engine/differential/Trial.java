package dev.hostless.engine.differential;

import dev.hostless.engine.TrapKind;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.Contender.Outcome;
import dev.hostless.engine.differential.Contender.Running;
import dev.hostless.engine.differential.RandomModule.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Runs a random module and writes down, as text, all that can be seen of it: the outcome of each
 * call and the state after it. Two engines agree if they leave equal texts.
 */
final class Trial {
    private static final String TRAP = "trap: ";
    private static final int CALLS_PER_ENTRY = 3;
    private static final long[] EDGES = {0, 1, -1, 2, 0x7fff_ffffL, 0x8000_0000L, Long.MAX_VALUE,
        Long.MIN_VALUE, 0x3f80_0000L, 0x3ff0_0000_0000_0000L, 0x7fc0_0000L};

    private Trial() {
    }

    /** A call of an entry. */
    record Call(Entry entry, long... arguments) {
    }

    static List<String> run(Running running, RandomModule module) {
        List<String> report = new ArrayList<>();
        for (Call call : calls(module)) {
            Outcome outcome = running.call(call.entry(), call.arguments());
            CRC32 checksum = new CRC32();
            byte[] memory = running.memory();
            checksum.update(memory);
            long[] globals = new long[module.globals().size()];
            for (int i = 0; i < globals.length; i++) {
                globals[i] = running.global("g" + i, module.globals().get(i));
            }
            add(report, call, outcome, state(module, memory.length, checksum.getValue(), globals));
        }
        return report;
    }

    /** The calls that a module is put through, whatever comes of them. */
    static List<Call> calls(RandomModule module) {
        Random random = new Random(module.seed());
        List<Call> calls = new ArrayList<>();
        for (Entry entry : module.entries()) {
            for (int i = 0; i < CALLS_PER_ENTRY; i++) {
                calls.add(new Call(entry, arguments(random, entry.signature().parameters())));
            }
        }
        return calls;
    }

    static void add(List<String> report, Call call, Outcome outcome, String state) {
        report.add(call.entry().name() + Arrays.toString(call.arguments()) + " -> "
                + describe(call.entry().signature().results(), outcome));
        report.add("  " + state);
    }

    /** The report as V8 would give it, which knows fewer kinds of traps. */
    static List<String> coarse(List<String> report) {
        return report.stream().map(Trial::coarse).toList();
    }

    private static String coarse(String line) {
        int trap = line.indexOf(TRAP);
        if (trap < 0) {
            return line;
        }
        int words = trap + TRAP.length();
        TrapKind kind = V8Process.coarse(Contender.kindOf(line.substring(words)));
        return line.substring(0, words) + kind.wording();
    }

    /** Calls the entries again with the same arguments, only to make the code warm. */
    static void warm(Running running, RandomModule module) {
        for (Call call : calls(module)) {
            running.call(call.entry(), call.arguments());
        }
    }

    static String state(RandomModule module, int memoryBytes, long checksum, long... globals) {
        StringBuilder state = new StringBuilder("memory ").append(memoryBytes)
                .append(" bytes, crc ").append(Long.toHexString(checksum)).append(", globals");
        for (int i = 0; i < globals.length; i++) {
            state.append(' ').append(Long
                    .toHexString(Contender.comparable(module.globals().get(i), globals[i])));
        }
        return state.toString();
    }

    private static String describe(List<ValueType> types, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Trapped trapped -> TRAP + trapped.kind().wording();
            case Outcome.Returned returned -> {
                if (returned.bits().size() != types.size()) {
                    yield "%d results instead of %d".formatted(returned.bits().size(),
                            types.size());
                }
                List<String> values = new ArrayList<>();
                for (int i = 0; i < types.size(); i++) {
                    values.add(Long.toHexString(
                            Contender.comparable(types.get(i), returned.bits().get(i))));
                }
                yield values.toString();
            }
        };
    }

    private static long[] arguments(Random random, List<ValueType> types) {
        long[] arguments = new long[types.size()];
        for (int i = 0; i < arguments.length; i++) {
            long bits = random.nextBoolean()
                    ? EDGES[random.nextInt(EDGES.length)]
                    : random.nextLong();
            boolean narrow = types.get(i) == ValueType.I32 || types.get(i) == ValueType.F32;
            arguments[i] = narrow ? bits & 0xffff_ffffL : bits;
        }
        return arguments;
    }
}
