package dev.hostless.engine;

import dev.hostless.engine.compiler.BodyFacts;
import dev.hostless.engine.compiler.ProgramCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Generated classes on disk, so that the next process need not validate a module and generate its
 * classes again. Nothing that a guest can observe depends on it.
 *
 * <p>An entry is found by all that its classes depend on: the module's SHA-256, the options, the
 * engine's own class files, the JVM. It is checked by a checksum when it is read; one that is
 * damaged is removed and counted, never an error. Processes may share a folder: an entry is
 * replaced as a whole, and of two that write at once the last one wins. Safe for several threads.
 */
public final class ProgramCache {
    /** Largest entry; a program with more code keeps what it had. */
    private static final int ENTRY_BYTES_MAX = 256 << 20;
    private static final int KEY_DIGITS = 16;

    private final CacheFolder folder;
    private final String engine;
    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicInteger misses = new AtomicInteger();
    private final AtomicInteger damaged = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger evicted = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    /**
     * What this process did with the cache.
     *
     * @param hits modules that were found
     * @param misses modules that were not
     * @param damaged entries that were removed because nothing could be done with them
     * @param written entries
     * @param evicted entries that made room for others
     * @param failures accesses that the file system refused
     */
    public record Figures(int hits, int misses, int damaged, int written, int evicted,
            int failures) {
    }

    private ProgramCache(CacheFolder folder, String engine) {
        this.folder = folder;
        this.engine = engine;
    }

    /**
     * Opens a cache, or makes its folder.
     *
     * @param folder what is in it will run as code: it must belong to this process's user, have
     *     mode 0700 and be no symbolic link
     * @param bytesMax of all entries together
     * @param clock tells which entry was used last, and nothing else
     * @throws IOException saying why this folder is refused
     */
    public static ProgramCache open(Path folder, long bytesMax, InstantSource clock)
            throws IOException {
        return open(folder, bytesMax, clock, EngineFingerprint.read());
    }

    static ProgramCache open(Path folder, long bytesMax, InstantSource clock, String engine)
            throws IOException {
        return new ProgramCache(CacheFolder.open(folder, bytesMax, clock), engine);
    }

    public Figures figures() {
        return new Figures(hits.get(), misses.get(), damaged.get(), written.get(), evicted.get(),
                failures.get());
    }

    private String key(ProgramDigest module, EngineOptions options) {
        var text = new StringBuilder(512);
        text.append("module ").append(module.hex()).append("\nengine ").append(engine)
                .append('\n').append(ProgramCode.platform()).append('\n');
        describe(options, text);
        return text.toString();
    }

    /**
     * All options by their values. A component that is added does not compile here until it is
     * part of the key. The record's own {@code toString} would do, but costs 40 ms at its first
     * call.
     */
    private static void describe(EngineOptions options, StringBuilder text) {
        // @formatter:off
        if (!(options instanceof EngineOptions(int moduleBytes, int functions,
                int localsPerFunction, int nesting, int bodyBytes, int tableElements,
                int memoryPages, int callDepth, boolean metered, CostTable(int simple,
                int control, int call, int memory, int division, int floating), var probes,
                boolean memoryProtection, var tiers))) {
            // @formatter:on
            throw new IllegalStateException("BUG: no options");
        }
        text.append("limits");
        for (int limit : new int[]{moduleBytes, functions, localsPerFunction, nesting, bodyBytes,
            tableElements, memoryPages, callDepth}) {
            text.append(' ').append(limit);
        }
        text.append("\nmetered ").append(metered).append("\nprotection ")
                .append(memoryProtection).append("\ntiers ").append(tiers).append("\ncosts");
        for (int cost : new int[]{simple, control, call, memory, division, floating}) {
            text.append(' ').append(cost);
        }
        text.append("\nprobes ").append(probes.size()).append('\n');
        for (var probe : probes) {
            text.append(probe.length()).append(' ').append(probe).append('\n');
        }
    }

    private static String name(ProgramDigest module, String key) {
        return module.hex() + "-" + ProgramDigest.of(key.getBytes(StandardCharsets.UTF_8)).hex()
                .substring(0, KEY_DIGITS);
    }

    /** What is known of a module, if anything is. */
    @Nullable
    CacheEntry find(ProgramDigest module, EngineOptions options) {
        var entry = read(module, options);
        if (entry == null) {
            misses.incrementAndGet();
            return null;
        }
        hits.incrementAndGet();
        try {
            folder.used(name(module, entry.key()));
        } catch (IOException e) {
            failures.incrementAndGet();
        }
        return entry;
    }

    private @Nullable CacheEntry read(ProgramDigest module, EngineOptions options) {
        String key = key(module, options);
        String name = name(module, key);
        CacheEntry entry = null;
        try {
            byte[] file = folder.read(name, ENTRY_BYTES_MAX);
            if (file == null) {
                return null;
            }
            entry = CacheEntry.decode(file, key);
        } catch (IOException unusable) {
            // It is removed like a damaged one.
        }
        if (entry == null) {
            damaged.incrementAndGet();
            remove(name);
        }
        return entry;
    }

    private void remove(String name) {
        try {
            folder.remove(name);
        } catch (IOException e) {
            failures.incrementAndGet();
        }
    }

    /** Adds classes to what is known of a module; a cache that cannot be written stays as it is. */
    void keep(ProgramDigest module, EngineOptions options, BodyFacts facts,
            Map<String, byte[]> classes, Set<Integer> hot) {
        var entry = new CacheEntry(key(module, options), facts, classes, hot);
        var before = read(module, options);
        var all = before == null ? entry : entry.and(before);
        if (all.size() > ENTRY_BYTES_MAX) {
            return;
        }
        try {
            folder.write(name(module, all.key()), all.encode());
            written.incrementAndGet();
            evicted.addAndGet(folder.evict());
        } catch (IOException e) {
            failures.incrementAndGet();
        }
    }
}
