package dev.hostless.cli;

import dev.hostless.board.GoToolchain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** {@code hostless go} as a process of its own, with the Go that is on this machine. */
class GoCommandTest {
    private static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
            "dev.hostless.cli.Hostless");

    /** With a space, as users' folders may have one. */
    @TempDir(factory = SpacedFolder.class)
    private Path directory;

    /** Makes folders whose names the value of -exec must quote. */
    static final class SpacedFolder implements TempDirFactory {
        @Override
        public Path createTempDirectory(
                AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.createTempDirectory("host less");
        }
    }

    @BeforeEach
    void launcher() throws IOException {
        script("hostless", "exec " + String.join(" ", JAVA) + " \"$@\"");
        var shipped = Path.of("../device-drivers/go");
        try (var files = Files.walk(shipped)) {
            for (var file : files.toList()) {
                var copy = directory.resolve("device-drivers/go").resolve(
                        shipped.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private void script(String name, String command) throws IOException {
        var file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private void source(String name, String text) throws IOException {
        var file = directory.resolve("module").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void module() throws IOException {
        assumeTrue(GoToolchain.release().startsWith("go1.26"), "no Go 1.26 here");
        source("go.mod", "module example.com/user\n\ngo 1.26\n");
        source("good/good_test.go", """
                package good

                import (
                    "runtime"
                    "testing"
                )

                func TestTarget(t *testing.T) { t.Log("on", runtime.GOOS, runtime.GOARCH) }

                func BenchmarkNothing(b *testing.B) {
                    for b.Loop() {
                    }
                }
                """);
        source("bad/bad_test.go", """
                package bad

                import "testing"

                func TestFails(t *testing.T) { t.Error("as it should") }

                func TestPanics(t *testing.T) { panic("at the disco") }
                """);
        source("main/main.go", """
                package main

                import (
                    "fmt"
                    "os"
                )

                func main() {
                    fmt.Println("got", len(os.Args[1:]), os.Args[1:], os.Getenv("COLOUR"))
                    os.Exit(3)
                }
                """);
        source("wrong/wrong.go", """
                package wrong

                import "fmt"

                func Print() { fmt.Printf("%d", "text") }
                """);
    }

    private GoToolchain.Result go(String... arguments) throws IOException {
        return go(Map.of(), arguments);
    }

    private GoToolchain.Result go(Map<String, String> environment, String... arguments)
            throws IOException {
        var command = new ArrayList<>(JAVA);
        command.add("go");
        command.addAll(List.of(arguments));
        var variables = new TreeMap<>(Map.of("HOSTLESS_HOME", directory.toString(), "GOFLAGS", "",
                "GOWORK", "off", "GOTOOLCHAIN", "local"));
        variables.putAll(environment);
        var where = directory.resolve("module");
        return GoToolchain.run(Files.isDirectory(where) ? where : directory, variables,
                command.toArray(String[]::new));
    }

    @Test
    void testsRunOnABoardAndTellWhatTheyDid() throws IOException {
        module();
        var result = go("test", "-v", "-count=1", "./good");
        assertThat(result.out()).contains("on wasip1 wasm", "--- PASS: TestTarget",
                "ok  \texample.com/user/good");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void aFailingTestFailsTheCommand() throws IOException {
        module();
        var result = go("test", "-json", "-run", "Fails|Target", "./bad", "./good");
        assertThat(result.out()).contains(
                "\"Action\":\"fail\",\"Package\":\"example.com/user/bad\",\"Test\":\"TestFails\"",
                "\"Action\":\"pass\",\"Package\":\"example.com/user/good\"");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void aPanicIsToldWithItsStack() throws IOException {
        module();
        var result = go("test", "-run", "Panics", "./bad");
        assertThat(result.out()).contains("panic: at the disco", "bad_test.go:7",
                "FAIL\texample.com/user/bad");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void benchmarksAreMeasuredInBoardTime() throws IOException {
        module();
        var result = go("--hz", "1GHz", "test", "-run", "^$", "-bench", ".", "-benchtime",
                "1000x", "./good");
        var again = go("--hz", "1GHz", "test", "-run", "^$", "-bench", ".", "-benchtime", "1000x",
                "./good");
        assertThat(result.out()).contains("BenchmarkNothing", "ns/op");
        assertThat(measured(again)).isEqualTo(measured(result));
    }

    private static List<String> measured(GoToolchain.Result result) {
        return result.out().lines().filter(line -> line.contains("ns/op")).toList();
    }

    @Test
    void testsFindTheirFilesAndMayWriteTemporaryOnes() throws IOException {
        module();
        source("shared/text", "shared by packages");
        source("files/testdata/text", "of this package");
        source("files/files_test.go", """
                package files

                import (
                    "os"
                    "path/filepath"
                    "testing"
                )

                func TestFiles(t *testing.T) {
                    for _, name := range []string{"testdata/text", "../shared/text", "/more/text"} {
                        text, err := os.ReadFile(name)
                        t.Log(string(text), err)
                    }
                    t.Log(os.WriteFile("new", nil, 0o666))
                    there := filepath.Join(t.TempDir(), "there")
                    err := os.WriteFile(there, []byte("temporary"), 0o666)
                    text, again := os.ReadFile(there)
                    t.Log(string(text), err, again)
                }
                """);
        source("more/text", "asked for");
        var result = go("--volume", "more:/more", "test", "-v", "-count=1", "./files");
        assertThat(result.out()).contains("of this package <nil>", "shared by packages <nil>",
                "asked for <nil>", "open new: Read-only file system", "temporary <nil> <nil>");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void aProgramRunsWithItsArgumentsAndTheBoardsVariables() throws IOException {
        module();
        var result = go("--env", "COLOUR=deep blue", "run", "./main", "one two", "--ram");
        assertThat(result.out()).isEqualTo("got 2 [one two --ram] deep blue\n");
        assertThat(result.err()).contains("exit status 3");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void whatWasBuiltIsAFirmware() throws IOException {
        module();
        var firmware = directory.resolve("main.wasm");
        assertThat(go("build", "-o", firmware.toString(), "./main").exitCode()).isZero();
        var out = new ByteArrayOutputStream();
        var terminal = new Terminal(InputStream.nullInputStream(), out, out, true);
        assertThat(Hostless.execute(terminal, "run", firmware.toString(), "x")).isEqualTo(3);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("got 1 [x]");
    }

    @Test
    void profilesComeBackToWhereTheyWereAskedFor() throws IOException {
        module();
        source("covered/covered.go", """
                package covered

                func Sign(n int) int {
                    if n < 0 {
                        return -1
                    }
                    return 1
                }
                """);
        source("covered/covered_test.go", """
                package covered

                import "testing"

                func TestSign(t *testing.T) { t.Log(Sign(3)) }
                """);
        var result = go("test", "-coverprofile=cover.out", "-memprofile=mem.out", "-outputdir",
                directory.toString(), "./covered");
        assertThat(result.out()).contains("coverage: 66.7% of statements");
        assertThat(directory.resolve("cover.out")).content().contains("mode: set",
                "example.com/user/covered/covered.go:4.14,6.6 1 0",
                "example.com/user/covered/covered.go:7.5,7.13 1 1");
        // A profile is compressed.
        assertThat(Files.readAllBytes(directory.resolve("mem.out"))).startsWith(0x1f, 0x8b);
    }

    @Test
    void filesForBoardsOnlyAndTheUsersOwnTagsAndOverlayAreBuilt() throws IOException {
        module();
        source("tagged/main.go", "package main\n\nfunc main() { println(text) }\n");
        source("tagged/board.go", "//go:build hostless && mine\n\npackage main\n\n"
                + "const text = \"on a board\"\n");
        source("tagged/other.go", "//go:build !hostless\n\npackage main\n\n"
                + "const text = \"elsewhere\"\n");
        source("replaced.go", "package main\n\nfunc main() { println(text + \", replaced\") }\n");
        source("own.json", "{\"Replace\": {\"tagged/main.go\": \"replaced.go\"}}");
        assertThat(go("run", "-tags", "mine", "./tagged").err()).isEqualTo("on a board\n");
        assertThat(go("run", "-tags=mine", "-overlay=own.json", "./tagged").err())
                .isEqualTo("on a board, replaced\n");
    }

    /** Nothing is fetched, and nothing of the user's changes, however modules are kept. */
    @Test
    void theModuleForTheBoardsDevicesIsThereWithoutANetworkOrAReplacement() throws IOException {
        module();
        source("metal/main.go", """
                package main

                import "hostless.dev/board"

                func main() { println(board.ClockHz()) }
                """);
        var offline = Map.of("GOPROXY", "off", "GOFLAGS", "-mod=readonly");
        var goMod = directory.resolve("module/go.mod");
        var before = Files.readString(goMod);
        assertThat(go(offline, "--hz", "500MHz", "run", "./metal").err()).isEqualTo("500000000\n");
        assertThat(goMod).hasContent(before);
        Files.writeString(goMod, before + "\nrequire hostless.dev/board v0.1.0\n");
        assertThat(go(offline, "vet", "./metal").exitCode()).isZero();
        Files.move(goMod, goMod.resolveSibling("own.mod"));
        source("go.mod", before);
        assertThat(go(offline, "vet", "-modfile=own.mod", "./metal").err()).isEmpty();
        source("vendor/modules.txt", "");
        assertThat(go(offline, "vet", "./metal").err()).isEmpty();
        assertThat(go(Map.of("GOPROXY", "off"), "vet", "./metal").err())
                .contains("vendor", "build with -mod=readonly");
        source("go.work", "go 1.26\n\nuse .\n");
        Files.delete(directory.resolve("module/vendor/modules.txt"));
        Files.delete(directory.resolve("module/vendor"));
        var workspace = Map.of("GOPROXY", "off", "GOWORK", goMod.resolveSibling("go.work")
                .toString());
        assertThat(go(workspace, "vet", "./metal").err()).isEmpty();
    }

    @Test
    void anOverlayOfWhatThePortReplacesIsRefused() throws IOException {
        module();
        var file = GoToolchain.run(directory, Map.of(), "go", "env", "GOROOT").out().strip()
                + "/src/runtime/os_wasip1.go";
        source("own.json", "{\"Replace\": {\"" + file + "\": \"x.go\"}}");
        var result = go("build", "-overlay", "own.json", "./good");
        assertThat(result.err()).isEqualTo("hostless: -overlay: " + file
                + " is one of the files that the port replaces; both cannot be\n");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void vetLooksAtTheBoardsFiles() throws IOException {
        module();
        source("wrong/only_linux.go", "//go:build linux\n\npackage wrong\n\nvar x int = \"y\"\n");
        var result = go("vet", "./wrong");
        assertThat(result.err()).contains("Printf format %d has arg \"text\" of wrong type string");
        assertThat(result.err()).doesNotContain("only_linux");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void aWrongOptionOfTheBoardIsSaidOnce() throws IOException {
        var result = go("--heap", "none", "test", "./...");
        assertThat(result.err())
                .isEqualTo("hostless: --heap: wanted auto, guest, hosted, got 'none'\n");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anotherReleaseOfGoIsRefused() throws IOException {
        script("go", "echo go1.25.3");
        var result = go(Map.of("PATH", directory + ":/usr/bin:/bin"), "test");
        assertThat(result.err()).isEqualTo(
                "hostless: wanted Go 1.26 (1.26.0 or any later 1.26.x), found go1.25.3\n");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aMissingGoIsSaid() throws IOException {
        var result = go(Map.of("PATH", directory.resolve("nothing").toString()), "test");
        assertThat(result.err()).startsWith("hostless: wanted Go 1.26 (1.26.0 or any later"
                + " 1.26.x), found no 'go' on the PATH");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
