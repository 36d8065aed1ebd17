package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ParameterizedClass
@EnumSource(Tiers.class)
class TrapFrameTest {
    @Parameter
    private Tiers tiers = Tiers.COMPILED;

    private EngineOptions options() {
        return EngineOptions.defaults().withTiers(tiers);
    }

    @Test
    void framesNameFunctionAndInstruction() {
        var module = new ModuleBytes();
        int type = module.type(new int[0]);
        int inner = module.function("inner", type, new int[0],
                ModuleBytes.code().op(0x01, 0x01).op(0x00));
        module.function("outer", type, new int[0], ModuleBytes.code().op(0x01).call(inner));
        byte[] bytes = module.bytes();
        var guest = new Engine(options()).load(bytes).instantiate(Imports.of(),
                GuestOptions.defaults());
        var trap = catchThrowableOfType(Trap.class, () -> guest.call("outer"));
        assertThat(trap.kind()).isEqualTo(TrapKind.UNREACHABLE);
        assertThat(trap.getMessage()).isEqualTo("unreachable");
        assertThat(trap.frames()).extracting(TrapFrame::name).containsExactly("inner", "outer");
        assertThat(trap.frames()).extracting(f -> bytes[f.wasmOffset()] & 0xff)
                .containsExactly(0x00, 0x10);
    }

    @Test
    void deepTrapsKeepABoundedNumberOfFrames() {
        var module = new ModuleBytes();
        int type = module.type(new int[]{ModuleBytes.I32});
        module.function("f", type, new int[0], ModuleBytes.code().get(0).op(0x45, 0x04, 0x40, 0x00)
                .end().get(0).i32(1).op(0x6b).call(0));
        var guest = new Engine(options()).load(module.bytes())
                .instantiate(Imports.of(), GuestOptions.defaults());
        var trap = catchThrowableOfType(Trap.class, () -> guest.call("f", 500));
        assertThat(trap.frames()).hasSize(Trap.MAX_FRAMES);
    }
}
