package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ParameterizedClass
@EnumSource(Tiers.class)
class MemoryTest {
    @Parameter
    private Tiers tiers = Tiers.COMPILED;

    private EngineOptions options() {
        return EngineOptions.defaults().withTiers(tiers);
    }

    private Guest guest(long limit) {
        var module = new ModuleBytes().memory(1);
        int unary = module.type(new int[]{ModuleBytes.I32}, ModuleBytes.I32);
        module.function("grow", unary, new int[0], ModuleBytes.code().get(0).op(0x40, 0));
        module.function("load", unary, new int[0], ModuleBytes.code().get(0).op(0x28, 2, 0));
        module.function("loadFar", unary, new int[0], ModuleBytes.code().get(0).op(0x28, 2)
                .unsigned(0xffff_fffe));
        module.function("growAndLoad", unary, new int[0], ModuleBytes.code().get(0).op(0x40, 0)
                .op(0x1a).i32(65536).op(0x28, 2, 0));
        return new Engine(options()).load(module.bytes()).instantiate(Imports.of(),
                GuestOptions.defaults().withMemoryLimitBytes(limit));
    }

    @Test
    void growsUpToTheLimitAndNotBeyond() {
        var guest = guest(3 * LinearMemory.PAGE_BYTES + 5);
        assertThat(guest.call("grow", 2)).containsExactly(1);
        assertThat(guest.call("grow", 1)).containsExactly(0xffff_ffffL);
        assertThat(guest.memory().pages()).isEqualTo(3);
        assertThat(guest.call("grow", 0xffff_ffffL)).containsExactly(0xffff_ffffL);
    }

    @Test
    void compiledCodeSeesTheGrownMemoryAtOnce() {
        var guest = guest(LinearMemory.MAX_BYTES);
        assertThat(guest.call("growAndLoad", 1)).containsExactly(0);
        guest.memory().putInt(65540, 0x01020304);
        assertThat(guest.call("load", 65540)).containsExactly(0x01020304);
    }

    /** Writes to the last word of page 2 in a loop without calls; no {@code memory.grow}. */
    private static Guest withoutGrow() {
        var module = new ModuleBytes().memory(1);
        int unary = module.type(new int[]{ModuleBytes.I32});
        module.function("f", unary, new int[0], ModuleBytes.code().op(0x03, 0x40).i32(131068)
                .get(0).op(0x36, 2, 0).get(0).i32(1).op(0x6b, 0x22).unsigned(0).brIf(0).end());
        return new Engine(EngineOptions.defaults()).load(module.bytes()).instantiate(Imports.of(),
                GuestOptions.defaults());
    }

    @Test
    void whereCodeHoldsTheArrayTheHostGrowsItOnlyBetweenCalls() {
        var guest = withoutGrow();
        assertThatThrownBy(() -> guest.call("f", 9)).isInstanceOf(Trap.class);
        assertThat(guest.memory().grow(1)).isEqualTo(1);
        guest.call("f", 9);
        assertThat(guest.memory().getInt(131068)).isEqualTo(1);
        guest.cpu().handler(_ -> guest.memory().grow(1));
        guest.cpu().deadline(guest.cpu().cycles() + 5);
        assertThatThrownBy(() -> guest.call("f", 9)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot grow");
        assertThat(guest.memory().grow(1)).isEqualTo(2);
    }

    @Test
    void aHandlerMayGrowTheMemoryOfAModuleThatGrowsItItself() {
        var guest = guest(LinearMemory.MAX_BYTES);
        guest.cpu().handler(_ -> guest.call("grow", 1));
        guest.cpu().deadline(guest.cpu().cycles());
        assertThat(guest.call("load", 65536)).containsExactly(0);
        assertThat(guest.memory().pages()).isEqualTo(2);
    }

    @Test
    void everyAccessBeyondTheEndTraps() {
        var guest = guest(LinearMemory.MAX_BYTES);
        for (long address : new long[]{65533, 65536, 0x7fff_ffff, 0x8000_0000L, 0xffff_ffffL}) {
            assertThatThrownBy(() -> guest.call("load", address)).hasMessage(
                    "out of bounds memory access");
        }
        for (long address : new long[]{0, 2, 3, 0xffff_ffffL}) {
            assertThatThrownBy(() -> guest.call("loadFar", address)).isInstanceOf(Trap.class);
        }
        assertThat(guest.call("load", 65532)).containsExactly(0);
    }

    @Test
    void theHostIsBoundByTheSameEnds() {
        var memory = new LinearMemory(1, 2);
        memory.putLong(65528, -2L);
        assertThat(memory.getInt(65532)).isEqualTo(-1);
        assertThatThrownBy(() -> memory.putInt(65533, 1)).isInstanceOf(Trap.class);
        assertThatThrownBy(() -> memory.getByte(-1)).isInstanceOf(Trap.class);
        assertThatThrownBy(() -> memory.read(65530, new byte[7], 0, 7)).isInstanceOf(Trap.class);
        assertThat(memory.grow(1)).isEqualTo(1);
        assertThat(memory.grow(1)).isEqualTo(LinearMemory.GROW_FAILED);
    }

    @Test
    void aModuleThatStartsAboveTheLimitIsRefused() {
        assertThatThrownBy(() -> guest(100)).isInstanceOf(LimitExceeded.class);
    }
}
