package dev.hostless.engine.fuzz;

import dev.hostless.engine.differential.ModuleGenerator;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jazzer looks for bytes that reach new branches of the engine, in a process of its own, since it
 * changes every class that it watches. {@code -Dfuzz.seconds=} is how long; its corpus stays in
 * {@code target/jazzer} and is where the next run begins. An input that it finds fault with is kept
 * there, and belongs into {@code src/test/resources/fuzz} once the fault is mended.
 */
class CoverageFuzzTest {
    private static final Path FOUND = Path.of("src", "test", "resources", "fuzz");
    private static final Path WORK = Path.of("target", "jazzer").toAbsolutePath();
    private static final int SMALL_MODULES = 40;
    private static final int LARGEST_SEED_BYTES = 6_000;
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");

    /** What a run starts from, and what earlier ones found, without looking for more. */
    @Test
    void knownInputsCauseNoUndeclaredException() throws IOException {
        List<byte[]> seeds = seeds();
        assertThat(seeds).hasSizeGreaterThan(SMALL_MODULES);
        seeds.forEach(FuzzTarget::fuzzerTestOneInput);
    }

    @Test
    @Tag("slow")
    void coverageLeadsToNoUndeclaredException() throws Exception {
        Path corpus = Files.createDirectories(WORK.resolve("corpus"));
        List<byte[]> seeds = seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        Path log = WORK.resolve("log");
        Process jazzer = new ProcessBuilder(command(corpus)).directory(WORK.toFile())
                .redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile())).start();
        int status = jazzer.waitFor();
        String output = Files.readString(log);
        assertThat(status).as("Jazzer's status, see %s", log).isZero();
        Matcher done = DONE.matcher(output);
        assertThat(done.find()).as("Jazzer ended by itself, see %s", log).isTrue();
        System.out.println("fuzz: " + done.group() + ", see " + log);
        assertThat(Integer.parseInt(done.group(1))).isGreaterThan(seeds.size());
    }

    private static List<String> command(Path corpus) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g", "-Xss64m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzTarget.class.getName(),
                "--instrumentation_includes=dev.hostless.engine.**",
                "--custom_hook_includes=dev.hostless.engine.**", "-seed=1",
                "-max_total_time=" + Integer.getInteger("fuzz.seconds", 300), "-max_len=20000",
                // A hang, and a memory that grows without limit.
                "-timeout=20", "-rss_limit_mb=3000", corpus.toString());
    }

    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>(Corpus.in(FOUND));
        Corpus.standard().stream().filter(module -> module.length <= LARGEST_SEED_BYTES)
                .forEach(seeds::add);
        for (long seed = 0; seed < SMALL_MODULES; seed++) {
            seeds.add(ModuleGenerator.generateSmall(seed).bytes());
        }
        return seeds;
    }
}
