package dev.hostless.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What one process found hot, the next one does not interpret first. */
class HotFunctionsTest {
    private static final int LOOKS = -1;

    @TempDir
    Path temporary;

    @BeforeEach
    void folderHasModes() {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("posix"));
    }

    /** Sees on the Java stack who runs its caller. */
    public static final class Looking implements HostModule {
        private boolean interpreted;

        @Override
        public String name() {
            return "host";
        }

        @HostFunction("look")
        public int look(int value) {
            interpreted = Arrays.stream(Thread.currentThread().getStackTrace())
                    .anyMatch(frame -> frame.getClassName().endsWith(".Interpreter"));
            return value;
        }
    }

    /** Fibonacci numbers by recursion; asks the host for that of -1. */
    private static byte[] module() {
        var module = new ModuleBytes().fromGo();
        int type = module.type(new int[]{ModuleBytes.I32}, ModuleBytes.I32);
        int look = module.importFunction("host", "look", type);
        module.function("fib", type, new int[0],
                ModuleBytes.code().get(0).i32(LOOKS).op(0x46, 0x04, 0x40).get(0).call(look)
                        .op(0x0f).end()
                        .get(0).i32(2).op(0x48, 0x04, ModuleBytes.I32).get(0).op(0x05)
                        .get(0).i32(1).op(0x6b).call(1).get(0).i32(2).op(0x6b).call(1).op(0x6a)
                        .end());
        return module.bytes();
    }

    private Program load() {
        try {
            return new Engine(EngineOptions.defaults(),
                    ProgramCache.open(temporary.resolve("code"), Long.MAX_VALUE, Instant::now))
                    .load(module());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void process(int argument, long cyclesBefore) {
        var program = load();
        var guest = program.instantiate(Imports.of(new Looking()), GuestOptions.defaults());
        guest.cpu().charge(cyclesBefore);
        guest.call("fib", argument);
        program.keep();
    }

    /** Whether a process interprets the function when it calls it first. */
    private boolean interprets() {
        var host = new Looking();
        load().instantiate(Imports.of(host), GuestOptions.defaults()).call("fib", LOOKS);
        return host.interpreted;
    }

    @Test
    void whatWasHotIsCompiledAtOnce() {
        assertThat(interprets()).isTrue();
        process(1, 0);
        assertThat(interprets()).as("called once").isTrue();
        process(24, 0);
        assertThat(interprets()).isFalse();
    }

    @Test
    void whatBecameHotLateIsInterpretedFirst() {
        process(24, 1L << 31);
        assertThat(interprets()).isTrue();
    }
}
