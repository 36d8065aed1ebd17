package dev.hostless.devices.register;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static dev.hostless.devices.register.Access.R;
import static dev.hostless.devices.register.Access.RC_R;
import static dev.hostless.devices.register.Access.RC_W0;
import static dev.hostless.devices.register.Access.RC_W1;
import static dev.hostless.devices.register.Access.RW;
import static dev.hostless.devices.register.Access.W;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RegisterFileTest {
    private static final Fidelity FIDELITY = new Fidelity("A device", "no manual", List.of(),
            List.of());

    private final List<Integer> written = new ArrayList<>();
    private final RegisterLayout<List<Integer>> layout = new RegisterLayout<>("uart", 0x20,
            FIDELITY);

    private RegisterFile<List<Integer>> made() {
        return new RegisterFile<>("uart0", layout, written);
    }

    @Test
    void eachAccessModeFollowsItsRule() {
        var register = layout.at(0, "CR", 0b111111);
        register.flag(0, "PLAIN", RW);
        register.flag(1, "READ", R);
        register.flag(2, "WRITE", W);
        register.flag(3, "ONREAD", RC_R);
        register.flag(4, "ONONE", RC_W1);
        register.flag(5, "ONZERO", RC_W0);

        var file = made();
        assertThat(file.read(0)).isEqualTo(0b111011);
        assertThat(file.read(0)).isEqualTo(0b110011);
        file.write(0, 0b100000);
        assertThat(file.read(0)).as("only RW follows the zero").isEqualTo(0b110010);
        file.write(0, 0b010001);
        assertThat(file.read(0)).isEqualTo(0b000011);
        assertThat(file.value(register)).isEqualTo(0b000011);
        file.reset();
        assertThat(file.read(0)).isEqualTo(0b111011);
    }

    @Test
    void undeclaredBitsReadAsZeroAndIgnoreWrites() {
        layout.at(4, "CR", 0).bits(4, 8, "RATE", RW);
        var file = made();
        file.write(4, -1);
        assertThat(file.read(4)).isEqualTo(0xff0);
    }

    @Test
    void aRegisterWithoutFieldsIsOneWord() {
        layout.at(8, "DR", 7);
        var file = made();
        assertThat(file.read(8)).isEqualTo(7);
        file.write(8, 0xdeadbeef);
        assertThat(file.read(8)).isEqualTo(0xdeadbeef);
    }

    @Test
    void callbacksSeeTheWordAndReplaceReads() {
        var register = layout.at(0, "DR", 0).onRead(_ -> 0x1ff).onWrite(List::add);
        register.bits(0, 8, "DATA", RW);
        var file = made();
        file.write(0, 0x341);
        assertThat(written).containsExactly(0x341);
        assertThat(file.value(register)).isEqualTo(0x41);
        assertThat(file.read(0)).as("masked by what is declared").isEqualTo(0xff);
    }

    @Test
    void fieldsReadAndWriteTheirBits() {
        var register = layout.at(0, "CR", 0);
        var low = register.bits(0, 4, "LOW", RW);
        var high = register.bits(28, 4, "HIGH", R);
        var file = made();
        file.set(low, 9);
        file.set(high, 15);
        assertThat(file.value(register)).isEqualTo(0xf0000009);
        assertThat(file.value(high)).isEqualTo(15);
        file.set(high, false);
        assertThat(file.isSet(high)).isFalse();
        assertThat(file.isSet(low)).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> file.set(low, 16))
                .withMessageContaining("CR.LOW must fit 4 bits, not 0x10");
        assertThatIllegalArgumentException().isThrownBy(() -> file.set(high, 16));
    }

    @Test
    void instancesShareTheDeclarationsAndNotTheWords() {
        var rate = layout.at(0, "CR", 0x20).bits(4, 4, "RATE", RW);
        var one = made();
        var other = made();
        one.write(0, 0x70);
        assertThat(one.value(rate)).isEqualTo(7);
        assertThat(other.value(rate)).isEqualTo(2);
    }

    @Test
    void unmodelledBitsAreStoredAndNamedOnce() {
        var register = layout.at(0, "CR", 0);
        register.flag(0, "EN", RW);
        register.unmodelled(4, 2, "RTSEn").unmodelled(8, 1, "SIREN");
        var file = made();
        file.write(0, 1);
        assertThat(file.unmodelledWritten()).isEmpty();
        file.write(0, 0x21);
        file.write(0, 0x11);
        assertThat(file.read(0)).isEqualTo(0x11);
        assertThat(file.unmodelledWritten()).containsExactly("uart0.CR.RTSEn");
        file.write(0, 0x100);
        assertThat(file.unmodelledWritten()).containsExactly("uart0.CR.RTSEn", "uart0.CR.SIREN");
        assertThat(made().unmodelledWritten()).isEmpty();
        assertThat(layout.unmodelledNames()).containsExactly("CR.RTSEn", "CR.SIREN");
    }

    @Test
    void wrongDeclarationsAreRefused() {
        var register = layout.at(0, "CR", 0);
        register.bits(4, 4, "RATE", RW);
        assertThatIllegalArgumentException().isThrownBy(() -> register.flag(7, "X", RW))
                .withMessageContaining("uart.CR.X overlaps RATE in bits 0x80");
        assertThatIllegalArgumentException().isThrownBy(() -> register.flag(0, "RATE", RW))
                .withMessageContaining("declared twice");
        assertThatIllegalArgumentException().isThrownBy(() -> register.bits(30, 3, "Y", RW))
                .withMessageContaining("must lie in bits 0..31, not 30..32");
        assertThatIllegalArgumentException().isThrownBy(() -> register.unmodelled(5, 1, "Z"));
        assertThatIllegalArgumentException().isThrownBy(() -> register.bits(0, 0, "NONE", RW));
        assertThatIllegalArgumentException().isThrownBy(() -> layout.at(0, "SR", 0))
                .withMessageContaining("uart.SR overlaps CR at uart+0x0");
        assertThatIllegalArgumentException().isThrownBy(() -> layout.at(4, "CR", 0))
                .withMessageContaining("uart+0x0 and uart+0x4");
        assertThatIllegalArgumentException().isThrownBy(() -> layout.at(0x20, "FAR", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> layout.at(6, "ODD", 0));
    }

    @Test
    void whatIsNotDeclaredIsABusFault() {
        layout.at(0, "CR", 0);
        var file = made();
        assertThatExceptionOfType(BusFault.class).isThrownBy(() -> file.read(0x18))
                .withMessage("no register at uart0+0x18");
        assertThatExceptionOfType(BusFault.class).isThrownBy(() -> file.write(4, 0));
        assertThatExceptionOfType(BusFault.class).isThrownBy(() -> file.read(-4));
        assertThatExceptionOfType(BusFault.class).isThrownBy(() -> file.read(2))
                .withMessageContaining("uart0+0x2");
    }
}
