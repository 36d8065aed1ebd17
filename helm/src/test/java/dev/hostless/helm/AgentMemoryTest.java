package dev.hostless.helm;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An agent's memory follows from its boards, by figures that were measured. */
class AgentMemoryTest {

    private static final long BESIDE = 128 << 10;

    @Test
    void whatABoardTakesBesideItsRamIsMoreThanWasMeasured() throws IOException {
        var figures = Files.readString(Path.of("../docs/benchmarks.md"));
        var row = Pattern.compile("\\| of these, linear memory / beside it \\|(.*)")
                .matcher(figures);
        assertThat(row.find()).isTrue();
        var beside = Pattern.compile("/ ([0-9,]+)").matcher(row.group(1)).results()
                .map(match -> Long.parseLong(match.group(1).replace(",", ""))).toList();
        assertThat(beside).hasSize(2).allSatisfy(bytes -> assertThat(bytes).isLessThan(BESIDE));
    }

    @ParameterizedTest
    @CsvSource({"1, lm3s6965, 65536", "1000, lm3s6965, 65536", "3, go-64m, 67108864",
        "120, go-64m, 67108864", "500, go-8m, 8388608", "5, go-512m, 536870912"})
    void allBoardsFitIntoTheHeapAtOnce(int boards, String preset, long ramBytes) {
        var resources = agent("{name: a, boards: %d, preset: %s}".formatted(boards, preset))
                .getSpec().getTemplate().getSpec().getContainers().getFirst().getResources();
        long memory = bytes(resources.getLimits().get("memory"));
        assertThat(resources.getRequests().get("memory"))
                .isEqualTo(resources.getLimits().get("memory"));
        // Seven tenths of the pod are heap, and nine tenths of that are for what stays.
        long room = memory * 63 / 100;
        long need = boards * (ramBytes + BESIDE) + 2 * ramBytes + (96 << 20);
        assertThat(room).isGreaterThanOrEqualTo(need);
        assertThat(memory).isLessThanOrEqualTo(
                Math.max(768L << 20, need * 100 / 63 + (64 << 20)));
    }

    @Test
    void theRoomThatIsToldIsTheRoomThereIs() {
        var fleet = "{name: a, preset: go-16m, memory: 2Gi, boards: %d}";
        assertThatThrownBy(() -> agent(fleet.formatted(500)))
                .hasMessageContaining("with room for 72;");
        assertThat(agent(fleet.formatted(72))).isNotNull();
        assertThatThrownBy(() -> agent(fleet.formatted(73))).hasMessageContaining("room for 72;");
    }

    @Test
    void aBoardFileCountsWithItsRamItsDisksAndItsFlash() {
        var file = """
                {name: a, boards: 100, boardFile: "preset: k210\\nram: %s\\nvolumes: \
                [{at: /d, ramdisk: %s}]\\nparts: [{part: w25q16, device: spi0, select: 1}]"}""";
        // 4 MiB, 1 MiB and 2 MiB, with 128 KiB beside: 100 of these, twice 4 MiB and 96 MiB.
        for (var sizes : new String[][]{{"4MiB", "1MiB"}, {"4096KiB", "1024KiB"},
            {"4194304", "1048576"}}) {
            assertThat(memoryOf(agent(file.formatted(sizes[0], sizes[1])))).as(sizes[0])
                    .isEqualTo(roundedUp((100L * (7168 + 128) + 2 * 4096 + 96 * 1024) << 10));
        }
    }

    private static long roundedUp(long heapBytes) {
        long step = 64 << 20;
        return (heapBytes * 100 / 63 + step - 1) / step * step;
    }

    private static StatefulSet agent(String fleet) {
        return Chart.read(Chart.text("fleets: [" + fleet + "]")).stream()
                .filter(object -> object instanceof StatefulSet
                        && object.getMetadata().getName().equals("lab-a"))
                .map(StatefulSet.class::cast).findFirst().orElseThrow();
    }

    private static long memoryOf(StatefulSet agent) {
        return bytes(agent.getSpec().getTemplate().getSpec().getContainers().getFirst()
                .getResources().getLimits().get("memory"));
    }

    private static long bytes(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity).longValueExact();
    }
}
