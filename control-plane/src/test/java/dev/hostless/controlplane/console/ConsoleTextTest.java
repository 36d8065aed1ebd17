package dev.hostless.controlplane.console;

import dev.hostless.controlplane.console.ConsoleLog.Chunk;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConsoleTextTest {

    private static Chunk chunk(long position, int boot, long offset, byte... bytes) {
        return new Chunk(position, 1, boot, offset, 0, bytes);
    }

    @Test
    void aCharacterThatIsNeverCompletedBecomesAReplacementWhenTheBoardRestarts() {
        var text = new ConsoleText(0);
        assertThat(text.take(chunk(0, 1, 0, (byte) 0xe2, (byte) 0x82))).isEmpty();
        var pieces = text.take(chunk(2, 2, 0, (byte) 'x'));
        assertThat(pieces).extracting(ConsoleText.Piece::text).containsExactly("\ufffd", "x");
        assertThat(pieces).extracting(ConsoleText.Piece::boot).containsExactly(1, 2);
        assertThat(pieces).extracting(ConsoleText.Piece::offset).containsExactly(0L, 0L);
    }

    @Test
    void aReaderThatResumesInsideAChunkGetsItsRest() {
        var text = new ConsoleText(12);
        var pieces = text.take(chunk(10, 1, 100, (byte) 'a', (byte) 'b', (byte) 'c'));
        assertThat(pieces).singleElement().satisfies(piece -> {
            assertThat(piece.text()).isEqualTo("c");
            assertThat(piece.offset()).isEqualTo(102);
            assertThat(piece.position()).isEqualTo(13);
        });
    }

    @Test
    void howeverATextIsCutItComesOutTheSameAndEveryPositionResumes() {
        long seed = Long.getLong("seed", 7);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var whole = "äß€😀 21.5 °C\n".repeat(20);
        var bytes = whole.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 200; round++) {
            var text = new ConsoleText(0);
            var out = new StringBuilder();
            for (int at = 0; at < bytes.length;) {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(9));
                for (var piece : text.take(
                        chunk(at, 1, at, java.util.Arrays.copyOfRange(bytes, at, end)))) {
                    out.append(piece.text());
                    assertThat(out.toString().getBytes(StandardCharsets.UTF_8))
                            .hasSize((int) piece.position());
                }
                at = end;
            }
            assertThat(out).hasToString(whole);
        }
    }
}
