package dev.hostless.devices.register;

import java.util.ArrayList;
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
    private final RegisterFile file = new RegisterFile("uart0", 0x20);

    @Test
    void eachAccessModeFollowsItsRule() {
        var register = file.at(0, "CR", 0b111111);
        register.flag(0, "PLAIN", RW);
        register.flag(1, "READ", R);
        register.flag(2, "WRITE", W);
        register.flag(3, "ONREAD", RC_R);
        register.flag(4, "ONONE", RC_W1);
        register.flag(5, "ONZERO", RC_W0);

        assertThat(file.read(0)).isEqualTo(0b111011);
        assertThat(file.read(0)).isEqualTo(0b110011);
        file.write(0, 0b100000);
        assertThat(file.read(0)).as("only RW follows the zero").isEqualTo(0b110010);
        file.write(0, 0b010001);
        assertThat(file.read(0)).isEqualTo(0b000011);
        assertThat(register.value()).isEqualTo(0b000011);
        file.reset();
        assertThat(file.read(0)).isEqualTo(0b111011);
    }

    @Test
    void undeclaredBitsReadAsZeroAndIgnoreWrites() {
        file.at(4, "CR", 0).bits(4, 8, "RATE", RW);
        file.write(4, -1);
        assertThat(file.read(4)).isEqualTo(0xff0);
    }

    @Test
    void aRegisterWithoutFieldsIsOneWord() {
        file.at(8, "DR", 7);
        assertThat(file.read(8)).isEqualTo(7);
        file.write(8, 0xdeadbeef);
        assertThat(file.read(8)).isEqualTo(0xdeadbeef);
    }

    @Test
    void callbacksSeeTheWordAndReplaceReads() {
        var written = new ArrayList<Integer>();
        var register = file.at(0, "DR", 0).onRead(() -> 0x1ff).onWrite(written::add);
        register.bits(0, 8, "DATA", RW);
        file.write(0, 0x341);
        assertThat(written).containsExactly(0x341);
        assertThat(register.value()).isEqualTo(0x41);
        assertThat(file.read(0)).as("masked by what is declared").isEqualTo(0xff);
    }

    @Test
    void fieldsReadAndWriteTheirBits() {
        var register = file.at(0, "CR", 0);
        var low = register.bits(0, 4, "LOW", RW);
        var high = register.bits(28, 4, "HIGH", R);
        low.set(9);
        high.set(15);
        assertThat(register.value()).isEqualTo(0xf0000009);
        assertThat(high.value()).isEqualTo(15);
        high.set(false);
        assertThat(high.isSet()).isFalse();
        assertThat(low.isSet()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> low.set(16))
                .withMessageContaining("CR.LOW must fit 4 bits, not 0x10");
        assertThatIllegalArgumentException().isThrownBy(() -> high.set(16));
    }

    @Test
    void unmodelledBitsAreStoredAndNamedOnce() {
        var named = new ArrayList<String>();
        file.unmodelled().onFirstWrite(named::add);
        var register = file.at(0, "CR", 0);
        register.flag(0, "EN", RW);
        register.unmodelled(4, 2, "RTSEn").unmodelled(8, 1, "SIREN");
        file.write(0, 1);
        assertThat(named).isEmpty();
        file.write(0, 0x21);
        file.write(0, 0x11);
        assertThat(file.read(0)).isEqualTo(0x11);
        assertThat(named).containsExactly("uart0.CR.RTSEn");
        file.write(0, 0x100);
        assertThat(file.unmodelled().written()).containsExactly("uart0.CR.RTSEn",
                "uart0.CR.SIREN");
    }

    @Test
    void wrongDeclarationsAreRefused() {
        var register = file.at(0, "CR", 0);
        register.bits(4, 4, "RATE", RW);
        assertThatIllegalArgumentException().isThrownBy(() -> register.flag(7, "X", RW))
                .withMessageContaining("uart0.CR.X overlaps RATE in bits 0x80");
        assertThatIllegalArgumentException().isThrownBy(() -> register.flag(0, "RATE", RW))
                .withMessageContaining("declared twice");
        assertThatIllegalArgumentException().isThrownBy(() -> register.bits(30, 3, "Y", RW))
                .withMessageContaining("must lie in bits 0..31, not 30..32");
        assertThatIllegalArgumentException().isThrownBy(() -> register.unmodelled(5, 1, "Z"));
        assertThatIllegalArgumentException().isThrownBy(() -> register.bits(0, 0, "NONE", RW));
        assertThatIllegalArgumentException().isThrownBy(() -> file.at(0, "SR", 0))
                .withMessageContaining("uart0.SR overlaps CR at uart0+0x0");
        assertThatIllegalArgumentException().isThrownBy(() -> file.at(4, "CR", 0))
                .withMessageContaining("uart0+0x0 and uart0+0x4");
        assertThatIllegalArgumentException().isThrownBy(() -> file.at(0x20, "FAR", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> file.at(6, "ODD", 0));
    }

    @Test
    void whatIsNotDeclaredIsABusFault() {
        file.at(0, "CR", 0);
        assertThatExceptionOfType(BusFault.class).isThrownBy(() -> file.read(0x18))
                .withMessage("no register at uart0+0x18");
        assertThatExceptionOfType(BusFault.class).isThrownBy(() -> file.write(4, 0));
        assertThatExceptionOfType(BusFault.class).isThrownBy(() -> file.read(-4));
        assertThatExceptionOfType(BusFault.class).isThrownBy(() -> file.read(2))
                .withMessageContaining("uart0+0x2");
    }
}
