package dev.hostless.board;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The C sample: its timer interrupt calls a function of the module. */
class CTickTest {
    @Test
    void everyTickCallsTheHandlerAndEveryInterruptIsPrinted() throws IOException {
        var firmware = TestBoard.load(
                Files.readAllBytes(Path.of("../deploy/firmware/c-tick/firmware.wasm")));
        assertThat(firmware.kind()).isEqualTo(FirmwareKind.BARE);
        var board = TestBoard.run(TestBoard.spec(), firmware, made -> {
            made.injectAt(100_000_000, new InputEvent.Interrupt(3));
            made.injectAt(250_000_000, new InputEvent.Interrupt(31));
        });
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.out().lines()).startsWith("c-tick: timer at Hz 100", "ticks 50")
                .contains("irq 3", "irq 31", "ticks 500")
                .endsWith("c-tick: done, interrupts lost 0").hasSize(14);
        assertThat(board.figures().ticks()).isEqualTo(new BoardSnapshot.Ticks(500, 0));
        assertThat(board.figures().interrupts().delivered()).isEqualTo(2);
        assertThat(board.figures().virtualNanos()).isBetween(5_000_000_000L, 5_010_000_000L);
        assertThat(board.figures().gc()).isEqualTo(new GcFigures.NotObserved("no Go runtime"));
    }
}
