package dev.hostless.agent;

import dev.hostless.agent.FirmwareCache.WrongDigest;
import dev.hostless.board.Firmware;
import dev.hostless.board.FirmwareRejected;
import dev.hostless.board.FirmwareShelf;

/** Compiled firmware for boards: from memory, else from disk, else from the control plane. */
final class FirmwareSupply {

    private final FirmwareCache modules;
    private final FirmwareShelf shelf;

    FirmwareSupply(FirmwareCache modules, FirmwareShelf shelf) {
        this.modules = modules;
        this.shelf = shelf;
    }

    /** Whether {@link #get} would answer at once. */
    boolean isReady(String digest) {
        return shelf.find(digest).isPresent();
    }

    /**
     * The firmware with this digest; takes as long as a download and a compilation need.
     *
     * @throws FirmwareRejected when these bytes can never run
     * @throws WrongDigest when the control plane sent something else
     * @throws RuntimeException when it cannot be had now
     */
    Firmware get(String digest) throws FirmwareRejected, WrongDigest {
        var known = shelf.find(digest);
        if (known.isPresent()) {
            return known.get();
        }
        return shelf.load(modules.load(digest));
    }
}
