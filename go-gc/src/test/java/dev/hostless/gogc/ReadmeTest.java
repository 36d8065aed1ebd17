package dev.hostless.gogc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReadmeTest {
    @Test
    void theExampleWorks() {
        byte[] gctraceLine = (GcTraceTest.REAL_LINES.getFirst() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        // README begins: guest
        var pauses = new GcPauses(16);
        var filter = new GcTraceFilter(System.out::write, pauses::traced);
        pauses.requested(GcCause.ofGo(0)); // runtime.gcStart
        pauses.worldStopped(1_000, StopReason.ofGo(2)); // runtime.stopTheWorldWithSema
        pauses.worldStarted(1_400); // runtime.startTheWorldWithSema
        pauses.worldStopped(90_000, StopReason.ofGo(1));
        pauses.markTerminated(); // runtime.gcMarkTermination
        pauses.worldStarted(90_250);
        filter.accept(gctraceLine, 0, gctraceLine.length); // what the guest writes to fd 2
        // README ends: guest
        assertThat(pauses.pauses().maxCycles()).isEqualTo(400);
        assertThat(pauses.history()).singleElement().satisfies(cycle -> {
            assertThat(cycle.markTerminationPauseCycles()).isEqualTo(250);
            assertThat(cycle.trace()).isNotNull();
        });
    }

    @Test
    void theHeapsExampleWorks() {
        var memory = new ArrayMemory(1 << 20);
        // README begins: hosted
        var heap = new Heap(HeapProfile.GO_WASM, memory, 65_536, PagePolicy.BITMAP);
        var list = new PointerMask(2, 0b10); // struct { value int; next *list }
        int first = heap.allocate(16, list);
        int second = heap.allocate(16, list);
        memory.writeLong(first + 8, second);
        heap.allocate(16, list); // nobody points to it
        var collector = new HeapCollector(heap, CollectorOptions.of(CollectorMode.GREEN_TEA),
                new Pacer(100, Pacer.NO_LIMIT), Roots.of(root -> root.accept(first)));
        var live = collector.collect(GcCause.FORCED, 0).marked();
        System.out.println(live); // MarkFigures[objects=2, bytes=32, scannedWords=2]
        // README ends: hosted
        assertThat(live).hasToString("MarkFigures[objects=2, bytes=32, scannedWords=2]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest", "hosted"})
    void theExamplesAreThoseInTheReadme(String name) throws IOException {
        var lines = Files.readAllLines(
                Path.of("src", "test", "java", "dev", "hostless", "gogc", "ReadmeTest.java"));
        int begin = lines.indexOf("        // README begins: " + name);
        int end = lines.indexOf("        // README ends: " + name);
        var example = lines.subList(begin + 1, end).stream().map(line -> line.substring(8))
                .toList();
        assertThat(Path.of("README.md")).content().contains(String.join("\n", example));
    }
}
