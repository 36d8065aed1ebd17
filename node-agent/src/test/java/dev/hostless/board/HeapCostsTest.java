package dev.hostless.board;

import dev.hostless.engine.ProgramRejected;
import dev.hostless.gogc.HeapCosts;
import dev.hostless.gogc.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The prices of the heap's steps are still what Go's runtime retires for them. */
class HeapCostsTest {
    private static final int SCALE = 150;
    /** Another point release of Go, or fewer objects, change a little. */
    private static final double TOLERANCE = 0.10;

    @TempDir
    private static Path built;

    private static HeapCostDerivation derivation;

    @BeforeAll
    static void build() throws IOException, ProgramRejected {
        assumeThat(GoToolchain.release()).as("Go on this machine").startsWith("go1.26");
        derivation = new HeapCostDerivation(
                HeapCostDerivation.build(Path.of("src/test/go-costs"),
                        built.resolve("costs.wasm")),
                SCALE);
    }

    private static void stillCosts(HeapCostDerivation.Price price) {
        int known = HeapCosts.DEFAULT.cycles(price.step());
        assertThat(price.cycles()).as("%s: %s", price.step(), price.evidence())
                .isCloseTo(known, within(Math.max(1, TOLERANCE * known)));
    }

    @Test
    void objectsAreAllocatedForWhatTheTableSays() throws ProgramRejected {
        assertThat(derivation.objects()).hasSize(2)
                .allSatisfy(HeapCostsTest::stillCosts);
    }

    @Test
    void objectsAreMarkedForWhatTheTableSays() throws ProgramRejected {
        assertThat(derivation.marking()).hasSize(6).allSatisfy(HeapCostsTest::stillCosts);
    }

    @Test
    void everyStepHasAPrice() {
        assertThat(Stream.of(Step.values())).allSatisfy(
                step -> assertThat(HeapCosts.DEFAULT.cycles(step)).as(step.name()).isPositive());
    }
}
