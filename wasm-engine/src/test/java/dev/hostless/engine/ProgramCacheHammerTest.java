package dev.hostless.engine;

import dev.hostless.engine.compiler.BodyFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Several processes, each with the cache opened for itself, in one folder. */
class ProgramCacheHammerTest {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 100;
    private static final ProgramDigest MODULE = ProgramDigest.of(new byte[]{1});
    private static final EngineOptions OPTIONS = EngineOptions.defaults();

    @TempDir
    Path temporary;

    @Test
    void readersSeeWholeEntriesWhileAllWrite() throws Exception {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path folder = temporary.resolve("code");
        var read = new AtomicInteger();
        var tasks = new ArrayList<Callable<ProgramCache>>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            tasks.add(() -> {
                var cache = ProgramCache.open(folder, Long.MAX_VALUE, InstantSource.system(), "e");
                for (int round = 0; round < ROUNDS; round++) {
                    cache.keep(MODULE, OPTIONS, new BodyFacts(Set.of(), false),
                            classes(number, round), Set.of());
                    var found = cache.find(MODULE, OPTIONS);
                    if (found != null) {
                        found.classes().forEach((name, bytes) -> assertThat(bytes)
                                .isEqualTo(bytes(name)));
                        read.incrementAndGet();
                    }
                }
                return cache;
            });
        }
        try (var pool = Executors.newFixedThreadPool(WRITERS)) {
            for (var done : pool.invokeAll(tasks)) {
                var figures = done.get().figures();
                assertThat(figures.damaged()).isZero();
                assertThat(figures.failures()).isZero();
                assertThat(figures.written()).isEqualTo(ROUNDS);
            }
        }
        assertThat(read.get()).isEqualTo(WRITERS * ROUNDS);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    private static Map<String, byte[]> classes(int writer, int round) {
        var classes = new TreeMap<String, byte[]>();
        for (int i = 0; i < 5; i++) {
            String name = "guest.F" + (writer * 7 + round * 3 + i) % 100;
            classes.put(name, bytes(name));
        }
        return classes;
    }

    private static byte[] bytes(String name) {
        byte[] bytes = new byte[name.hashCode() & 0xfff];
        java.util.Arrays.fill(bytes, (byte) name.length());
        return bytes;
    }
}
