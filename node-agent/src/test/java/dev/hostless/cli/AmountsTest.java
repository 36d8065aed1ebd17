package dev.hostless.cli;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AmountsTest {
    private static final long HZ = 50_000_000;

    @Test
    void sizesAreBytesOrPowersOfTwo() {
        assertThat(Amounts.bytes("--ram", "65536")).isEqualTo(65_536);
        assertThat(Amounts.bytes("--ram", "512KiB")).isEqualTo(524_288);
        assertThat(Amounts.bytes("--ram", "1.5MiB")).isEqualTo(1_572_864);
        assertThat(Amounts.bytes("--ram", "1GiB")).isEqualTo(1L << 30);
    }

    @Test
    void frequenciesAreHertzOrPowersOfTen() {
        assertThat(Amounts.hertz("--hz", "168MHz")).isEqualTo(168_000_000);
        assertThat(Amounts.hertz("--hz", "1.5GHz")).isEqualTo(1_500_000_000);
    }

    @Test
    void timesAreCyclesOrBoardTimeRoundedUp() {
        assertThat(Amounts.cycles("--for", "123", HZ)).isEqualTo(123);
        assertThat(Amounts.cycles("--for", "20ms", HZ)).isEqualTo(1_000_000);
        assertThat(Amounts.cycles("--for", "1.5s", HZ)).isEqualTo(75_000_000);
        assertThat(Amounts.cycles("--for", "1ns", HZ)).isEqualTo(1);
        assertThat(Amounts.cycles("--for", "2h", HZ)).isEqualTo(7_200 * HZ);
    }

    @Test
    void whatMakesNoSenseIsAnsweredWithExamples() {
        assertThatThrownBy(() -> Amounts.bytes("--ram", "12 parsecs"))
                .hasMessage("--ram: wanted a size such as 65536, 512KiB or 16MiB,"
                        + " got '12 parsecs'");
        assertThatThrownBy(() -> Amounts.cycles("--for", "3x", HZ)).hasMessageContaining("1.5s")
                .hasMessageContaining("got '3x'");
        assertThatThrownBy(() -> Amounts.cycles("--for", "-1s", HZ))
                .hasMessageContaining("got '-1s'");
        assertThatThrownBy(() -> Amounts.cycles("--for", "999999999999999999h", HZ))
                .hasMessageContaining("too");
    }
}
