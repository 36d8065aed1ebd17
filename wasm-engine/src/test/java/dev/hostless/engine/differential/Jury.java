package dev.hostless.engine.differential;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.Program;
import dev.hostless.engine.differential.Contender.Running;
import dev.hostless.engine.differential.HostlessContender.HostlessRunning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.fail;

/**
 * Compares what engines make of random modules. Both our tiers must agree with each other and with
 * V8 on every module; Endive is asked where it can be:
 *
 * <ul>
 *   <li>not about blocks with parameters, some of which its interpreter gets wrong;
 *   <li>compiled, not about modules that its compiler fails on without saying what it wants;
 *   <li>where it alone differs V8 decides: it rounds some unsigned i64 wrongly to floats, stores
 *       bytes at offsets that are negative as an int, and copies within tables where the sum of
 *       place and length wraps around. A module that has none of these is kept and told of.
 * </ul>
 */
final class Jury {
    private static final Path KEPT = Path.of("target", "differential");
    private static final Pattern MISJUDGED = Pattern
            .compile("convert_i64_u|store8 .*offset=42949672|table\\.copy");

    private final HostlessContender ours = new HostlessContender(
            EngineOptions.defaults().withTiers(Tiers.COMPILED));
    private final HostlessContender interpreted = new HostlessContender(
            EngineOptions.defaults().withTiers(Tiers.INTERPRETED));
    private final EndiveContender endive = EndiveContender.interpreted();
    private final EndiveContender endiveCompiled = EndiveContender.compiled();
    private final Tally tally = new Tally();

    /** How many modules each engine judged, and on how many Endive alone differed. */
    static final class Tally {
        int v8;
        int endive;
        int endiveCompiled;
        int onlyEndiveDiffers;

        void add(Tally other) {
            v8 += other.v8;
            endive += other.endive;
            endiveCompiled += other.endiveCompiled;
            onlyEndiveDiffers += other.onlyEndiveDiffers;
        }

        /** Four numbers, for another process to {@link #decode}. */
        String encode() {
            return v8 + " " + endive + " " + endiveCompiled + " " + onlyEndiveDiffers;
        }

        static Tally decode(String text) {
            int[] numbers = Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
            Tally tally = new Tally();
            tally.v8 = numbers[0];
            tally.endive = numbers[1];
            tally.endiveCompiled = numbers[2];
            tally.onlyEndiveDiffers = numbers[3];
            return tally;
        }

        @Override
        public String toString() {
            return ("judged by V8 %d, by Endive's interpreter %d, by its compiler %d, of which"
                    + " Endive alone differed on %d").formatted(v8, endive, endiveCompiled,
                            onlyEndiveDiffers);
        }
    }

    /** What is known of a module before V8 answers. */
    record Pending(RandomModule module, List<String> report, List<Dissent> dissents) {
    }

    /** An engine of others that saw something else than ours did. */
    record Dissent(Contender engine, List<String> report) {
    }

    Tally tally() {
        return tally;
    }

    HostlessContender ours() {
        return ours;
    }

    /** Runs a module in all engines but V8. Our tiers must agree, to the cycle. */
    Pending hear(RandomModule module) {
        HostlessRunning compiled = start(ours, module);
        List<String> report = report(ours, compiled, module);
        HostlessRunning other = start(interpreted, module);
        expect(module, interpreted, report(interpreted, other, module), report);
        if (other.cycles() != compiled.cycles()) {
            fail("seed %d, see %s: %d cycles compiled, %d interpreted", module.seed(),
                    keep(module), compiled.cycles(), other.cycles());
        }
        List<Dissent> dissents = new ArrayList<>();
        if (!module.hasBlockParameters()) {
            ask(endive, start(endive, module), module, report).ifPresent(dissents::add);
            tally.endive++;
            endiveCompiled(module).ifPresent(running -> {
                ask(endiveCompiled, running, module, report).ifPresent(dissents::add);
                tally.endiveCompiled++;
            });
        }
        return new Pending(module, report, dissents);
    }

