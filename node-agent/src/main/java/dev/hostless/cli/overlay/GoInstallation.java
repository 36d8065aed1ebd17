package dev.hostless.cli.overlay;

import java.nio.file.Path;

/**
 * The Go that the user's go command uses.
 *
 * @param version such as {@code go1.26.8}
 * @param root GOROOT
 */
public record GoInstallation(String version, Path root) {
    Path source(String file) {
        return root.resolve("src").resolve(file);
    }
}
