package dev.hostless.engine.spec;

import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.Bytes;
import dev.hostless.engine.differential.ModuleWriter;
import dev.hostless.engine.differential.Signature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The judge is judged on Endive's interpreter. */
class ScriptRunnerTest {
    private static final Pattern ENDIVE_DIFFERS = Pattern.compile(
            "expected \\[(Arithmetic|Canonical)Nan|multiple memories|zero byte|unknown global");

    @TempDir
    Path folder;

    @Test
    void whatTheScriptDemandsIsCountedAsPassed() throws Exception {
        ScriptTally tally = play("""
                {"type": "assert_return", "action": {"type": "invoke", "field": "add",
                  "args": [{"type": "i32", "value": "4294967295"}]},
                  "expected": [{"type": "i32", "value": "0"}]},
                {"type": "assert_trap", "text": "unreachable",
                  "action": {"type": "invoke", "field": "trap", "args": []}},
                {"type": "assert_malformed", "filename": "broken.wasm", "text": "unexpected end",
                  "module_type": "binary"},
                {"type": "assert_malformed", "filename": "text.wat", "text": "unexpected token",
                  "module_type": "text"}
                """);
        assertThat(tally.failures()).isEmpty();
        assertThat(tally.passed()).isEqualTo(4);
        assertThat(tally.textSkipped()).isEqualTo(1);
    }

    @Test
    void aWrongResultFails() throws Exception {
        assertThat(play("""
                {"type": "assert_return", "line": 7, "action": {"type": "invoke", "field": "add",
                  "args": [{"type": "i32", "value": "1"}]},
                  "expected": [{"type": "i32", "value": "3"}]}
                """).failures()).singleElement().asString().contains("line 7", "i32:0x2");
    }

    @Test
    void aResultInsteadOfATrapFails() throws Exception {
        assertThat(play("""
                {"type": "assert_trap", "text": "integer overflow",
                  "action": {"type": "invoke", "field": "add",
                  "args": [{"type": "i32", "value": "1"}]}}
                """).failures()).hasSize(1);
    }

    @Test
    void aTrapOfAnotherKindFails() throws Exception {
        assertThat(play("""
                {"type": "assert_trap", "text": "integer overflow",
                  "action": {"type": "invoke", "field": "trap", "args": []}}
                """).failures()).singleElement().asString().contains("unreachable");
    }

    @Test
    void anUnexpectedTrapFails() throws Exception {
        assertThat(play("""
                {"type": "assert_return", "expected": [],
                  "action": {"type": "invoke", "field": "trap", "args": []}}
                """).failures()).singleElement().asString().contains("unexpected: TRAPPED");
    }

    @Test
    void acceptingAModuleThatIsInvalidFails() throws Exception {
        assertThat(play("""
                {"type": "assert_invalid", "filename": "good.wasm", "text": "type mismatch",
                  "module_type": "binary"}
                """).failures()).singleElement().asString().contains("expected a rejection");
    }

    @Test
    void acceptingAModuleThatDoesNotLinkFails() throws Exception {
        assertThat(play("""
                {"type": "assert_unlinkable", "filename": "good.wasm", "text": "unknown import"}
                """).failures()).singleElement().asString().contains("it was instantiated");
    }

    @Test
    void aNumberInsteadOfANanFails() throws Exception {
        assertThat(play("""
                {"type": "assert_return", "action": {"type": "invoke", "field": "half", "args": []},
                  "expected": [{"type": "f32", "value": "nan:canonical"}]}
                """).failures()).hasSize(1);
    }

    /**
     * Endive implements a later specification, which made some of these modules valid, and it hands
     * NaNs on as they come.
     */
    @Test
    @Tag("slow")
    void endiveFailsOnlyWhereItDiffersFromTheSpecification() throws Exception {
        List<Path> scripts = SpecificationScripts.core();
        assumeTrue(!scripts.isEmpty() && SpecificationScripts.converterVersion().isPresent());
        ScriptTally total = new ScriptTally();
        for (Path script : scripts) {
            total.add(ScriptRunner.play(new EndiveScriptEngine(),
                    SpecificationScripts.convert(script)));
        }
        System.out.println("Endive's interpreter: " + total);
        assertThat(total.failures()).allMatch(failure -> ENDIVE_DIFFERS.matcher(failure).find());
        assertThat(total.passed()).isGreaterThan(27_000);
    }

    private ScriptTally play(String commands) throws Exception {
        ModuleWriter module = new ModuleWriter();
        export(module, "add", Signature.of(List.of(ValueType.I32), ValueType.I32),
                new Bytes().raw(0x20, 0, 0x41, 1, 0x6a));
        export(module, "trap", Signature.of(List.of()), new Bytes().raw(0));
        export(module, "half", Signature.of(List.of(), ValueType.F32),
                new Bytes().raw(0x43).littleEndian(Float.floatToIntBits(0.5f), 4));
        byte[] bytes = module.toArray();
        Files.write(folder.resolve("good.wasm"), bytes);
        Files.write(folder.resolve("broken.wasm"), List.of("not a module"));
        Path file = folder.resolve("script.json");
        Files.writeString(file,
                "{\"commands\": [{\"type\": \"module\", \"filename\": \"good.wasm\"},"
                        + commands + "]}");
        return ScriptRunner.play(new EndiveScriptEngine(), file);
    }

    private static void export(ModuleWriter module, String name, Signature type, Bytes code) {
        module.export(name, ModuleWriter.Kind.FUNCTION,
                module.function(type, List.of(), code.raw(0x0b)));
    }
}
