package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.ModuleBytes.Code;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ParameterizedClass
@EnumSource(Tiers.class)
class MemoryProtectionTest {
    @Parameter
    private Tiers tiers = Tiers.COMPILED;

    private static final int I32 = ModuleBytes.I32;

    /** An access to the bytes that its function gets the address of; the offset is 4. */
    private record Access(Code code, int bytes, boolean writes) {
    }

    private static Access load(int opcode, int bytes) {
        return new Access(ModuleBytes.code().get(0).op(opcode, 0, 4).op(0x1a), bytes, false);
    }

    private static Access store(Code value, int opcode, int bytes) {
        return new Access(ModuleBytes.code().get(0).append(value.bytes()).op(opcode, 0, 4), bytes,
                true);
    }

    private static Access atomic(Code operands, int number, int alignment, int bytes, boolean drop,
            boolean writes) {
        var code = ModuleBytes.code().get(0).append(operands.bytes())
                .op(0xfe, number, alignment, 4);
        return new Access(drop ? code.op(0x1a) : code, bytes, writes);
    }

    private static Code bulk(Code target, Code source, Code length, int... opcode) {
        return ModuleBytes.code().append(target.bytes()).append(source.bytes())
                .append(length.bytes()).op(opcode);
    }

    private static Code address() {
        return ModuleBytes.code().get(0).i32(4).op(0x6a);
    }

    private static Code i32(int value) {
        return ModuleBytes.code().i32(value);
    }

    private EngineOptions options() {
        return EngineOptions.defaults().withTiers(tiers);
    }

    private static Map<String, Access> accesses() {
        var f32 = ModuleBytes.code().op(0x43, 0, 0, 0, 0);
        var f64 = ModuleBytes.code().op(0x44, 0, 0, 0, 0, 0, 0, 0, 0);
        var i64 = ModuleBytes.code().i64(1);
        return Map.ofEntries(Map.entry("i32.load", load(0x28, 4)),
                Map.entry("i64.load", load(0x29, 8)), Map.entry("f64.load", load(0x2b, 8)),
                Map.entry("i32.load8_u", load(0x2d, 1)), Map.entry("i64.load16_s", load(0x32, 2)),
                Map.entry("i32.store", store(i32(1), 0x36, 4)),
                Map.entry("i64.store", store(i64, 0x37, 8)),
                Map.entry("f32.store", store(f32, 0x38, 4)),
                Map.entry("f64.store", store(f64, 0x39, 8)),
                Map.entry("i64.store8", store(i64, 0x3c, 1)),
                Map.entry("i64.store32", store(i64, 0x3e, 4)),
                Map.entry("i32.atomic.load", atomic(ModuleBytes.code(), 0x10, 2, 4, true, false)),
                Map.entry("i64.atomic.store", atomic(i64, 0x18, 3, 8, false, true)),
                Map.entry("i32.atomic.rmw.add", atomic(i32(1), 0x1e, 2, 4, true, true)),
                Map.entry("memory.fill", new Access(bulk(address(), i32(1), i32(16), 0xfc, 0x0b, 0),
                        16, true)),
                Map.entry("memory.copy from", new Access(bulk(i32(4096), address(), i32(16), 0xfc,
                        0x0a, 0, 0), 16, false)),
                Map.entry("memory.copy to", new Access(bulk(address(), i32(4096), i32(16), 0xfc,
                        0x0a, 0, 0), 16, true)));
    }

    private Guest guest(Code code, EngineOptions options) {
        var module = new ModuleBytes().memory(1);
        module.function("f", module.type(new int[]{I32}), new int[0], code);
        return new Engine(options).load(module.bytes()).instantiate(Imports.of(),
                GuestOptions.defaults());
    }

