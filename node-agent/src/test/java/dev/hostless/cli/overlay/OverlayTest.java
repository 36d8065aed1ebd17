package dev.hostless.cli.overlay;

import dev.hostless.board.GoToolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class OverlayTest {
    private static final String MADE_UP = "runtime/made_up.go";

    @TempDir
    private Path directory;

    private GoInstallation madeUp(String source) throws IOException {
        var file = directory.resolve("go/src").resolve(MADE_UP);
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        return new GoInstallation("go1.26.99", directory.resolve("go"));
    }

    private static GoInstallation installed() throws IOException {
        assumeTrue(GoToolchain.release().startsWith("go1.26"), "no Go 1.26 here");
        var root = GoToolchain.run(Path.of("."), Map.of(), "go", "env", "GOROOT").out().strip();
        return new GoInstallation(GoToolchain.release(), Path.of(root));
    }

    private static PortLayer renaming(String declaration) {
        return new PortLayer(Map.of(), List.of(), List.of(),
                List.of(new Rename(MADE_UP, declaration, "guestOne")), List.of());
    }

    @Test
    void aFunctionGetsAnotherNameInACopyAndTheOriginalStays() throws IOException {
        var source = "package runtime\n\nfunc one() {}\n\nfunc oneMore() { one() }\n";
        var go = madeUp(source);
        var overlay = Overlay.of(go, List.of(renaming("func one(")));
        assertThat(overlay.files().get(MADE_UP)).contains(
                "package runtime\n\nfunc guestOne() {}\n\nfunc oneMore() { one() }\n");
        assertThat(go.source(MADE_UP)).hasContent(source);
    }

    @Test
    void methodsAndGenericFunctionsAreRenamedToo() throws IOException {
        var go = madeUp("package runtime\n\nfunc (b *buf) one(x int) {}\n\nfunc two[T any]() {}\n");
        assertThat(Overlay.of(go, List.of(renaming("func (b *buf) one("))).files().get(MADE_UP)
                .orElseThrow()).contains("func (b *buf) guestOne(x int) {}");
        assertThat(Overlay.of(go, List.of(renaming("func two["))).files().get(MADE_UP)
                .orElseThrow()).contains("func guestOne[T any]() {}");
    }

    @Test
    void aFunctionThatIsNotThereIsSaidWithVersionAndFile() throws IOException {
        var go = madeUp("package runtime\n\n// func one() was here.\n");
        assertThatThrownBy(() -> Overlay.of(go, List.of(renaming("func one("))))
                .isInstanceOf(OverlayProblem.class)
                .hasMessage("go1.26.99: wanted 'func one(' exactly once in runtime/made_up.go,"
                        + " found it nowhere");
    }

    @Test
    void aFunctionThatIsThereTwiceIsSaid() throws IOException {
        var go = madeUp("package runtime\n\nfunc one() {}\n\nfunc one() {}\n");
        assertThatThrownBy(() -> Overlay.of(go, List.of(renaming("func one("))))
                .isInstanceOf(OverlayProblem.class).hasMessageEndingWith("more than once");
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        var nowhere = new GoInstallation("go1.26.99", directory);
        assertThatThrownBy(() -> Overlay.of(nowhere, false)).isInstanceOf(OverlayProblem.class)
                .hasMessageContaining("go1.26.99: there is no");
    }

    /** A call that a later 1.26.x adds to another file would be left importing WASI. */
    @Test
    void everyFileThatImportsWasiIsCoveredAndNothingReachableIsLeft() throws IOException {
        var go = installed();
        var overlay = Overlay.of(go, false);
        try (var all = Files.walk(go.root().resolve("src"))) {
            var importing = all.filter(file -> file.toString().endsWith(".go"))
                    .filter(file -> !file.toString().contains("/testdata/")
                            && !file.toString().contains("/src/cmd/"))
                    .filter(OverlayTest::importsWasi)
                    .map(file -> go.root().resolve("src").relativize(file).toString()).toList();
            assertThat(importing).isNotEmpty();
            assertThat(overlay.files().keySet()).containsAll(importing);
        }
        assertThat(overlay.files().get("syscall/fs_wasip1.go").orElseThrow())
                .doesNotContain("//go:wasmimport wasi");
    }

    private static boolean importsWasi(Path file) {
        try {
            return Files.readString(file).contains("\n//go:wasmimport wasi_snapshot_preview1 ");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void processesThatAskAtOnceGetTheSameWholeFolder() throws Exception {
        var go = madeUp("package runtime\n\nfunc one() {}\n");
        var overlay = Overlay.of(go, List.of(renaming("func one(")));
        Callable<Path> keep = () -> new OverlayFolder(directory.resolve("cache")).keep(go, overlay,
                Map.of());
        try (var threads = Executors.newFixedThreadPool(4)) {
            var files = threads.invokeAll(java.util.Collections.nCopies(16, keep));
            for (var file : files) {
                assertThat(file.get()).isEqualTo(files.getFirst().get());
                assertThat(file.get()).content().contains("runtime-made_up.go");
            }
        }
        try (var left = Files.list(directory.resolve("cache"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void anotherSourceIsAnotherFolder() throws IOException {
        var folder = new OverlayFolder(directory.resolve("cache"));
        var go = madeUp("package runtime\n\nfunc one() {}\n");
        var first = folder.keep(go, Overlay.of(go, List.of(renaming("func one("))), Map.of());
        madeUp("package runtime\n\nfunc one() { _ = 1 }\n");
        var second = folder.keep(go, Overlay.of(go, List.of(renaming("func one("))), Map.of());
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void theUsersOverlayIsMergedUnlessItReplacesTheSameFile() throws IOException {
        var folder = new OverlayFolder(directory.resolve("cache"));
        var go = madeUp("package runtime\n\nfunc one() {}\n");
        var overlay = Overlay.of(go, List.of(renaming("func one(")));
        Files.writeString(directory.resolve("own.json"),
                "{\"Replace\": {\"a.go\": \"b.go\", \"/c.go\": \"\"}}");
        var users = UserOverlay.read(directory, "own.json");
        assertThat(users).containsOnly(
                Map.entry(directory.resolve("a.go").toString(), directory.resolve("b.go")
                        .toString()),
                Map.entry("/c.go", ""));
        assertThat(folder.keep(go, overlay, users)).content().contains("b.go", "made_up.go");
        var same = go.source(MADE_UP).toString();
        assertThatThrownBy(() -> folder.keep(go, overlay, Map.of(same, "/x.go")))
                .isInstanceOf(OverlayProblem.class).hasMessageContaining(same);
    }

    @Test
    void whatIsNoOverlayIsSaid() throws IOException {
        Files.writeString(directory.resolve("own.json"), "{\"Replace\"");
        assertThatThrownBy(() -> UserOverlay.read(directory, "own.json"))
                .isInstanceOf(OverlayProblem.class).hasMessageContaining("own.json");
        assertThatThrownBy(() -> UserOverlay.read(directory, "none.json"))
                .isInstanceOf(OverlayProblem.class).hasMessageContaining("none.json");
    }

    @Test
    void aFolderThatOthersMayWriteToIsRefused() throws IOException {
        var open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> new OverlayFolder(open)).isInstanceOf(OverlayProblem.class)
                .hasMessageContaining("nobody else can write");
    }

    @Test
    void tagsAndExperimentsOfTheUsersStay() {
        assertThat(Overlay.tags("")).isEqualTo("hostless");
        assertThat(Overlay.tags("a, b hostless")).isEqualTo("hostless,a,b");
        var overlay = new Overlay(new java.util.TreeMap<>(), List.of("noone"));
        assertThat(overlay.experiments("")).isEqualTo("noone");
        assertThat(overlay.experiments("one,two")).isEqualTo("one,two,noone");
    }
}
