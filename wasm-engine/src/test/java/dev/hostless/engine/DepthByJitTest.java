package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A recursion ends at its counted depth whichever part of the JVM runs the frames. */
class DepthByJitTest {
    private static final int UNITS = 20_000;

    /** In a JVM of its own: writes the cycles until each recursion ends. */
    public static final class Recursions {
        private Recursions() {
        }

        public static void main(String[] arguments) throws InterruptedException {
            System.out.print(cycles());
        }
    }

    private static String cycles() throws InterruptedException {
        var answer = new StringBuilder();
        for (var tiers : Tiers.values()) {
            for (int locals : new int[]{0, 1, 16, 200}) {
                answer.append(cycles(tiers, module(locals, false))).append('\n');
            }
            answer.append(cycles(tiers, module(0, true))).append('\n');
        }
        return answer.toString();
    }

    /** A function that does nothing but call itself, perhaps through a table. */
    private static byte[] module(int locals, boolean indirect) {
        var module = new ModuleBytes().table().fromGo();
        int type = module.type(new int[0]);
        var code = indirect
                ? ModuleBytes.code().i32(0).op(0x11).unsigned(type).op(0)
                : ModuleBytes.code().call(0);
        int[] types = new int[locals];
        Arrays.fill(types, ModuleBytes.I64);
        module.function("f", type, types, code);
        return module.bytes();
    }

    private static String cycles(Tiers tiers, byte[] module) throws InterruptedException {
        var options = EngineOptions.defaults().withCallDepth(UNITS).withTiers(tiers);
        var answer = new StringBuilder();
        var thread = new Thread(null, () -> {
            for (int i = 0; i < 2; i++) {
                var guest = new Engine(options).load(module).instantiate(Imports.of(),
                        GuestOptions.defaults());
                try {
                    guest.call("f");
                } catch (Trap trap) {
                    answer.append(trap.kind()).append(' ').append(guest.cpu().cycles())
                            .append(' ');
                }
            }
        }, "deep", options.threadStackBytes());
        thread.start();
        thread.join();
        return answer.toString().strip();
    }

    @Test
    void theTiersAgree() throws InterruptedException {
        String[] lines = cycles().split("\n");
        int shapes = lines.length / Tiers.values().length;
        for (int i = 0; i < lines.length; i++) {
            assertThat(lines[i]).isEqualTo(lines[i % shapes]).startsWith("CALL_STACK_EXHAUSTED");
        }
        assertThat(lines[0]).as("two units a frame, a cycle for each that fits and the one that"
                + " does not").isEqualTo("CALL_STACK_EXHAUSTED 10001 CALL_STACK_EXHAUSTED 10001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=3"})
    void theCompilersAgree(String flag) throws Exception {
        var process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), flag,
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Recursions.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String theirs = new String(process.getInputStream().readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(theirs).isEqualTo(cycles());
    }
}
