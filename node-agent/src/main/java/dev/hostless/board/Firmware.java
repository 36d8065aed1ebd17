package dev.hostless.board;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A checked and compiled module. Immutable; any number of boards share one. */
public final class Firmware {
    /** Largest module that is taken, bytes. */
    public static final int BYTES_MAX = 256 << 20;

    private final String digest;
    private final int sizeBytes;
    private final FirmwareKind kind;
    private final ModuleFacts facts;

    private Firmware(byte[] module, ModuleReader.Read read) {
        this.digest = digestOf(module);
        this.sizeBytes = module.length;
        this.facts = read.facts();
        this.kind = FirmwareKind.of(facts, read.goBuildId());
    }

    /**
     * Checks a module and prepares it for boards.
     *
     * @throws FirmwareRejected saying what is wrong with it and where
     */
    public static Firmware load(byte[] module) throws FirmwareRejected {
        if (module.length > BYTES_MAX) {
            throw new FirmwareRejected("a module of " + module.length + " bytes: wanted at most "
                    + BYTES_MAX);
        }
        return new Firmware(module, ModuleReader.read(module));
    }

    /** {@code sha256:} and 64 hex digits, over the module's bytes. */
    public static String digestOf(byte[] module) {
        try {
            return "sha256:" + HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(module));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
        }
    }

    public String digest() {
        return digest;
    }

    public int sizeBytes() {
        return sizeBytes;
    }

    public FirmwareKind kind() {
        return kind;
    }

    public ModuleFacts facts() {
        return facts;
    }

    /** Why this firmware cannot run on a board of this spec; empty when it can. */
    public Optional<String> problemOn(BoardSpec spec) {
        long ramPages = spec.ramPages();
        long needed = facts.memory().map(ModuleFacts.Memory::minimumPages).orElse(0L);
        if (needed > ramPages) {
            return Optional.of("it needs " + needed * 64 + " KiB of RAM at reset, "
                    + spec.preset() + " has " + spec.ramBytes() / 1024 + " KiB");
        }
        return Optional.empty();
    }
}