    private static Optional<Dissent> ask(Contender engine, Running running, RandomModule module,
            List<String> report) {
        List<String> theirs = opinion(engine, running, module);
        return theirs.equals(report)
                ? Optional.empty()
                : Optional.of(new Dissent(engine, theirs));
    }

    /** Its report; that of an engine that breaks says so, and is like no other. */
    private static List<String> opinion(Contender engine, Running running, RandomModule module) {
        try {
            return Trial.run(running, module);
        } catch (RuntimeException | LinkageError | StackOverflowError broken) {
            return List.of("%s broke: %s at %s".formatted(engine, broken,
                    Arrays.stream(broken.getStackTrace()).findFirst()));
        }
    }

    private Optional<Running> endiveCompiled(RandomModule module) {
        try {
            return Optional.of(endiveCompiled.start(module.bytes()));
        } catch (RuntimeException | LinkageError refused) {
            return Optional.empty();
        }
    }

    /** The end of a module of which V8 has seen this. */
    void settle(Pending pending, List<String> v8) {
        RandomModule module = pending.module();
        expect(module, "V8", v8, Trial.coarse(pending.report()));
        tally.v8++;
        if (!pending.dissents().isEmpty()) {
            if (!canBeMisjudged(module)) {
                System.out.printf("differential: %s alone differs on seed %d, see %s%n",
                        pending.dissents().getFirst().engine(), module.seed(), keep(module));
            }
            tally.onlyEndiveDiffers++;
        }
    }

    /** The end of a module where there is no V8: everybody must agree. */
    void settle(Pending pending) {
        for (Dissent dissent : pending.dissents()) {
            expect(pending.module(), dissent.engine(), dissent.report(), pending.report());
        }
    }

    private boolean canBeMisjudged(RandomModule module) {
        Program program = ours.engine().load(module.bytes());
        List<String> found = new ArrayList<>();
        for (int i = 0; i < program.functionCount(); i++) {
            program.disassemble(i, line -> {
                if (MISJUDGED.matcher(line).find()) {
                    found.add(line);
                }
            });
        }
        return !found.isEmpty();
    }

    /** What an engine makes of a module; it may not break. */
    static List<String> report(Contender contender, RandomModule module) {
        return report(contender, start(contender, module), module);
    }

    private static List<String> report(Contender contender, Running running,
            RandomModule module) {
        try {
            return Trial.run(running, module);
        } catch (RuntimeException | LinkageError | StackOverflowError broken) {
            throw broke(contender, module, broken);
        }
    }

    private static HostlessRunning start(HostlessContender contender, RandomModule module) {
        return (HostlessRunning) start((Contender) contender, module);
    }

    private static Running start(Contender contender, RandomModule module) {
        try {
            return contender.start(module.bytes());
        } catch (RuntimeException | LinkageError | StackOverflowError broken) {
            throw broke(contender, module, broken);
        }
    }

    private static AssertionError broke(Contender contender, RandomModule module,
            Throwable broken) {
        return new AssertionError("%s broke on seed %d, see %s".formatted(contender,
                module.seed(), keep(module)), broken);
    }

    /** Fails at the first line that differs. */
    static void expect(RandomModule module, Object other, List<String> theirs,
            List<String> ours) {
        for (int i = 0; i < theirs.size(); i++) {
            if (!theirs.get(i).equals(ours.get(i))) {
                fail("seed %d, see %s, line %d of %d%n%-20s %s%n%-20s %s%n%s".formatted(
                        module.seed(), keep(module), i, theirs.size(), other, theirs.get(i),
                        "Hostless", ours.get(i), i == 0 ? "" : "after " + ours.get(i - 1)));
            }
        }
    }

    /** Writes the module down, so that the failure can be looked at. */
    private static Path keep(RandomModule module) {
        try {
            String digest = Integer.toHexString(Arrays.hashCode(module.bytes()));
            Path file = Files.createDirectories(KEPT)
                    .resolve(module.seed() + "-" + digest + ".wasm");
            return Files.write(file, module.bytes()).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
