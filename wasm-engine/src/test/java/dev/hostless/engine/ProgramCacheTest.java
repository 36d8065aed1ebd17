package dev.hostless.engine;

import dev.hostless.engine.compiler.ModuleDecoder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ProgramCacheTest {
    private static final EngineOptions OPTIONS = EngineOptions.defaults();
    private static final long NO_LIMIT = Long.MAX_VALUE;

    /** A day that goes on by a second whenever somebody looks. */
    private final AtomicLong seconds = new AtomicLong(1_700_000_000);
    private final InstantSource clock = () -> Instant.ofEpochSecond(seconds.incrementAndGet());

    @TempDir
    Path temporary;
    private Path folder = Path.of("");

    /** Answers twice its argument. */
    public static final class Doubling implements HostModule {
        @Override
        public String name() {
            return "host";
        }

        @HostFunction("twice")
        public int twice(int value) {
            return 2 * value;
        }
    }

    @BeforeEach
    void folder() {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("posix"));
        folder = temporary.resolve("caches").resolve("code");
    }

    /** {@code run(n)} calls its other function and the host, directly and through the table. */
    private static byte[] module(int constant) {
        var module = new ModuleBytes().memory(1).table();
        int type = module.type(new int[]{ModuleBytes.I32}, ModuleBytes.I32);
        int host = module.importFunction("host", "twice", type);
        int add = module.function("add", type, new int[0],
                ModuleBytes.code().get(0).i32(constant).op(0x6a).call(host));
        module.function("run", type, new int[0], ModuleBytes.code().get(0).call(add).i32(0)
                .op(0x11).unsigned(type).op(0).op(0x22).unsigned(0).i32(8).get(0)
                .op(0x36, 2, 0).op(0xc0));
        return module.bytes();
    }

    private ProgramCache open() {
        return open(NO_LIMIT, "this build");
    }

    private ProgramCache open(long bytesMax, String engine) {
        try {
            return ProgramCache.open(folder, bytesMax, clock, engine);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Loads, runs and keeps; answers result and cycles. */
    private static List<Long> run(ProgramCache cache, EngineOptions options, byte[] module) {
        var program = new Engine(options, cache).load(module);
        var guest = program.instantiate(Imports.of(new Doubling()), GuestOptions.defaults());
        long result;
        try {
            result = guest.call("run", 5)[0];
        } finally {
            program.keep();
        }
        return List.of(result, guest.cpu().cycles());
    }

    private static List<Long> run(ProgramCache cache, byte[] module) {
        return run(cache, OPTIONS, module);
    }

    private static ProgramCache.Figures figures(int hits, int misses, int damaged, int written) {
        return new ProgramCache.Figures(hits, misses, damaged, written, 0, 0);
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private Path onlyFile() throws IOException {
        assertThat(files()).hasSize(1);
        return files().getFirst();
    }

    /** Whatever happened to the file: the next process generates anew, and the one after finds. */
    private void isRemovedAndReplaced(byte[] module, List<Long> expected) {
        var next = open();
        assertThat(run(next, module)).isEqualTo(expected);
        assertThat(next.figures()).isEqualTo(figures(0, 1, 1, 1));
        var third = open();
        assertThat(run(third, module)).isEqualTo(expected);
        assertThat(third.figures()).isEqualTo(figures(1, 0, 0, 0));
    }

    @Test
    void theSecondProcessFindsAllAndRunsTheSame() throws IOException {
        var first = open();
        var cold = run(first, module(3));
        assertThat(first.figures()).isEqualTo(figures(0, 1, 0, 1));
        assertThat(cold).isEqualTo(run(null, module(3)));
        byte[] file = Files.readAllBytes(onlyFile());
        var second = open();
        assertThat(run(second, module(3))).isEqualTo(cold);
        assertThat(second.figures()).as("nothing was generated").isEqualTo(figures(1, 0, 0, 0));
        assertThat(onlyFile()).hasBinaryContent(file);
        assertThat(new Engine(OPTIONS, second).load(module(3)).features())
                .isEqualTo(new Engine(OPTIONS).load(module(3)).features()).isNotEmpty();
    }

    @Test
    void aProgramThatGoesFurtherAddsWhatItNeeded() throws IOException {
        var first = new Engine(OPTIONS, open()).load(module(3));
        first.instantiate(Imports.of(new Doubling()), GuestOptions.defaults());
        first.keep();
        long before = Files.size(onlyFile());
        var second = open();
        run(second, module(3));
        assertThat(second.figures()).isEqualTo(figures(1, 0, 0, 1));
        assertThat(Files.size(onlyFile())).isGreaterThan(before);
        var third = open();
        run(third, module(3));
        assertThat(third.figures()).isEqualTo(figures(1, 0, 0, 0));
    }

    @Test
    void whatIsGeneratedAfterAHitStillKnowsThatTheMemoryMoves() {
        var module = new ModuleBytes().memory(1);
        int type = module.type(new int[0], ModuleBytes.I32);
        module.function("size", type, new int[0], ModuleBytes.code().op(0x3f, 0));
        module.function("grow", type, new int[0], ModuleBytes.code().i32(1).op(0x40, 0, 0x1a)
                .i32(65536).op(0x28, 2, 0));
        var first = new Engine(OPTIONS, open()).load(module.bytes());
        var guest = first.instantiate(Imports.of(), GuestOptions.defaults());
        assertThat(guest.call("size")).containsExactly(1);
        first.keep();
        var second = new Engine(OPTIONS, open()).load(module.bytes());
        guest = second.instantiate(Imports.of(), GuestOptions.defaults());
        assertThat(guest.call("grow")).containsExactly(0);
    }

    @Test
    void otherModulesOptionsAndEnginesFindNothing() throws IOException {
        run(open(), module(3));
        var others = List.of(OPTIONS.withMetered(false),
                OPTIONS.withCostTable(new CostTable(2, 1, 1, 1, 1, 1)),
                OPTIONS.withProbes(List.of("add")), OPTIONS.withProbes(List.of("add", "run")),
                OPTIONS.withProbes(List.of("add\n3 run")), OPTIONS.withCallDepth(1000),
                OPTIONS.withNesting(1000), OPTIONS.withTableElements(1000));
        for (var other : others) {
            var cache = open();
            run(cache, other, module(3));
            assertThat(cache.figures()).isEqualTo(figures(0, 1, 0, 1));
        }
        var module = open();
        run(module, module(4));
        assertThat(module.figures()).isEqualTo(figures(0, 1, 0, 1));
        var engine = open(NO_LIMIT, "another build");
        run(engine, module(3));
        assertThat(engine.figures()).isEqualTo(figures(0, 1, 0, 1));
        assertThat(files()).hasSize(others.size() + 3);
    }

    @Test
    void bodiesThatAreNotReadAgainSayAllThatTheyDid() {
        var module = new ModuleBytes().memory(1);
        int type = module.type(new int[]{ModuleBytes.I32}, ModuleBytes.I32);
        module.function("run", type, new int[0],
                ModuleBytes.code().get(0).op(0x40, 0, 0xc0));
        var image = ModuleDecoder.decode(module.bytes(), OPTIONS);
        assertThat(ModuleDecoder.decodeValidated(module.bytes(), OPTIONS, image.bodyFacts()))
                .usingRecursiveComparison().isEqualTo(image);
    }

    @Test
    void anInvalidModuleIsRefusedEachTime() throws IOException {
        var module = new ModuleBytes();
        int type = module.type(new int[0], ModuleBytes.I32);
        module.function("run", type, new int[0], ModuleBytes.code());
        var cache = open();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> new Engine(OPTIONS, cache).load(module.bytes()))
                    .isInstanceOf(MalformedProgram.class);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aDamagedFileIsRemovedAndReplaced() throws IOException {
        var expected = run(open(), module(3));
        byte[] whole = Files.readAllBytes(onlyFile());
        for (int length : new int[]{0, 1, 19, 20, 21, whole.length / 2, whole.length - 1}) {
            Files.write(onlyFile(), java.util.Arrays.copyOf(whole, length));
            isRemovedAndReplaced(module(3), expected);
        }
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 4;
        Files.write(onlyFile(), flipped);
        isRemovedAndReplaced(module(3), expected);
    }

    @Test
    void aFileOfAnotherProgramIsRemovedAndReplaced() throws IOException {
        var expected = run(open(), module(3));
        Path mine = onlyFile();
        byte[] others = Files.readAllBytes(mine);
        Files.delete(mine);
        run(open(), module(4));
        Path other = onlyFile();
        Files.write(other, others);
        isRemovedAndReplaced(module(4), run(null, module(4)));
        assertThat(run(open(), module(3))).isEqualTo(expected);
    }

    @Test
    void aFileThatOthersCanWriteIsRemovedAndReplaced() throws IOException {
        var expected = run(open(), module(3));
        Files.setPosixFilePermissions(onlyFile(), PosixFilePermissions.fromString("rw-rw-r--"));
        isRemovedAndReplaced(module(3), expected);
        Path elsewhere = temporary.resolve("elsewhere");
        Files.move(onlyFile(), elsewhere);
        Files.createSymbolicLink(folder.resolve(name()), elsewhere);
        isRemovedAndReplaced(module(3), expected);
        assertThat(elsewhere).exists();
    }

    /** What the file of {@code module(3)} is called. */
    private String name() throws IOException {
        Path other = temporary.resolve("other");
        run(ProgramCache.open(other, NO_LIMIT, clock, "this build"), module(3));
        try (var files = Files.list(other)) {
            return files.findFirst().orElseThrow().getFileName().toString();
        }
    }

    @Test
    void onlyAFolderOfOnesOwnIsTaken() throws IOException {
        open();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x---"));
        assertThatThrownBy(() -> ProgramCache.open(folder, NO_LIMIT, clock))
                .hasMessage(folder + ": wanted mode rwx------, found rwx--x---");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
        assertThatThrownBy(() -> ProgramCache.open(link, NO_LIMIT, clock))
                .hasMessage(link + ": wanted a folder, found a symbolic link");
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> ProgramCache.open(file, NO_LIMIT, clock))
                .hasMessage(file + ": wanted a folder, found something else");
    }

    @Test
    void theFolderOfAnotherUserIsRefused() throws IOException {
        open();
        try {
            Files.setOwner(folder, folder.getFileSystem().getUserPrincipalLookupService()
                    .lookupPrincipalByName("nobody"));
        } catch (FileSystemException | UnsupportedOperationException onlyRootCan) {
            assumeTrue(false, "only root can give a folder away");
        }
        assertThatThrownBy(() -> ProgramCache.open(folder, NO_LIMIT, clock))
                .hasMessageContaining("wanted a folder of user").hasMessageContaining("nobody");
    }

    @Test
    void whatWasNotUsedForLongestMakesRoom() throws IOException {
        run(open(), module(3));
        long size = Files.size(onlyFile());
        long three = 3 * size + size / 2;
        run(open(), module(4));
        run(open(), module(5));
        run(open(), module(3));
        var cache = open(three, "this build");
        run(cache, module(6));
        assertThat(cache.figures().evicted()).isEqualTo(1);
        for (int module : new int[]{3, 5, 6}) {
            var next = open(three, "this build");
            run(next, module(module));
            assertThat(next.figures().hits()).as("module " + module).isEqualTo(1);
        }
        var next = open(three, "this build");
        run(next, module(4));
        assertThat(next.figures().hits()).isZero();
    }

    @Test
    void leftoversOfAKilledProcessGoAfterAnHour() throws IOException {
        run(open(), module(3));
        Path leftover = Files.createFile(folder.resolve("1-0.partial"));
        Files.setLastModifiedTime(leftover,
                java.nio.file.attribute.FileTime.from(clock.instant()));
        run(open(), module(4));
        assertThat(leftover).exists();
        seconds.addAndGet(3600);
        run(open(), module(5));
        assertThat(leftover).doesNotExist();
    }

    @Test
    void aCacheThatCannotBeWrittenChangesNothing() throws IOException {
        var cache = open();
        Files.delete(folder);
        assertThat(run(cache, module(3))).isEqualTo(run(null, module(3)));
        assertThat(cache.figures())
                .isEqualTo(new ProgramCache.Figures(0, 1, 0, 0, 0, 1));
    }
}
