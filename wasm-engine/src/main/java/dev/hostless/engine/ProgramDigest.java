package dev.hostless.engine;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a module by its bytes.
 *
 * @param hex SHA-256, 64 lower-case hexadecimal digits
 */
public record ProgramDigest(String hex) {
    private static final int DIGITS = 64;

    public ProgramDigest {
        boolean wellFormed = hex.length() == DIGITS;
        for (int i = 0; wellFormed && i < DIGITS; i++) {
            wellFormed = "0123456789abcdef".indexOf(hex.charAt(i)) >= 0;
        }
        if (!wellFormed) {
            throw new IllegalArgumentException(
                    "a digest has 64 lower-case hexadecimal digits, not: " + hex);
        }
    }

    /** The digest of a module's bytes. */
    public static ProgramDigest of(byte[] module) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return new ProgramDigest(HexFormat.of().formatHex(sha.digest(module)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
        }
    }

    /** As it is written everywhere: {@code sha256:} and the digits. */
    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
