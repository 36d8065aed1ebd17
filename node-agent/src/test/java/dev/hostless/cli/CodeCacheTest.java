package dev.hostless.cli;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CodeCacheTest {
    @Test
    void theFolderIsWhereCachesAre() {
        assertThat(CodeCache.folder(Map.of("XDG_CACHE_HOME", "/caches", "HOME", "/home/me")))
                .contains(Path.of("/caches/hostless/code"));
        assertThat(CodeCache.folder(Map.of("HOME", "/home/me")))
                .contains(Path.of("/home/me/.cache/hostless/code"));
    }

    @Test
    void aRelativePathIsNone() {
        assertThat(CodeCache.folder(Map.of("XDG_CACHE_HOME", "", "HOME", "/home/me")))
                .contains(Path.of("/home/me/.cache/hostless/code"));
        assertThat(CodeCache.folder(Map.of("XDG_CACHE_HOME", "caches"))).isEmpty();
        assertThat(CodeCache.folder(Map.of())).isEmpty();
    }
}
