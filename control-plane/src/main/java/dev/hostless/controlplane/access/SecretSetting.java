package dev.hostless.controlplane.access;

import dev.hostless.controlplane.problem.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A secret that is set as a value, or as a file that holds it: a container's secrets are files. */
public final class SecretSetting {

    private SecretSetting() {
    }

    /**
     * The secret without white space around it, or null when neither is set.
     *
     * @param name of the setting of the value; that of the file ends in {@code -file}
     */
    public static @Nullable String read(
            String name, @Nullable String value, @Nullable Path file) {
        if (file == null || file.toString().isEmpty()) {
            return value;
        }
        if (value != null && !value.isBlank()) {
            throw new StartupRefused(
                    "wanted either " + name + " or " + name + "-file, got both");
        }
        try {
            var secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw new StartupRefused(name + "-file: wanted a secret in " + file
                        + ", but it is empty");
            }
            return secret;
        } catch (IOException unreadable) {
            throw new StartupRefused(
                    name + "-file: cannot read " + file + " (" + unreadable + ")", unreadable);
        }
    }
}
