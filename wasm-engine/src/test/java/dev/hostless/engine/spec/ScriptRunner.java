package dev.hostless.engine.spec;

import dev.hostless.engine.spec.ScriptFault.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays the command list of one script. Whatever is neither demanded nor allowed by the script is a
 * failure: a crash of the engine, a trap of another kind, a module that should have been refused.
 */
final class ScriptRunner {
    /** Rules of Wasm 1.0, on which the scripts of the threads proposal stand, that 2.0 dropped. */
    private static final Set<String> SUPERSEDED = Set.of("multiple tables");
    private static final String EXHAUSTED = "call stack exhausted";

    private final ScriptEngine engine;
    private final Path folder;
    private final Map<String, ScriptEngine.Instance> registered = new HashMap<>();
    private final Map<String, ScriptEngine.Instance> named = new HashMap<>();
    private final ScriptTally tally = new ScriptTally();
    private ScriptEngine.@Nullable Instance current;

    private ScriptRunner(ScriptEngine engine, Path folder) {
        this.engine = engine;
        this.folder = folder;
    }

    /** Plays the commands of the file; modules that they name lie beside it. */
    static ScriptTally play(ScriptEngine engine, Path commandFile) {
        Path folder = commandFile.toAbsolutePath().getParent();
        ScriptRunner runner = new ScriptRunner(engine, folder);
        runner.registered.put("spectest", engine.spectest());
        JsonNode script = JsonMapper.shared().readTree(commandFile.toFile());
        for (JsonNode command : script.path("commands")) {
            runner.play(command);
        }
        return runner.tally;
    }

    private void play(JsonNode command) {
        String type = command.path("type").asString();
        try {
            switch (type) {
                case "module" -> defineModule(command);
                case "register" -> register(command);
                case "action" -> {
                    act(command.path("action"));
                    tally.pass();
                }
                case "assert_return" -> assertReturn(command);
                case "assert_trap" -> assertFault(command, Stage.TRAPPED, text(command));
                case "assert_exhaustion" -> assertFault(command, Stage.TRAPPED, EXHAUSTED);
                case "assert_malformed", "assert_invalid" -> assertRejected(command);
                case "assert_unlinkable" -> assertNotInstantiated(command, Stage.UNLINKABLE);
                case "assert_uninstantiable" -> assertNotInstantiated(command, Stage.TRAPPED);
                default -> fail(command, "command of unknown type");
            }
        } catch (ScriptFault fault) {
            fail(command, "unexpected: " + fault.stage() + ": " + fault.text());
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError crash) {
            fail(command, "the engine broke: " + crash + " at " + firstFrame(crash));
        }
    }

    private void defineModule(JsonNode command) {
        // A module that fails must not leave an older one to answer the calls meant for it.
        current = null;
        ScriptEngine.Instance instance = instantiate(command);
        current = instance;
        if (command.has("name")) {
            named.put(command.path("name").asString(), instance);
        }
        tally.pass();
    }

    private void register(JsonNode command) {
        registered.put(command.path("as").asString(), instance(command.path("name")));
        tally.pass();
    }

    private void assertReturn(JsonNode command) {
        List<ScriptValue> actual = act(command.path("action"));
        List<ExpectedValue> expected = new ArrayList<>();
        for (JsonNode value : command.path("expected")) {
            String text = value.has("value") ? value.path("value").asString() : null;
            expected.add(ExpectedValue.parse(value.path("type").asString(), text));
        }
        boolean holds = actual.size() == expected.size();
        for (int i = 0; holds && i < actual.size(); i++) {
            holds = expected.get(i).holdsFor(actual.get(i));
        }
        if (holds) {
            tally.pass();
        } else {
            fail(command, "expected " + expected + ", got " + actual);
        }
    }

    private void assertFault(JsonNode command, Stage stage, String words) {
        try {
            List<ScriptValue> actual = act(command.path("action"));
            fail(command, "expected '" + words + "', got " + actual);
        } catch (ScriptFault fault) {
            if (fault.stage() == stage && fault.text().startsWith(words)) {
                tally.pass();
            } else {
                fail(command, "expected '" + words + "', got " + fault.stage() + ": "
                        + fault.text());
            }
        }
    }

    private void assertRejected(JsonNode command) {
        if (command.path("module_type").asString().equals("text")) {
            tally.skipText();
            return;
        }
        if (SUPERSEDED.contains(text(command))) {
            assertAccepted(command);
            return;
        }
        try {
            instantiate(command);
            fail(command, "expected a rejection: " + text(command));
        } catch (ScriptFault fault) {
            if (fault.stage() == Stage.REJECTED) {
                tally.passRejection(fault.text().contains(text(command)));
            } else {
                fail(command, "expected a rejection: " + text(command) + ", got " + fault.stage()
                        + ": " + fault.text());
            }
        }
    }

    private void assertAccepted(JsonNode command) {
        try {
            instantiate(command);
        } catch (ScriptFault fault) {
            if (fault.stage() == Stage.REJECTED) {
                fail(command, "Wasm 2.0 allows " + text(command) + ": " + fault.text());
                return;
            }
        }
        tally.supersede();
    }

    private void assertNotInstantiated(JsonNode command, Stage stage) {
        try {
            instantiate(command);
            fail(command, "expected '" + text(command) + "', but it was instantiated");
        } catch (ScriptFault fault) {
            boolean worded = stage == Stage.UNLINKABLE || fault.text().startsWith(text(command));
            if (fault.stage() == stage && worded) {
                tally.pass();
            } else {
                fail(command, "expected '" + text(command) + "', got " + fault.stage() + ": "
                        + fault.text());
            }
        }
    }

    private List<ScriptValue> act(JsonNode action) {
        ScriptEngine.Instance instance = instance(action.path("module"));
        String field = action.path("field").asString();
        if (action.path("type").asString().equals("get")) {
            return List.of(instance.global(field));
        }
        List<ScriptValue> arguments = new ArrayList<>();
        for (JsonNode argument : action.path("args")) {
            arguments.add(ScriptValue.parse(argument.path("type").asString(),
                    argument.path("value").asString()));
        }
        return instance.invoke(field, arguments);
    }

    private ScriptEngine.Instance instance(JsonNode name) {
        ScriptEngine.Instance instance = name.isMissingNode()
                ? current
                : named.get(name.asString());
        if (instance == null) {
            throw new IllegalStateException("no module " + (name.isMissingNode() ? "" : name));
        }
        return instance;
    }

    private ScriptEngine.Instance instantiate(JsonNode command) {
        Path file = folder.resolve(command.path("filename").asString());
        try {
            return engine.instantiate(Files.readAllBytes(file), Map.copyOf(registered));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fail(JsonNode command, String what) {
        String field = command.path("action").path("field").asString("");
        tally.fail("line " + command.path("line").asInt() + ", "
                + command.path("type").asString() + (field.isEmpty() ? "" : " of " + field) + ": "
                + what);
    }

    private static String text(JsonNode command) {
        return command.path("text").asString();
    }

    private static String firstFrame(Throwable crash) {
        StackTraceElement[] trace = crash.getStackTrace();
        return trace.length == 0 ? "an unknown place" : trace[0].toString();
    }
}
