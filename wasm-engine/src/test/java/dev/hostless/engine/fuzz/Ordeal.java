package dev.hostless.engine.fuzz;

import dev.hostless.engine.Cpu;
import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.ExportType;
import dev.hostless.engine.ExternKind;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestCancelled;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.GuestFunction;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.LinearMemory;
import dev.hostless.engine.Program;
import dev.hostless.engine.ProgramRejected;
import dev.hostless.engine.Trap;
import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that a module can be put through, with low limits: loading, disassembly, linking to
 * stubs, and calls of the first exported functions that end after {@value #CYCLES_PER_CALL} cycles.
 * Exceptions that the engine does not declare come out.
 */
final class Ordeal {
    static final int PAGES = 64;
    private static final long CYCLES_PER_CALL = 20_000;
    /** A basic block of a mutant, or an instruction that fills the memory or a table. */
    private static final long LONGEST_STEP = 2_000_000;
    private static final int CALLS = 6;
    private static final EngineOptions LIMITS = EngineOptions.defaults().withTableElements(10_000)
            .withMemoryPages(PAGES).withFunctions(2_000).withCallDepth(4_000);

    private final EngineOptions options;
    private final Engine engine;

    Ordeal(EngineOptions options) {
        this.options = options;
        this.engine = new Engine(options);
    }

    static EngineOptions limits() {
        return LIMITS;
    }

    /** What can be seen of it, a line for each step; a module that was refused has one line. */
    List<String> run(byte[] module) {
        List<String> report = new ArrayList<>();
        Cpu cpu = new Cpu();
        cpu.handler(_ -> {
            throw new GuestCancelled();
        });
        try {
            Program program = engine.load(module);
            describe(program);
            GuestOptions limits = GuestOptions.defaults().withCpu(cpu)
                    .withMemoryLimitBytes((long) PAGES * LinearMemory.PAGE_BYTES);
            cpu.deadline(CYCLES_PER_CALL);
            Guest guest = program.instantiate(StubHost.of(program, options, limits), limits);
            report.add("started after " + cpu.cycles());
            program.exports().stream().filter(export -> export.kind() == ExternKind.FUNCTION)
                    .limit(CALLS).forEach(export -> report.add(call(guest, export)));
        } catch (ProgramRejected | Trap | GuestExit | GuestCancelled declared) {
            report.add(line(declared));
        }
        return report;
    }

    static boolean isRefused(List<String> report) {
        return report.size() == 1 && !report.getFirst().startsWith("started");
    }

    /** What tools ask of a program that may never run. */
    private static void describe(Program program) {
        program.customSections();
        program.features();
        for (int i = 0; i < Math.min(CALLS, program.functionCount()); i++) {
            program.disassemble(i, _ -> {});
        }
    }

    private static String call(Guest guest, ExportType export) {
        GuestFunction function = guest.function(export.name());
        Cpu cpu = guest.cpu();
        long start = cpu.cycles();
        cpu.deadline(start + CYCLES_PER_CALL);
        String outcome;
        try {
            long[] arguments = function.type().parameters().stream()
                    .mapToLong(type -> type.isReference() ? Guest.NULL_REFERENCE : 5).toArray();
            outcome = results(function.type().results(), function.call(arguments));
        } catch (ProgramRejected | Trap | GuestExit | GuestCancelled declared) {
            outcome = line(declared);
        }
        long cycles = cpu.cycles() - start;
        if (cycles < 0 || cycles > CYCLES_PER_CALL + LONGEST_STEP) {
            throw new AssertionError("%s ran for %d cycles, at most %d wanted".formatted(
                    export.name(), cycles, CYCLES_PER_CALL + LONGEST_STEP));
        }
        return "%s: %s after %d".formatted(export.name(), outcome, cycles);
    }

    private static String results(List<ValueType> types, long[] bits) {
        if (bits.length != types.size()) {
            throw new AssertionError(types + " wanted, got " + Arrays.toString(bits));
        }
        return Arrays.toString(bits);
    }

    private static String line(RuntimeException declared) {
        if (declared.getMessage() == null || declared.getMessage().isEmpty()) {
            throw new AssertionError("no message", declared);
        }
        return declared.getClass().getSimpleName() + " " + declared.getMessage();
    }
}
