package dev.hostless.board;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.ProgramCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Turns modules into firmware, with or without a cache of their code on disk. */
public final class FirmwareLoader {
    private final Engine engine;
    private final Optional<ProgramCache> cache;

    private FirmwareLoader(EngineOptions options, Optional<ProgramCache> cache) {
        this.engine = new Engine(options, cache.orElse(null));
        this.cache = cache;
    }

    /** Generates all code anew. */
    public static FirmwareLoader withoutCache() {
        return new FirmwareLoader(Firmware.OPTIONS, Optional.empty());
    }

    /**
     * Looks for code in a folder, and leaves it there at {@link Firmware#keepCode}.
     *
     * @param folder made if need be; what is in it will run as code, so it must be this user's,
     *     with mode 0700
     * @param bytesMax of all files in it
     * @param clock tells what was used last
     * @throws IOException saying why this folder is refused
     */
    public static FirmwareLoader withCache(Path folder, long bytesMax, InstantSource clock)
            throws IOException {
        return new FirmwareLoader(Firmware.OPTIONS,
                Optional.of(ProgramCache.open(folder, bytesMax, clock)));
    }

    /** A loader with the same cache for boards with this equipment. */
    public FirmwareLoader forBoardsWith(Equipment equipment) {
        return new FirmwareLoader(Firmware.optionsFor(equipment), cache);
    }

    /**
     * Checks a module and prepares it for boards.
     *
     * @throws FirmwareRejected saying what is wrong with it and where
     */
    public Firmware load(byte[] module) throws FirmwareRejected {
        return Firmware.load(module, engine);
    }

    /** What the cache was good for; nothing without one. */
    public Optional<CodeCacheFigures> cacheFigures() {
        return cache.map(ProgramCache::figures)
                .map(f -> new CodeCacheFigures(f.hits(), f.misses(), f.damaged(), f.written(),
                        f.evicted(), f.failures()));
    }
}
