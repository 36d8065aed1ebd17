package dev.hostless.engine.spec;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.EngineOptions.Tiers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The specification's scripts, one test each. Only assertions on the text format are skipped. */
class SpecificationTest {
    /** Scripts in the test suite that the project is measured by. */
    private static final int CORE_SCRIPTS = 90;
    private static final int THREADS_SCRIPTS = 4;
    private static final int SHOWN_FAILURES = 25;
    private static final ScriptTally TOTAL = new ScriptTally();
    private static int played;

    @TestFactory
    Stream<DynamicTest> everyCoreScriptHolds() {
        return tests("core", SpecificationScripts.core(), CORE_SCRIPTS, Tiers.COMPILED);
    }

    @TestFactory
    Stream<DynamicTest> everyCoreScriptHoldsInterpreted() {
        return tests("core", SpecificationScripts.core(), CORE_SCRIPTS, Tiers.INTERPRETED);
    }

    @TestFactory
    Stream<DynamicTest> everyCoreScriptHoldsMixed() {
        return tests("core", SpecificationScripts.core(), CORE_SCRIPTS, Tiers.MIXED);
    }

    @TestFactory
    Stream<DynamicTest> everyThreadsScriptHolds() {
        return tests("threads", SpecificationScripts.threads(), THREADS_SCRIPTS,
                Tiers.COMPILED);
    }

    @TestFactory
    Stream<DynamicTest> everyThreadsScriptHoldsInterpreted() {
        return tests("threads", SpecificationScripts.threads(), THREADS_SCRIPTS,
                Tiers.INTERPRETED);
    }

    @TestFactory
    Stream<DynamicTest> everyThreadsScriptHoldsMixed() {
        return tests("threads", SpecificationScripts.threads(), THREADS_SCRIPTS, Tiers.MIXED);
    }

    private static Stream<DynamicTest> tests(String folder, List<Path> scripts, int expected,
            Tiers tiers) {
        assumeTrue(!scripts.isEmpty(), "%d scripts skipped: no folder shared/wasm-testsuite/%s"
                .formatted(expected, folder) + " beside the repository");
        assumeTrue(SpecificationScripts.converterVersion().isPresent(), scripts.size()
                + " scripts skipped: no wast2json (wabt 1.0.32) on the search path");
        return scripts.stream().map(script -> {
            String name = folder + "/" + script.getFileName().toString().replace(".wast", "");
            return DynamicTest.dynamicTest(name, () -> play(name, script, tiers));
        });
    }

    @AfterAll
    static void printTotals() {
        System.out.println("specification: " + played + " scripts: " + TOTAL);
    }

    private static void play(String name, Path script, Tiers tiers) throws Exception {
        Path commands = SpecificationScripts.convert(script);
        ScriptTally tally = onLargeStack(() -> ScriptRunner.play(new HostlessScriptEngine(tiers),
                commands));
        if (tiers == Tiers.COMPILED) {
            System.out.println("specification: " + name + ": " + tally);
            played++;
            TOTAL.add(tally);
        }
        if (!tally.failures().isEmpty()) {
            fail(tally.failures().size() + " failures in " + name + ":\n"
                    + String.join("\n", tally.failures().stream().limit(SHOWN_FAILURES).toList()));
        }
    }

    /** Runs on a thread whose stack is as large as the engine asks for. */
    private static ScriptTally onLargeStack(Script script) throws InterruptedException {
        ScriptTally[] tally = new ScriptTally[1];
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(null, () -> tally[0] = script.play(), "script",
                EngineOptions.defaults().threadStackBytes());
        thread.setUncaughtExceptionHandler((_, failure) -> thrown[0] = failure);
        thread.start();
        thread.join();
        if (thrown[0] != null) {
            throw new IllegalStateException("the script could not be played", thrown[0]);
        }
        return tally[0];
    }

    private interface Script {
        ScriptTally play();
    }
}