    @TestFactory
    Stream<DynamicTest> everyAccessObeysTheRanges() {
        return accesses().entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(),
                () -> obeys(entry.getValue())));
    }

    private void obeys(Access access) {
        var guest = guest(access.code, options().withMemoryProtection(true));
        var memory = guest.memory();
        for (var kind : List.of(MemoryAccess.READ_ONLY, MemoryAccess.NONE)) {
            memory.protect(0x1000 - 0x800, 0x40, kind);
            memory.protect(0x200, 0x100, kind);
            boolean forbidden = access.writes || kind == MemoryAccess.NONE;
            for (int address : new int[]{0x200, 0x2f8}) {
                check(guest, access, address - 4, forbidden, kind);
            }
            check(guest, access, 0x200 - access.bytes - 4, false, kind);
            check(guest, access, 0x300 - 4, false, kind);
        }
        memory.protect(0x200, 0x100, MemoryAccess.READ_WRITE);
        check(guest, access, 0x200 - 4, false, MemoryAccess.READ_WRITE);
    }

    private static void check(Guest guest, Access access, int address, boolean forbidden,
            MemoryAccess kind) {
        if (!forbidden) {
            assertThat(guest.call("f", address)).isEmpty();
            return;
        }
        long before = guest.cpu().cycles();
        var trap = catchThrowableOfType(Trap.class, () -> guest.call("f", address));
        assertThat(trap.kind()).isEqualTo(TrapKind.MEMORY_PROTECTION);
        assertThat(trap).hasMessage("memory protection: %s of %d bytes at 0x%x, the range 0x200 to"
                .formatted(access.writes ? "write" : "read", access.bytes, address + 4)
                + " 0x2ff is " + (kind == MemoryAccess.NONE ? "without access" : "read-only"));
        assertThat(trap.frames()).hasSize(1);
        assertThat(guest.cpu().cycles()).isGreaterThan(before);
    }

    @Test
    void theHostObeysOnTheGuestsBehalfAndADebuggerDoesNot() {
        var memory = new LinearMemory(1, 2);
        memory.putInt(0x104, 77);
        memory.protect(0x100, 8, MemoryAccess.NONE);
        memory.protect(0x108, 8, MemoryAccess.READ_ONLY);
        assertThatThrownBy(() -> memory.getInt(0x104)).hasMessage(
                "memory protection: read of 4 bytes at 0x104, the range 0x100 to 0x107 is without"
                        + " access");
        assertThatThrownBy(() -> memory.write(0x10c, new byte[9], 0, 9)).isInstanceOf(Trap.class);
        assertThatThrownBy(() -> memory.fill(0x10f, (byte) 1, 1)).isInstanceOf(Trap.class);
        assertThat(memory.getLong(0x108)).isZero();
        assertThat(memory.copyOf(0x108, 8)).hasSize(8);
        memory.read(0x108, new byte[8], 0, 8);
        assertThat(memory.getByte(0x10f)).isZero();
        assertThatThrownBy(() -> memory.putByte(0x10f, (byte) 1)).isInstanceOf(Trap.class);
        assertThatThrownBy(() -> memory.putLong(0x109, 1)).isInstanceOf(Trap.class);
        assertThatThrownBy(() -> memory.copyOf(0xff, 2)).isInstanceOf(Trap.class);
        assertThatThrownBy(() -> memory.getLong(0xf9)).isInstanceOf(Trap.class);
        byte[] seen = new byte[4];
        memory.peek(0x104, seen, 0, 4);
        assertThat(seen).containsExactly(77, 0, 0, 0);
        memory.protect(0x104, 1, MemoryAccess.READ_WRITE);
        assertThat(memory.getByte(0x104)).isEqualTo((byte) 77);
        assertThatThrownBy(() -> memory.getByte(0x103)).isInstanceOf(Trap.class);
        assertThatThrownBy(() -> memory.getByte(0x105)).isInstanceOf(Trap.class);
    }

    @Test
    void onlyAProgramThatWasCompiledForItCanBeProtected() {
        var guest = guest(load(0x28, 4).code, options());
        assertThatThrownBy(() -> guest.memory().protect(0, 4, MemoryAccess.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("withMemoryProtection");
    }

    @Test
    void rangesAreCheckedAndCounted() {
        var memory = new LinearMemory(1, 2);
        for (int[] bad : new int[][]{{-1, 4}, {0, 0}, {0, -4}, {131072, 1}, {131071, 2}}) {
            assertThatThrownBy(() -> memory.protect(bad[0], bad[1], MemoryAccess.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0x0 to 0x1ffff");
        }
        for (int i = 0; i < Protection.MAX_RANGES; i++) {
            memory.protect(4 * i, 1, MemoryAccess.NONE);
        }
        assertThatThrownBy(() -> memory.protect(60_000, 1, MemoryAccess.NONE))
                .isInstanceOf(IllegalStateException.class);
        memory.protect(0, 65536, MemoryAccess.READ_WRITE);
        memory.putLong(0, 1);
    }

    @Test
    void aRangeMayLieWhereTheMemoryWillGrow() {
        var memory = new LinearMemory(1, 2);
        memory.protect(65536, 16, MemoryAccess.READ_ONLY);
        memory.grow(1);
        assertThat(memory.getInt(65536)).isZero();
        assertThatThrownBy(() -> memory.putInt(65533, 1)).isInstanceOf(Trap.class);
    }
}
