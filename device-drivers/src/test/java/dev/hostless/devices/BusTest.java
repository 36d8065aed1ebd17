package dev.hostless.devices;

import dev.hostless.devices.register.BusFault;
import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.RegisterFile;
import dev.hostless.devices.register.RegisterLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BusTest {
    /** Plain memory of four words. */
    private static final class Words implements Mmio {
        private final RegisterFile<Words> registers = new RegisterFile<>("words", layout(), this);
        private int resets;

        private static RegisterLayout<Words> layout() {
            var layout = new RegisterLayout<Words>("words", 0x10,
                    new Fidelity("Words", "no manual", List.of(), List.of()));
            for (int word = 0; word < 4; word++) {
                layout.at(4 * word, "W" + word, 0);
            }
            return layout;
        }

        @Override
        public int read32(int offset) {
            return registers.read(offset);
        }

        @Override
        public void write32(int offset, int value) {
            registers.write(offset, value);
        }

        @Override
        public void reset() {
            registers.reset();
            resets++;
        }

        @Override
        public void save(DataOutput out) throws IOException {
            registers.save(out);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            registers.restore(in);
        }

        @Override
        public int bytes() {
            return registers.layout().bytes();
        }
    }

    private final Words low = new Words();
    private final Words high = new Words();
    private final Bus bus = new Bus().map(0xe000e100, "high", high).map(0x40004000, "low", low);

    @Test
    void accessesReachTheDeviceAtItsOffset() {
        bus.write32(0x4000400c, 5);
        bus.write32(0xe000e104, 6);
        assertThat(low.read32(0xc)).isEqualTo(5);
        assertThat(high.read32(4)).isEqualTo(6);
        assertThat(bus.read32(0x4000400c)).isEqualTo(5);
        assertThat(bus.mappings()).extracting(Bus.Mapping::name).containsExactly("low", "high");
    }

    @Test
    void anUnmappedAddressNamesTheNearestDevice() {
        fault(() -> bus.read32(0x40004010), "no device at 0x40004010 to read; the nearest is low"
                + " (0x40004000..0x4000400f)");
        fault(() -> bus.write32(0, 1), "no device at 0x0 to write; the nearest is low"
                + " (0x40004000..0x4000400f)");
        fault(() -> bus.read32(0xe000e0fc), "no device at 0xe000e0fc to read; the nearest is high"
                + " (0xe000e100..0xe000e10f)");
        fault(() -> bus.read32(-4), "no device at 0xfffffffc to read; the nearest is high"
                + " (0xe000e100..0xe000e10f)");
        fault(() -> new Bus().read32(4), "no device at 0x4 to read; the bus is empty");
    }

    @Test
    void anUnalignedAccessNamesDeviceAndOffset() {
        fault(() -> bus.read32(0x40004002),
                "unaligned read at low+0x2; only aligned words have an address");
    }

    private static void fault(Runnable access, String message) {
        assertThatExceptionOfType(BusFault.class).isThrownBy(access::run).withMessage(message);
    }

    @Test
    void overlapsAreRefusedNamingBothRanges() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bus.map(0x4000400c, "other", new Words())).withMessage(
                        "other (0x4000400c..0x4000401b) overlaps low (0x40004000..0x4000400f)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bus.map(0x40003ff4, "other", new Words()));
        bus.map(0x40003ff0, "below", new Words()).map(0x40004010, "above", new Words());
        assertThat(bus.mappings()).hasSize(4);
    }

    @Test
    void namesAreUniqueAndRangesStayWithinThirtyTwoBits() {
        assertThatIllegalArgumentException().isThrownBy(() -> bus.map(0, "low", new Words()))
                .withMessageContaining("two devices are named low");
        assertThatIllegalArgumentException().isThrownBy(() -> bus.map(-8, "end", new Words()));
        assertThatIllegalArgumentException().isThrownBy(() -> bus.map(2, "odd", new Words()));
        bus.map(-16, "top", new Words());
        assertThat(bus.read32(-4)).isZero();
    }

    @Test
    void resetReachesEveryDevice() {
        bus.write32(0x40004000, 9);
        bus.reset();
        assertThat(bus.read32(0x40004000)).isZero();
        assertThat(low.resets + high.resets).isEqualTo(2);
    }
}
