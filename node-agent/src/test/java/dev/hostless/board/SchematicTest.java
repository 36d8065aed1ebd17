package dev.hostless.board;

import dev.hostless.devices.part.At24c32;
import dev.hostless.devices.part.Tmp102;
import dev.hostless.devices.part.W25q16;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SchematicTest {
    private static final int BOARDS = 1_000;
    /** About a sixth of the 64 KiB that a board may take beside its RAM. */
    private static final long BARE_BYTES_MAX = 10 << 10;
    private static final long FITTED_BYTES_MAX = 12 << 10;

    private static Schematic bare() {
        return new Schematic(TestBoard.spec(), (_, _) -> {}, () -> {});
    }

    private static Schematic fitted() {
        var board = bare();
        var sensor = new Tmp102(board.clock, 0x48, 20_000, board.gpio0.pin(2)::drive);
        var memory = new At24c32(board.clock, 0x50, new byte[0]);
        var flash = new W25q16(board.clock, 1);
        board.i2c0.attach(sensor);
        board.i2c0.attach(memory);
        board.spi0.attach(flash, board.gpio0.pin(4));
        board.fit("sensor", sensor);
        board.fit("memory", memory);
        board.fit("flash", flash);
        return board;
    }

    @Test
    void thousandsOfBoardsFit() {
        long bareBytes = bytesOf(SchematicTest::bare);
        long fittedBytes = bytesOf(SchematicTest::fitted);
        System.out.println("SchematicTest: " + bareBytes + " bytes for a board's devices, "
                + fittedBytes + " with sensor, EEPROM and flash");
        assertThat(bareBytes).isLessThan(BARE_BYTES_MAX);
        assertThat(fittedBytes).isLessThan(FITTED_BYTES_MAX);
    }

    /** The least of a few measurements, since other tests may run beside this one. */
    private static long bytesOf(Supplier<Schematic> maker) {
        maker.get();
        usedBytes(); // What earlier tests have left is gone before the first measurement.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 2; round++) {
            var kept = new ArrayList<Schematic>(BOARDS);
            long before = usedBytes();
            for (int count = 0; count < BOARDS; count++) {
                kept.add(maker.get());
            }
            least = Math.min(least, (usedBytes() - before) / kept.size());
        }
        return least;
    }

    private static long usedBytes() {
        var runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aNameIsTakenOnce() {
        var board = fitted();
        assertThatThrownBy(() -> board.fit("sensor", new W25q16(board.clock, 2)))
                .hasMessage("two things on this board are named sensor");
        assertThatThrownBy(() -> board.fit("spi0", new W25q16(board.clock, 2)))
                .hasMessage("two things on this board are named spi0");
    }

    @Test
    void partsAreInTheReport() {
        List<DeviceReport> reports = fitted().report();
        assertThat(reports).extracting(DeviceReport::name).endsWith("flash", "memory", "sensor");
        assertThat(reports.getLast().title()).isEqualTo("Temperature sensor TMP102");
        assertThat(reports.getLast().address()).isEmpty();
    }
}
