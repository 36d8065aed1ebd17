package dev.hostless.board;

import dev.hostless.board.PartSpec.Button.Press;
import dev.hostless.board.PartSpec.Tmp102.Temperature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Parts as small guests use them, on boards of 100 MHz. */
class SolderedPartsTest {
    private static final int GPIO = 0x4003_0000;
    private static final int WATCHDOG = 0x4007_0000;
    private static final int I2C = 0x4009_0000;
    private static final int CR1 = I2C;
    private static final int DR = I2C + 0x10;
    private static final int SR1 = I2C + 0x14;
    private static final int SR2 = I2C + 0x18;
    private static final int PE = 1;
    private static final int START = 1 << 8;
    private static final int STOP = 1 << 9;
    private static final int ACK = 1 << 10;
    private static final int REFUSED = 10;
    private static final int EEPROM = 0x50;
    private static final long MILLISECOND = 1_000_000;

    private final FaultGuest guest = new FaultGuest();

    private static TestBoard run(List<PartSpec> parts, byte[] module, String... faults) {
        var spec = TestBoard.spec().withEquipment(Equipment.PLAIN.withParts(parts));
        return TestBoard.run(spec, TestBoard.load(module), board -> {
            for (var fault : faults) {
                board.plan(FaultPlan.parse(fault));
            }
            board.stopAt(200_000_000);
        });
    }

    private static PartSpec eeprom(String content) {
        return new PartSpec.At24c32("memory", EEPROM, PartImage.of(content.getBytes()));
    }

    /** Each step is over long before the next one, so nothing is polled. */
    private byte[] step(int address, int value) {
        return TinyModule.join(guest.poke(address, value), guest.sleep(MILLISECOND),
                guest.peek(SR1), TinyModule.drop());
    }

    private byte[] setUp() {
        return TinyModule.join(guest.poke(I2C + 4, 42), guest.poke(I2C + 0x1c, 210),
                step(CR1, PE | ACK));
    }

    /** A start and the EEPROM's address; what is read of SR2 ends the address phase. */
    private byte[] address(int readBit) {
        return TinyModule.join(step(CR1, PE | ACK | START), step(DR, EEPROM << 1 | readBit));
    }

    private byte[] addressed() {
        return TinyModule.join(guest.peek(SR2), TinyModule.drop());
    }

    private byte[] printFirstByte() {
        return TinyModule.join(address(0), addressed(), step(DR, 0), step(DR, 0), address(1),
                guest.poke(CR1, PE), addressed(), step(CR1, PE | STOP), guest.print(guest.peek(DR)),
                step(CR1, PE | ACK));
    }

    private byte[] writeFirstByte(int value) {
        return TinyModule.join(address(0), addressed(), step(DR, 0), step(DR, 0), step(DR, value),
                step(CR1, PE | ACK | STOP), guest.sleep(15 * MILLISECOND));
    }

    @Test
    void anEepromHoldsItsImageAndWhatWasWrittenOverEveryReset() {
        var module = guest.start(setUp(), printFirstByte(), guest.printCause(),
                writeFirstByte('w'), guest.sleep(500 * MILLISECOND));
        var board = run(List.of(eeprom("image")), module, "brown-out@100ms",
                "power-loss:10ms@200ms");
        assertThat(board.out()).isEqualTo("i0w1w0");
        assertThat(board.parts()).singleElement().satisfies(part -> {
            assertThat(part.name()).isEqualTo("memory");
            assertThat(part.kind()).isEqualTo("at24c32");
            assertThat(part.figures()).isEqualTo(Map.of("writes", 3L));
        });
    }

    @Test
    void aPartThatDoesNotAcknowledgeIsThereTheNextTime() {
        var module = guest.start(setUp(), address(0), guest.printBit(SR1, REFUSED),
                step(CR1, PE | ACK | STOP), guest.poke(SR1, 0), address(0),
                guest.printBit(SR1, REFUSED));
        assertThat(run(List.of(eeprom("")), module).out()).isEqualTo("aa");
        assertThat(run(List.of(eeprom("")), module, "i2c-nak:0x50@0").out()).isEqualTo("ba");
        assertThat(run(List.of(eeprom("")), module, "i2c-nak:0x50,2@0").out()).isEqualTo("bb");
    }

