package dev.hostless.engine;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DisassemblyTest {
    private static final int I32 = ModuleBytes.I32;

    private static List<String> lines(ModuleBytes module, int function) {
        var lines = new ArrayList<String>();
        new Engine(EngineOptions.defaults()).load(module.bytes()).disassemble(function,
                lines::add);
        return lines;
    }

    /** Without the offsets. */
    private static List<String> text(ModuleBytes module, int function) {
        return lines(module, function).stream().map(l -> l.replaceFirst("^[0-9a-f]{7}: ", ""))
                .toList();
    }

    @Test
    void blocksNestAndLabelsNameTheirBlock() {
        var module = new ModuleBytes().memory(1).table();
        int unary = module.type(new int[]{I32}, I32);
        module.function("f", unary, new int[]{I32, ModuleBytes.I64}, ModuleBytes.code()
                .op(0x02, 0x40, 0x03, 0x7f).get(0).op(0x0d, 1).get(0).call(0)
                .op(0x0e, 1, 0, 1, 0x0b, 0x1a, 0x0b).get(0).op(0x04, 0x7f).i32(-7)
                .op(0x05).get(0).op(0x28, 0, 0x90, 1).op(0x0b).get(0).op(0x11, 0, 0));
        assertThat(text(module, 0)).containsExactly(
                "(func $f (;0;) (param i32) (result i32)",
                "  (local (;1;) i32)",
                "  (local (;2;) i64)",
                "  block (;@1;)",
                "    loop (result i32) (;@2;)",
                "      local.get 0",
                "      br_if 1 (;@1;)",
                "      local.get 0",
                "      call 0 (;$f;)",
                "      br_table 0 (;@2;) 1 (;@1;)",
                "    end",
                "    drop",
                "  end",
                "  local.get 0",
                "  if (result i32) (;@3;)",
                "    i32.const -7",
                "  else",
                "    local.get 0",
                "    i32.load offset=144 align=1",
                "  end",
                "  local.get 0",
                "  call_indirect (type 0) (param i32) (result i32)",
                "end",
                ")");
    }

    @Test
    void everyLineHasItsOffset() {
        var module = new ModuleBytes();
        module.function("f", module.type(new int[0]), new int[0],
                ModuleBytes.code().op(0x01, 0x00));
        byte[] bytes = module.bytes();
        int nop = bytes.length - 3;
        assertThat(lines(module, 0)).containsExactly("(func $f (;0;)",
                "%07x:   nop".formatted(nop), "%07x:   unreachable".formatted(nop + 1),
                "%07x: end".formatted(nop + 2), ")");
    }

    @Test
    void numbersAndAtomicsAreWrittenOut() {
        var module = new ModuleBytes().memory(1);
        module.function("f", module.type(new int[0]), new int[0], ModuleBytes.code()
                .op(0x43, 0, 0, 0xc0, 0xff, 0x1a).op(0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x1a)
                .op(0x43, 0, 0, 0x80, 0x7f, 0x1a).i64(1L << 40).op(0x1a).i32(8).i32(1)
                .op(0xfe, 0x1e, 2, 4).op(0x1a, 0xfe, 3, 0, 0xd0, 0x6f, 0x1a).i32(0).i32(0).i32(0)
                .op(0xfc, 10, 0, 0));
        assertThat(text(module, 0)).contains("  f32.const -nan:0x400000", "  f64.const 1.0",
                "  f32.const inf", "  i64.const 1099511627776", "  i32.atomic.rmw.add offset=4",
                "  atomic.fence", "  ref.null extern", "  memory.copy");
    }

    @Test
    void anImportedFunctionIsOneLine() {
        var module = new ModuleBytes();
        module.importFunction("host", "quiet", module.type(new int[]{I32}));
        assertThat(text(module, 0))
                .containsExactly("(import func $host.quiet (;0;) (param i32))");
    }
}
