package dev.hostless.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TestOutputsTest {
    private static TestOutputs of(String... arguments) {
        return TestOutputs.of(List.of(arguments), Path.of("/module"));
    }

    @Test
    void filesAreNamedOnADiskAndGoWhereTheyWereAskedFor() {
        var outputs = of("-test.v", "-test.coverprofile=/tmp/b001/_cover_.out",
                "-test.memprofile", "mem.out", "-test.run=X");
        assertThat(outputs.arguments()).containsExactly("-test.v",
                "-test.coverprofile=/hostless-output/0-_cover_.out",
                "-test.memprofile=/hostless-output/1-mem.out", "-test.run=X");
        assertThat(outputs.files()).isEqualTo(Map.of("0-_cover_.out",
                Path.of("/tmp/b001/_cover_.out"), "1-mem.out", Path.of("/module/mem.out")));
    }

    @Test
    void relativeNamesAreOfTheOutputFolderWhereverItStands() {
        var outputs = of("-test.trace=t.out", "-test.outputdir=out");
        assertThat(outputs.files()).containsEntry("0-t.out", Path.of("/module/out/t.out"));
        assertThat(outputs.others()).containsExactly(Path.of("/module/out"));
        assertThat(outputs.arguments()).contains("-test.outputdir=/hostless-output");
    }

    @Test
    void whatTheTestsOwnArgumentsSayStays() {
        var outputs = of("-test.v", "x", "-test.trace=t.out");
        assertThat(outputs.arguments()).containsExactly("-test.v", "x", "-test.trace=t.out");
        assertThat(outputs.files()).isEmpty();
        assertThat(of("-test.trace=").arguments()).containsExactly("-test.trace=");
    }
}
