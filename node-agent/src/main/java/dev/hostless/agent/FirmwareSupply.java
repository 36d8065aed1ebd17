package dev.hostless.agent;

import dev.hostless.agent.FirmwareCache.WrongDigest;
import dev.hostless.board.Firmware;
import dev.hostless.board.FirmwareRejected;
import dev.hostless.board.FirmwareShelf;
import java.util.Optional;

/** Compiled firmware for boards: from memory, else from disk, else from the control plane. */
final class FirmwareSupply {

    private final FirmwareCache modules;
    private final FirmwareShelf shelf;

    FirmwareSupply(FirmwareCache modules, FirmwareShelf shelf) {
        this.modules = modules;
        this.shelf = shelf;
    }

    /** The firmware with this digest, when it is in memory. */
    Optional<Firmware> ready(String digest) {
        return shelf.find(digest);
    }

    /**
     * The bytes of the module with this digest; takes as long as a download needs.
     *
     * @throws WrongDigest when the control plane sent something else
     * @throws RuntimeException when they cannot be had now
     */
    byte[] module(String digest) throws WrongDigest {
        return modules.load(digest);
    }

    /**
     * A module as firmware; takes as long as its compilation needs.
     *
     * @throws FirmwareRejected when these bytes can never run
     */
    Firmware compiled(byte[] module) throws FirmwareRejected {
        return shelf.load(module);
    }
}
