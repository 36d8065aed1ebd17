package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A guest is written down between two calls, and another one goes on from there. */
class GuestStateTest {
    private static final int I32 = ModuleBytes.I32;
    private static final int[] NO_LOCALS = {};

    /** Told by the guest from inside of a call. */
    public static final class Host implements HostModule {
        private Runnable inside = () -> {};

        @Override
        public String name() {
            return "host";
        }

        @HostFunction("look")
        public void look() {
            inside.run();
        }
    }

    private final Host host = new Host();

    /** Counts its start function's runs at 8, stores, loads, grows and moves table elements. */
    private static Program program(Tiers tiers, int memoryPages) {
        var module = new ModuleBytes().memory(memoryPages);
        int none = module.type(NO_LOCALS);
        int read = module.type(new int[]{I32}, I32);
        int write = module.type(new int[]{I32, I32});
        module.importFunction("host", "look", none);
        int begin = module.function("begin", none, NO_LOCALS, ModuleBytes.code().i32(8).i32(8)
                .op(0x28, 2, 0).i32(1).op(0x6a).op(0x36, 2, 0));
        module.function("load", read, NO_LOCALS, ModuleBytes.code().get(0).op(0x28, 2, 0));
        module.function("store", write, NO_LOCALS,
                ModuleBytes.code().get(0).get(1).op(0x36, 2, 0));
        module.function("grow", read, NO_LOCALS, ModuleBytes.code().get(0).op(0x40, 0));
        // table.set of an element to another function or to null.
        module.function("forget", module.type(new int[]{I32}), NO_LOCALS,
                ModuleBytes.code().get(0).op(0xd0, 0x70).op(0x26, 0));
        module.function("copy", write, NO_LOCALS,
                ModuleBytes.code().get(0).get(1).op(0x25, 0).op(0x26, 0));
        module.function("look", none, NO_LOCALS, ModuleBytes.code().call(0));
        return new Engine(EngineOptions.defaults().withTiers(tiers))
                .load(module.table().start(begin).bytes());
    }

    private Guest guest(Program program) {
        return program.instantiate(Imports.of(host), GuestOptions.defaults());
    }

    private static byte[] saved(Guest guest) throws IOException {
        var bytes = new ByteArrayOutputStream();
        guest.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private Guest restored(Program program, byte[] state, GuestOptions options)
            throws IOException {
        return program.restore(Imports.of(host), options,
                new DataInputStream(new ByteArrayInputStream(state)));
    }

    @ParameterizedTest
    @EnumSource(Tiers.class)
    void memoryAndTablesAreTakenOver(Tiers tiers) throws IOException {
        var program = program(tiers, 1);
        var guest = guest(program);
        guest.call("store", 100, 7);
        guest.call("grow", 2);
        guest.call("store", 150_000, 9);
        guest.call("forget", 1);
        guest.call("copy", 2, 4);
        byte[] state = saved(guest);
        assertThat(state.length).as("what is zero is not written").isLessThan(20_000);

        var copy = restored(program, state, GuestOptions.defaults());
        assertThat(copy.call("load", 8)).as("the start function ran once").containsExactly(1);
        assertThat(copy.call("load", 100)).containsExactly(7);
        assertThat(copy.call("load", 150_000)).containsExactly(9);
        assertThat(copy.memory().pages()).isEqualTo(3);
        assertThatExceptionOfType(Trap.class).isThrownBy(() -> copy.element(0, 1));
        assertThat(copy.element(0, 0).type().results()).isEmpty();
        assertThat(copy.element(0, 2).type()).isEqualTo(copy.element(0, 4).type());
        assertThat(copy.element(0, 3).call(0)).as("grow by nothing").containsExactly(3);
        assertThat(saved(copy)).isEqualTo(state);
        copy.call("store", 100, 8);
        assertThat(guest.call("load", 100)).as("nothing is shared").containsExactly(7);
    }

    @Test
    void whatTheNewGuestHadIsForgotten() throws IOException {
        var program = program(Tiers.MIXED, 1);
        var guest = guest(program);
        guest.call("store", 8, 0);
        assertThat(restored(program, saved(guest), GuestOptions.defaults()).call("load", 8))
                .containsExactly(0);
    }

    @Test
    void aGuestInTheMiddleOfACallIsNotSaved() throws IOException {
        var guest = guest(program(Tiers.MIXED, 1));
        host.inside = () -> assertThatIllegalStateException().isThrownBy(() -> saved(guest))
                .withMessage("a guest with a frame on the stack cannot be saved");
        guest.call("look");
        host.inside = () -> {};
        assertThat(saved(guest)).isNotEmpty();
    }

    @Test
    void aStateThatDoesNotFitIsRefused() throws IOException {
        var program = program(Tiers.MIXED, 1);
        var guest = guest(program);
        guest.call("grow", 5);
        byte[] state = saved(guest);
        assertThatExceptionOfType(LimitExceeded.class)
                .isThrownBy(() -> restored(program, state,
                        GuestOptions.defaults().withMemoryLimitBytes(3 << 16)))
                .withMessageContaining("memory pages of a saved guest");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> restored(program,
                Arrays.copyOf(state, state.length - 5), GuestOptions.defaults()));
    }
}
