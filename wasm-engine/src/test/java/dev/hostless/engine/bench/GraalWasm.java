package dev.hostless.engine.bench;

import dev.hostless.engine.bench.BenchProgram.Kind;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;

/** GraalWasm with its own JIT compiler, which the JVM takes in place of none that it has. */
final class GraalWasm {
    private static final String LANGUAGE = "wasm";
    /** What the compiler is made of; the JVM accepts it as modules only. */
    private static final List<String> MODULES = List.of("compiler-", "collections-", "word-",
            "truffle-compiler-");

    private GraalWasm() {
    }

    /** How a JVM must be started for it. */
    static List<String> jvmFlags() throws IOException {
        List<String> classPath = List
                .of(System.getProperty("java.class.path").split(File.pathSeparator));
        List<String> modules = classPath.stream().filter(GraalWasm::isModule).toList();
        if (modules.size() != MODULES.size()) {
            throw new IOException("GraalWasm and its compiler are not on the class path");
        }
        return List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI",
                modules.stream().collect(
                        Collectors.joining(File.pathSeparator, "--upgrade-module-path=", "")));
    }

    private static boolean isModule(String entry) {
        String name = new File(entry).getName();
        return entry.contains("graalvm") && MODULES.stream().anyMatch(name::startsWith);
    }

    static Subject load(Kind kind, byte[] bytes) {
        Engine engine = Engine.newBuilder(LANGUAGE).build();
        if (!engine.getImplementationName().contains("Graal")) {
            throw new IllegalStateException("no JIT: " + engine.getImplementationName());
        }
        Source source;
        try {
            source = Source.newBuilder(LANGUAGE, ByteSequence.create(bytes), "program").build();
        } catch (IOException e) {
            throw new IllegalStateException("BUG: the bytes are in memory", e);
        }
        if (kind == Kind.KERNEL) {
            Value run = Context.newBuilder(LANGUAGE).engine(engine).build().eval(source)
                    .newInstance().getMember("exports").getMember("run");
            return iterations -> Integer.toString(run.execute(iterations).asInt());
        }
        return iterations -> {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            String[] arguments = {"program", Integer.toString(iterations)};
            try (Context context = Context.newBuilder(LANGUAGE).engine(engine).out(output)
                    .arguments(LANGUAGE, arguments)
                    .option("wasm.Builtins", "wasi_snapshot_preview1").build()) {
                context.eval(source).newInstance().getMember("exports").getMember("_start")
                        .executeVoid();
                return Subject.checked(0, output.toString(StandardCharsets.UTF_8));
            } catch (PolyglotException end) {
                if (!end.isExit()) {
                    throw end;
                }
                return Subject.checked(end.getExitStatus(),
                        output.toString(StandardCharsets.UTF_8));
            }
        };
    }
}
