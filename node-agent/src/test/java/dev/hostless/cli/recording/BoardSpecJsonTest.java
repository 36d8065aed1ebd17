package dev.hostless.cli.recording;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.CoreSpec;
import dev.hostless.board.CycleCosts;
import dev.hostless.board.Equipment;
import dev.hostless.board.HeapPolicy;
import dev.hostless.board.Moment;
import dev.hostless.board.PartImage;
import dev.hostless.board.PartSpec;
import dev.hostless.board.ProtectedRange;
import dev.hostless.board.RamPolicy;
import dev.hostless.board.files.VolumeSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BoardSpecJsonTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final BoardSpec SPEC = BoardSpec
            .of("some-board", 1 << 20, 16_000_000, 115_200, Map.of("GOGC", "50", "Ü", "ö\n"))
            .withArguments(List.of("-rate", "")).withSeed(-7)
            .withGcTrace(BoardSpec.GcTraceUse.SHOW)
            .withVolumes(List.of(new VolumeSpec.HostFolder(Path.of("/some/where"), "/data"),
                    new VolumeSpec.RamDisk("/tmp", 8_192)))
            .withRam(new RamPolicy(RamPolicy.Pages.BUDDY, RamPolicy.Madvise.RECLAIM))
            .withHeap(HeapPolicy.DEFAULT.withCollector(HeapPolicy.Collector.GREENTEA)
                    .withCheck(true).withTest(7, 9))
            .withCores(new CoreSpec(3, 777))
            .withEquipment(new Equipment(new CycleCosts(1, 2, 3, 4, 5, 6),
                    List.of(new ProtectedRange(16, 32, ProtectedRange.Access.READ_ONLY)),
                    parts()));

    private static List<PartSpec> parts() {
        var later = new Moment.Nanos(5_000);
        return List.of(
                new PartSpec.Tmp102("air", 0x48,
                        List.of(new PartSpec.Tmp102.Temperature(Moment.ZERO, 20_500),
                                new PartSpec.Tmp102.Temperature(later, -1)),
                        OptionalInt.of(7)),
                new PartSpec.At24c32("memory", 0x50, PartImage.of(new byte[]{1, -1})),
                new PartSpec.W25q16("flash", 9, -3, PartImage.EMPTY),
                new PartSpec.Button("key", 2, false,
                        List.of(new PartSpec.Button.Press(later, new Moment.Cycle(9)))),
                new PartSpec.Led("lamp", 13, true), new PartSpec.Loopback("wire"));
    }

    private static ObjectNode json(BoardSpec spec) {
        var json = MAPPER.createObjectNode();
        BoardSpecJson.write(json, spec);
        return (ObjectNode) MAPPER.readTree(json.toString());
    }

    private static BoardSpec read(ObjectNode json) {
        return BoardSpecJson.read(new Fields(json, "here"));
    }

    @Test
    void aSpecificationComesBackAsItWas() {
        assertThat(read(json(SPEC))).isEqualTo(SPEC);
    }

    @Test
    void nothingOfASpecificationIsLeftOut() {
        var components = new TreeMap<String, Boolean>();
        Arrays.stream(BoardSpec.class.getRecordComponents())
                .forEach(each -> components.put(each.getName(), true));
        assertThat(json(SPEC).propertyNames()).containsExactlyInAnyOrderElementsOf(
                components.keySet());
    }

    @Test
    void theFirstDifferenceIsNamed() {
        assertThat(BoardSpecJson.difference(json(SPEC), json(SPEC))).isEmpty();
        assertThat(BoardSpecJson.difference(json(SPEC), json(SPEC.withClockHz(8_000_000))))
                .contains("clockHz was 16000000 and now is 8000000");
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> read(json(SPEC).put("ramBytes", 1)))
                .hasMessageStartingWith("here: ramBytes: wanted 65536 to ");
        assertThatThrownBy(() -> read(json(SPEC).put("gcTrace", "maybe")))
                .hasMessage("here, gcTrace: wanted off, observe, show, got \"maybe\"");
        assertThatThrownBy(() -> read(json(SPEC).put("seed", "x")))
                .hasMessage("here, seed: wanted a whole number, got \"x\"");
        assertThatThrownBy(() -> read(json(SPEC).without("heap")))
                .hasMessage("here: the field heap is missing");
    }
}
