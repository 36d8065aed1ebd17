package dev.hostless.engine;

import dev.hostless.engine.differential.Bytes;
import dev.hostless.engine.differential.ModuleWriter;
import dev.hostless.engine.differential.Signature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class CoreDumpTest {
    @TempDir
    private Path folder;

    /** Reads what the convention says, independently of the engine. */
    private record Reader(ByteBuffer in) {
        int unsigned() {
            int value = 0;
            for (int shift = 0;; shift += 7) {
                int next = in.get();
                value |= (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        String name() {
            byte[] bytes = new byte[unsigned()];
            in.get(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }

        static Map<String, Reader> customSections(byte[] dump) {
            var reader = new Reader(ByteBuffer.wrap(dump).position(8));
            var sections = new HashMap<String, Reader>();
            while (reader.in.hasRemaining()) {
                int id = reader.in.get();
                int size = reader.unsigned();
                var contents = new Reader(reader.in.slice(reader.in.position(), size));
                reader.in.position(reader.in.position() + size);
                if (id == 0) {
                    sections.put(contents.name(), contents);
                }
            }
            return sections;
        }
    }

    /** Globals of all number types, two pages of which one is written, and a trap two deep. */
    private static byte[] module() {
        var module = new ModuleWriter();
        module.memory(3, 9);
        module.data(0x10008, new Bytes().raw(1, 2, 3));
        module.global(ValueType.I32, true, new Bytes().raw(0x41).signed(-5));
        module.global(ValueType.I64, true, new Bytes().raw(0x42).signed(Long.MIN_VALUE));
        module.global(ValueType.F32, false,
                new Bytes().raw(0x43).littleEndian(Float.floatToIntBits(1.5f), 4));
        module.global(ValueType.F64, false,
                new Bytes().raw(0x44).littleEndian(Double.doubleToLongBits(-0.1), 8));
        module.global(ValueType.FUNCREF, false, new Bytes().raw(0xd0, 0x70));
        int inner = module.function(Signature.of(List.of()), List.of(ValueType.I64),
                new Bytes().raw(0x41, 7, 0x24, 0, 0x00, 0x0b));
        int outer = module.function(Signature.of(List.of()), List.of(),
                new Bytes().raw(0x01, 0x10, inner, 0x0b));
        module.export("run", ModuleWriter.Kind.FUNCTION, outer);
        return module.toArray();
    }

    private static byte[] dump() throws IOException {
        var guest = new Engine(EngineOptions.defaults()).load(module()).instantiate(Imports.of(),
                GuestOptions.defaults());
        var trap = catchThrowableOfType(Trap.class, () -> guest.call("run"));
        var out = new ByteArrayOutputStream();
        CoreDump.write(guest, trap, "firmware.wasm", out);
        return out.toByteArray();
    }

    @Test
    void theStackNamesFunctionsAndOffsetsInTheirBodies() throws IOException {
        var sections = Reader.customSections(dump());
        var stack = sections.get("corestack");
        assertThat(stack.in.get()).isZero();
        assertThat(stack.name()).isEqualTo("main");
        var frames = new ArrayList<List<Integer>>();
        int count = stack.unsigned();
        for (int i = 0; i < count; i++) {
            assertThat(stack.in.get()).isZero();
            assertThat(stack.unsigned()).as("instance").isZero();
            frames.add(List.of(stack.unsigned(), stack.unsigned()));
            assertThat(stack.unsigned()).as("locals").isZero();
            assertThat(stack.unsigned()).as("operands").isZero();
        }
        assertThat(stack.in.hasRemaining()).isFalse();
        // Local declarations take three bytes and one; i32.const and global.set two each, nop one.
        assertThat(frames).containsExactly(List.of(0, 7), List.of(1, 2));
        var core = sections.get("core");
        assertThat(core.in.get()).isZero();
        assertThat(core.name()).isEqualTo("firmware.wasm");
        assertThat(sections).containsKeys("coremodules", "coreinstances");
    }

    @Test
    void memoryAndGlobalsAreAsTheyWere() throws IOException {
        var program = new Engine(EngineOptions.defaults()).load(dump());
        assertThat(program.initialMemoryPages()).isEqualTo(3);
        var guest = program.instantiate(Imports.of(), GuestOptions.defaults());
        assertThat(guest.global(0)).isEqualTo(7);
        assertThat(guest.global(1)).isEqualTo(Long.MIN_VALUE);
        assertThat(guest.global(2)).isEqualTo(Float.floatToIntBits(1.5f));
        assertThat(guest.global(3)).isEqualTo(Double.doubleToLongBits(-0.1));
        assertThat(guest.global(4)).isEqualTo(Guest.NULL_REFERENCE);
        byte[] found = new byte[3 << 16];
        memory(program, found);
        byte[] expected = new byte[3 << 16];
        expected[0x10008] = 1;
        expected[0x10009] = 2;
        expected[0x1000a] = 3;
        assertThat(found).isEqualTo(expected);
    }

    private static void memory(Program program, byte[] target) {
        program.instantiate(Imports.of(), GuestOptions.defaults()).memory().read(0, target, 0,
                target.length);
    }

    @Test
    void emptyPagesTakeNoRoom() throws IOException {
        assertThat(dump().length).isBetween(1 << 16, (1 << 16) + 300);
    }

    @Test
    void wabtReadsIt() throws Exception {
        Path file = Files.write(folder.resolve("core.wasm"), dump());
        Process process;
        try {
            process = new ProcessBuilder("wasm-objdump", "-h", file.toString())
                    .redirectErrorStream(true).start();
        } catch (IOException missing) {
            assumeTrue(false, "no wasm-objdump (wabt) on the search path");
            return;
        }
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("\"corestack\"", "\"coreinstances\"", "Memory", "Global",
                "Data");
    }
}