    @Test
    void aFaultOfAPartThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> run(List.of(), guest.start(), "i2c-nak:0x50@every:1s"))
                .hasMessageContaining("0x50, where there is none");
    }

    @Test
    void aWatchdogThatNobodyFeedsResetsTheBoard() {
        // 4,096 steps of 4 / 32 kHz are 512 ms.
        var module = guest.start(guest.printCause(), guest.poke(WATCHDOG, 0xcccc),
                TinyModule.forever());
        var board = run(List.of(), module);
        assertThat(board.out()).isEqualTo("0222");
        assertThat(board.figures().mishaps().resets()).isEqualTo(Map.of("watchdog", 3L));
    }

    @Test
    void aLightIsSeenAndAResetPutsItOut() {
        var module = guest.start(guest.sleep(10 * MILLISECOND),
                guest.poke(GPIO + 0x0c, 1 << 13), guest.poke(GPIO + 0x08, 1 << 13),
                guest.sleep(40 * MILLISECOND));
        List<PartSpec> parts = List.of(new PartSpec.Led("lamp", 13, true));
        var board = run(parts, module, "brown-out@30ms");
        // On at 10 ms, off by the reset at 30 ms, on at 40 ms, until the end at 80 ms.
        assertThat(board.parts().getFirst().figures()).containsEntry("changes", 3L)
                .containsEntry("lit", 1L);
        assertThat(board.parts().getFirst().figures().get("litCycles")).isBetween(5_990_000L,
                6_010_000L);
        assertThat(board.hash()).isNotEqualTo(run(List.of(), module, "brown-out@30ms").hash());
    }

    @Test
    void aButtonIsPressedWhenItsTimeHasCome() {
        var press = new Press(new Moment.Nanos(20 * MILLISECOND),
                new Moment.Nanos(20 * MILLISECOND));
        var module = guest.start(guest.poke(GPIO + 0x10, 1 << 2), guest.poke(GPIO + 0x04, 1 << 2),
                guest.sleep(10 * MILLISECOND), guest.printBit(GPIO, 2),
                guest.sleep(20 * MILLISECOND), guest.printBit(GPIO, 2),
                guest.sleep(20 * MILLISECOND), guest.printBit(GPIO, 2));
        assertThat(run(List.of(new PartSpec.Button("button", 2, false, List.of(press))), module)
                .out()).isEqualTo("bab");
    }

    @Test
    void temperaturesChangeWithTime() {
        var parts = List.<PartSpec>of(new PartSpec.Tmp102("air", 0x48,
                List.of(new Temperature(Moment.ZERO, 20_000),
                        new Temperature(new Moment.Cycle(1_000_000), -5_500)),
                OptionalInt.empty()));
        assertThat(run(parts, guest.start(guest.sleep(5 * MILLISECOND))).parts().getFirst()
                .figures()).isEqualTo(Map.of("millicelsius", 20_000L));
        var later = new FaultGuest();
        assertThat(run(parts, later.start(later.sleep(15 * MILLISECOND))).parts().getFirst()
                .figures()).isEqualTo(Map.of("millicelsius", -5_500L));
    }

    @Test
    void aForkHasPartsAndFaultsWhereTheyWere() {
        var press = new Press(new Moment.Nanos(25 * MILLISECOND),
                new Moment.Nanos(30 * MILLISECOND));
        int goOn = guest.module.export("go_on", new byte[0], new byte[0],
                TinyModule.join(guest.printBit(GPIO, 2), guest.rest(10 * MILLISECOND)));
        guest.module.table(goOn, goOn);
        var module = TestBoard.load(guest.start(guest.printCause(), guest.poke(GPIO + 0x10, 1 << 2),
                guest.poke(GPIO + 0x04, 1 << 2), guest.rest(10 * MILLISECOND)));
        var spec = TestBoard.spec().withEquipment(Equipment.PLAIN.withParts(List.of(
                new PartSpec.Button("key", 2, false, List.of(press)), eeprom("image"))));
        var images = new ArrayList<BoardImage>();
        var whole = TestBoard.run(spec, module, board -> {
            for (var fault : List.of("brown-out@5ms", "stuck-line:3,high,20ms@12ms",
                    "i2c-nak:0x50,3@1ms", "bit-flip@14ms", "bit-flip@40ms", "brown-out@60ms")) {
                board.plan(FaultPlan.parse(fault));
            }
            board.imageFrom(1_600_000, images::add);
            board.stopAt(10_000_000);
        });
        assertThat(images).hasSize(1);
        var fork = images.getFirst().fork(BoardListener.NONE, Pace.MAX, () -> 0);
        fork.stopAt(10_000_000);
        fork.run();
        assertThat(fork.report().traceHash()).contains(whole.hash());
        assertThat(fork.snapshot().mishaps()).isEqualTo(whole.figures().mishaps());
        assertThat(whole.figures().mishaps().resets()).isEqualTo(Map.of("brown-out", 2L));
        assertThat(whole.out()).startsWith("01b").contains("a").contains("1b");
    }

    @Test
    void anotherImageIsAnotherRun() {
        var module = guest.start(guest.print('x'));
        assertThat(run(List.of(eeprom("a")), module).hash())
                .isEqualTo(run(List.of(eeprom("a")), module).hash())
                .isNotEqualTo(run(List.of(eeprom("b")), module).hash());
    }

    @Test
    void twoPartsHaveNotOnePlace() {
        assertThatThrownBy(() -> Equipment.PLAIN.withParts(List.of(new PartSpec.Led("a", 3, true),
                new PartSpec.Button("b", 3, false, List.of()))))
                .hasMessage("two parts at gpio0 pin 3: a and b");
        assertThatThrownBy(() -> TestBoard.spec().withEquipment(Equipment.PLAIN
                .withParts(List.of(new PartSpec.Button("b", 3, false,
                        List.of(new Press(new Moment.Cycle(5), new Moment.Cycle(0))))))))
                .hasMessage("part b: wanted a moment after cycle 5, got cycle 5");
    }
}
