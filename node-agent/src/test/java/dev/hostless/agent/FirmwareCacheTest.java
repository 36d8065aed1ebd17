package dev.hostless.agent;

import dev.hostless.agent.FirmwareCache.WrongDigest;
import dev.hostless.board.Firmware;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FirmwareCacheTest {

    @TempDir
    private Path directory;

    private final Map<String, byte[]> offered = new HashMap<>();
    private final List<String> downloads = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong seconds = new AtomicLong(1_000);

    @Test
    void aModuleIsDownloadedOnceAndSurvivesARestart() throws Exception {
        var digest = offer("blink");
        assertThat(cache(1_000).load(digest)).asString().isEqualTo("blink");
        assertThat(cache(1_000).load(digest)).asString().isEqualTo("blink");
        assertThat(downloads).containsExactly(digest);
    }

    @Test
    void whatTheControlPlaneSentIsChecked() throws Exception {
        var digest = offer("blink");
        offered.put(digest, bytes("evil!"));
        var cache = cache(1_000);
        assertThatThrownBy(() -> cache.load(digest)).isInstanceOf(WrongDigest.class)
                .hasMessageContaining("wanted firmware " + digest)
                .hasMessageContaining("5 bytes with digest " + Firmware.digestOf(bytes("evil!")));
        assertThat(files()).isEmpty();
    }

    @Test
    void aFileThatRottedIsDownloadedAgain() throws Exception {
        var digest = offer("blink");
        var cache = cache(1_000);
        cache.load(digest);
        Files.writeString(files().getFirst(), "blynk");
        assertThat(cache.load(digest)).asString().isEqualTo("blink");
        assertThat(downloads).hasSize(2);
        assertThat(files().getFirst()).hasContent("blink");
    }

    @Test
    void theLeastRecentlyUsedMakesRoom() throws Exception {
        var cache = cache(15);
        var first = offer("first");
        var second = offer("secon");
        var third = offer("third");
        for (var digest : List.of(first, second, third, first)) {
            cache.load(digest);
            seconds.addAndGet(10);
        }
        assertThat(downloads).hasSize(3);
        cache.load(offer("fourt"));
        assertThat(files()).hasSize(3);
        cache.load(first);
        assertThat(downloads).hasSize(4);
        cache.load(second);
        assertThat(downloads).hasSize(5);
    }

    @Test
    void aModuleLargerThanTheCacheIsUsedButNotKept() throws Exception {
        var digest = offer("a rather long module");
        var cache = cache(10);
        assertThat(cache.load(digest)).hasSize(20);
        assertThat(files()).isEmpty();
    }

    @Test
    void halfWrittenFilesOfADeadProcessAreRemoved() throws Exception {
        Files.writeString(directory.resolve("123.partial"), "bl");
        cache(1_000);
        assertThat(directory.resolve("123.partial")).doesNotExist();
    }

    @Test
    void boardsThatWantTheSameModuleShareOneDownload() throws Exception {
        var digest = offer("blink");
        var cache = cache(1_000);
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var loads = new ArrayList<Future<byte[]>>();
            for (int i = 0; i < 20; i++) {
                loads.add(threads.submit(() -> {
                    start.await();
                    return cache.load(digest);
                }));
            }
            start.countDown();
            for (var load : loads) {
                assertThat(load.get()).asString().isEqualTo("blink");
            }
        }
        assertThat(downloads).hasSize(1);
    }

    @Test
    void aNameThatIsNoDigestNeverReachesTheDisk() throws Exception {
        var cache = cache(1_000);
        assertThatThrownBy(() -> cache.load("sha256:../../etc/passwd"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted sha256: and 64 lower-case hex digits");
    }

    @Test
    void aFailedDownloadIsTheCallersProblemAndTheNextOneWorks() throws Exception {
        var digest = Firmware.digestOf(bytes("late"));
        var cache = cache(1_000);
        assertThatThrownBy(() -> cache.load(digest)).isInstanceOf(Refusal.class);
        offer("late");
        assertThat(cache.load(digest)).asString().isEqualTo("late");
    }

    private FirmwareCache cache(long bytesMax) throws IOException {
        return new FirmwareCache(directory, bytesMax, () -> Instant.ofEpochSecond(seconds.get()),
                digest -> {
                    downloads.add(digest);
                    var module = offered.get(digest);
                    if (module == null) {
                        throw new Refusal(404, "no firmware " + digest);
                    }
                    return module;
                });
    }

    private String offer(String module) {
        var digest = Firmware.digestOf(bytes(module));
        offered.put(digest, bytes(module));
        return digest;
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
