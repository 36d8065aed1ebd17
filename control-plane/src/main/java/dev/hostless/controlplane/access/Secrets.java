package dev.hostless.controlplane.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes of secrets. The secrets are random and long, so a plain hash is enough. */
public final class Secrets {

    private Secrets() {
    }

    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("BUG: no SHA-256", impossible);
        }
    }

    /** Compares in a time that does not depend on where the two differ. */
    public static boolean same(byte[] hash, byte[] other) {
        return MessageDigest.isEqual(hash, other);
    }
}
