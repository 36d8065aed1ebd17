package dev.hostless.board;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Firmware that boards share, by digest. It keeps a bounded number and drops what was not asked
 * for longest; boards that run a dropped one keep it.
 */
public final class FirmwareShelf {
    private final FirmwareLoader loader;
    private final int places;
    private final LinkedHashMap<String, Firmware> byDigest = new LinkedHashMap<>(16, 0.75f, true);

    /** A shelf with 1 to 1,000 places. */
    public FirmwareShelf(FirmwareLoader loader, int places) {
        if (places < 1 || places > 1_000) {
            throw new IllegalArgumentException("places: wanted 1 to 1000, got " + places);
        }
        this.loader = loader;
        this.places = places;
    }

    /** The firmware with this digest, if it is here. */
    public synchronized Optional<Firmware> find(String digest) {
        return Optional.ofNullable(byDigest.get(digest));
    }

    /** Loads a module, unless the same bytes are here already. One is loaded at a time. */
    public synchronized Firmware load(byte[] module) throws FirmwareRejected {
        var digest = Firmware.digestOf(module);
        var known = byDigest.get(digest);
        if (known != null) {
            return known;
        }
        var firmware = loader.load(module);
        byDigest.put(digest, firmware);
        if (byDigest.size() > places) {
            byDigest.pollFirstEntry();
        }
        return firmware;
    }

    /** What is here, least recently used first. */
    public synchronized List<Firmware> all() {
        return new ArrayList<>(byDigest.values());
    }
}
