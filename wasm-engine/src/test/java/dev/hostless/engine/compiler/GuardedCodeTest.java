package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever asks for no protection pays for none: the check is not in the code. */
class GuardedCodeTest {
    /** A function that stores what it loads, and a memory with these limits. */
    private static String code(EngineOptions options, int... limits) {
        byte[] head = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 5,
            (byte) (limits.length + 1), 1};
        byte[] body = {10, 14, 1, 12, 0, 0x41, 0, 0x41, 0, 0x28, 2, 0, 0x36, 2, 0, 0x0b};
        byte[] module = new byte[head.length + limits.length + body.length];
        System.arraycopy(head, 0, module, 0, head.length);
        for (int i = 0; i < limits.length; i++) {
            module[head.length + i] = (byte) limits[i];
        }
        System.arraycopy(body, 0, module, head.length + limits.length, body.length);
        var unit = new Unit(ModuleDecoder.decode(module, options), options, List.of());
        return new String(FunctionClass.generate(unit, 0).bytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void loadsAndStoresAskOnlyWhereTheyMust() {
        var plain = EngineOptions.defaults();
        assertThat(code(plain, 0, 1)).contains("i32Load", "i32Store").doesNotContain("guard");
        assertThat(code(plain, 3, 1, 1)).doesNotContain("guard");
        assertThat(code(plain, 3, 1, 2)).contains("guardLoad", "guardStore");
        assertThat(code(plain.withMemoryProtection(true), 0, 1)).contains("guardLoad",
                "guardStore");
    }
}
