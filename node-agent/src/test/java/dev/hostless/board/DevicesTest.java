package dev.hostless.board;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Guests at the registers of the board's devices. */
class DevicesTest {
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};
    private static final byte[] I64 = {TinyModule.I64};

    private static final int TIMER = 0x4005_0000;
    private static final int WATCHDOG = 0x4007_0000;
    private static final int UART0 = 0x4000_0000;
    private static final int DMA = 0x400a_0000;
    private static final int GPIO = 0x4003_0000;

    private final TinyModule module = new TinyModule();
    private final List<byte[]> code = new ArrayList<>();

    DevicesTest() {
        module.importFunction("env", "uart_write_byte", I32, NONE);
        module.importFunction("board", "wait_for_interrupt", I64, I32);
        module.importFunction("board", "mmio_read", I32, I32);
        module.importFunction("board", "mmio_write", new byte[]{TinyModule.I32, TinyModule.I32},
                NONE);
    }

    private void write(int address, int value) {
        code.add(TinyModule.join(TinyModule.i32(address), TinyModule.i32(value),
                TinyModule.call(3)));
    }

    /** Sleeps until a line is pending; prints 'a' + the pending lines, from one of them on. */
    private void await(long nanos, int line) {
        code.add(TinyModule.join(TinyModule.i64(nanos), TinyModule.call(1), TinyModule.i32(line),
                new byte[]{0x76}, TinyModule.i32('a'), new byte[]{0x6a}, TinyModule.call(0)));
    }

    /** Prints 'a' + the register. */
    private void print(int address) {
        code.add(TinyModule.join(TinyModule.i32(address), TinyModule.call(2), TinyModule.i32('a'),
                new byte[]{0x6a}, TinyModule.call(0)));
    }

    private TestBoard run() {
        module.export("_start", NONE, NONE,
                TinyModule.join(code.toArray(byte[][]::new)));
        return TestBoard.run(module.bytes());
    }

    @Test
    void aTimerWakesAGuestAtItsCycle() {
        write(TIMER + 0x2c, 999_999);
        write(TIMER + 0x0c, 1);
        write(TIMER, 1);
        await(-1, Lines.TIMER0);
        var board = run();
        assertThat(board.out()).isEqualTo("b");
        assertThat(board.figures().cycle()).isBetween(1_000_000L, 1_010_000L);
    }

    @Test
    void aChannelDrivesAPinThatAnotherCaptures() {
        write(GPIO + 0x38, 1 << 16); // Channel 1 drives pin 16; channel 2 hears it, too.
        write(TIMER + 0x2c, 9_999);
        write(TIMER + 0x34, 4_000);
        write(TIMER + 0x18, 7 << 4 | 2 << 8); // Low, then high from 4,000 on; channel 2 captures.
        write(TIMER + 0x20, 0x11);
        write(TIMER + 0x0c, 1 << 2);
        write(TIMER, 1);
        await(-1, Lines.TIMER0);
        code.add(TinyModule.join(TinyModule.i32(TIMER + 0x38), TinyModule.call(2),
                TinyModule.i32(1_000), new byte[]{0x6d}, TinyModule.i32('0'), new byte[]{0x6a},
                TinyModule.call(0)));
        assertThat(run().out()).as("captured at 4 thousand").isEqualTo("b4");
    }

    @Test
    void aWatchdogThatNobodyReloadsResetsTheBoardUntilThatIsTooOften() {
        write(WATCHDOG, 0x5555);
        write(WATCHDOG + 0x08, 31);
        write(WATCHDOG, 0xcccc);
        await(1_000_000_000, 0);
        var board = run();
        assertThat(board.end()).isInstanceOfSatisfying(BoardState.Trapped.class,
                trapped -> assertThat(trapped.trap()).isEqualTo("the board was reset more than "
                        + "1000 times, the last time by watchdog"));
        assertThat(board.out()).isEmpty();
        assertThat(board.figures().virtualNanos()).isBetween(4_000_000_000L, 4_200_000_000L);
    }

    @Test
    void aWatchdogThatExpiresAfterTheGuestsEndChangesNothing() {
        module.data(64, "x".repeat(3_000).getBytes(StandardCharsets.US_ASCII));
        write(WATCHDOG, 0x5555);
        write(WATCHDOG + 0x08, 0);
        write(WATCHDOG, 0xcccc);
        code.add(TinyModule.join(TinyModule.i32('e'), TinyModule.call(0)));
        write(UART0 + 0x24, 0xffff); // A very slow line: the last byte outlasts the watchdog.
        write(UART0 + 0x2c, 0x70);
        code.add(TinyModule.join(TinyModule.i32('f'), TinyModule.call(0)));
        assertThat(run().end()).isEqualTo(new BoardState.Halted(0));
    }

    @Test
    void directMemoryAccessSendsTheGuestsMemory() {
        module.data(1_000, "straight from memory".getBytes(StandardCharsets.US_ASCII));
        write(UART0 + 0x48, 2);
        write(DMA + 0x10, UART0);
        write(DMA + 0x14, 1_000);
        write(DMA + 0x0c, 20);
        write(DMA + 0x08, 0b1001_0011);
        await(-1, Lines.DMA0);
        var board = run();
        assertThat(board.out()).isEqualTo("straight from memoryb");
    }

    @Test
    void anAddressOutsideOfMemoryIsATransferErrorAndHarmsNothing() {
        write(UART0 + 0x48, 2);
        write(DMA + 0x10, UART0);
        write(DMA + 0x14, -1);
        write(DMA + 0x0c, 20);
        write(DMA + 0x08, 0b1001_1001);
        await(-1, Lines.DMA0);
        print(DMA);
        assertThat(run().out()).as("GIF and TEIF").isEqualTo("bj");
    }

    @Test
    void theReportTellsWhatWasWrittenToNoEffect() {
        write(UART0 + 0x30, 0x4301);
        var devices = run().report().devices();
        assertThat(devices).extracting(DeviceReport::name).containsExactly("uart0", "rtc", "trng",
                "gpio0", "uart1", "timer0", "timer1", "watchdog", "spi0", "i2c0", "dma0",
                "systick", "nvic");
        assertThat(devices.getFirst().unmodelledWritten())
                .containsExactly("uart0.UARTCR.RTSEn");
        assertThat(devices.getFirst().unmodelledBits()).contains("UARTCR.RTSEn");
        assertThat(devices.get(1).manual()).isNotEmpty();
    }
}
