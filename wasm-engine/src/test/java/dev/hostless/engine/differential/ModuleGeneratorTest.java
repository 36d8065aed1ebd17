package dev.hostless.engine.differential;

import org.junit.jupiter.api.Test;
import run.endive.wasm.Parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class ModuleGeneratorTest {
    @Test
    void equalSeedsMakeEqualModules() {
        assertThat(ModuleGenerator.generate(42).bytes())
                .isEqualTo(ModuleGenerator.generate(42).bytes())
                .isNotEqualTo(ModuleGenerator.generate(43).bytes());
    }

    @Test
    void everyModuleIsValid() {
        for (long seed = 0; seed < 100; seed++) {
            byte[] bytes = ModuleGenerator.generate(seed).bytes();
            assertThatCode(() -> Parser.parse(bytes)).as("seed %d", seed)
                    .doesNotThrowAnyException();
        }
    }
}
