package dev.hostless.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the command line keeps generated code when nothing else is said. */
final class CodeCache {
    /** Some two hundred Go programs. */
    static final long BYTES_MAX = 512L << 20;

    private CodeCache() {
    }

    /** As the XDG base directory specification has it; nothing when there is no home. */
    static Optional<Path> folder(Map<String, String> environment) {
        return folders(environment).map(caches -> caches.resolve("code"));
    }

    /** What Hostless keeps for the user, of all kinds. */
    static Optional<Path> folders(Map<String, String> environment) {
        return absolute(environment.get("XDG_CACHE_HOME"))
                .or(() -> absolute(environment.get("HOME")).map(home -> home.resolve(".cache")))
                .map(caches -> caches.resolve("hostless"));
    }

    private static Optional<Path> absolute(@Nullable String text) {
        return Optional.ofNullable(text).map(Path::of).filter(Path::isAbsolute);
    }
}
