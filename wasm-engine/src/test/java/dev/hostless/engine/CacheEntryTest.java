package dev.hostless.engine;

import dev.hostless.engine.compiler.BodyFacts;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CacheEntryTest {
    private static final CacheEntry ENTRY = new CacheEntry("key\nof all",
            new BodyFacts(Set.of(Feature.BULK_MEMORY, Feature.MULTI_VALUE), true),
            new TreeMap<>(Map.of("guest.F1",
                    new byte[]{1, 2, 3}, "guest.F2", new byte[0], "ünï", new byte[300])),
            Set.of(1, 70_000));

    @Test
    void whatIsDecodedIsWhatWasEncoded() {
        byte[] file = ENTRY.encode();
        assertThat(file.length).isEqualTo((int) ENTRY.size());
        var decoded = CacheEntry.decode(file, ENTRY.key());
        assertThat(decoded).isNotNull();
        assertThat(decoded.facts()).isEqualTo(ENTRY.facts());
        assertThat(decoded.classes().keySet()).isEqualTo(ENTRY.classes().keySet());
        ENTRY.classes().forEach((name, bytes) -> assertThat(decoded.classes().get(name))
                .isEqualTo(bytes));
        assertThat(decoded.hot()).isEqualTo(ENTRY.hot());
        assertThat(decoded.encode()).isEqualTo(file);
    }

    @Test
    void anotherKeyIsNotMistaken() {
        assertThat(CacheEntry.decode(ENTRY.encode(), "key\nof al")).isNull();
        assertThat(CacheEntry.decode(ENTRY.encode(), "key\nof all\n")).isNull();
    }

    @Test
    void everyTruncationIsSeen() {
        byte[] file = ENTRY.encode();
        for (int length = 0; length < file.length; length++) {
            assertThat(CacheEntry.decode(Arrays.copyOf(file, length), ENTRY.key()))
                    .as("%d bytes", length).isNull();
        }
    }

    @Test
    void everyAdditionIsSeen() {
        byte[] file = ENTRY.encode();
        assertThat(CacheEntry.decode(Arrays.copyOf(file, file.length + 1), ENTRY.key())).isNull();
    }

    @Test
    void everyFlippedBitIsSeen() {
        byte[] file = ENTRY.encode();
        for (int bit = 0; bit < 8 * file.length; bit++) {
            file[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(CacheEntry.decode(file, ENTRY.key())).as("bit %d", bit).isNull();
            file[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(CacheEntry.decode(file, ENTRY.key())).isNotNull();
    }

    @Test
    void twoProcessesTogetherKnowMore() {
        var other = new CacheEntry(ENTRY.key(), ENTRY.facts(),
                new TreeMap<>(Map.of("guest.F9", new byte[]{9})), Set.of(1, 9));
        assertThat(ENTRY.and(other).classes().keySet()).containsExactly("guest.F1", "guest.F2",
                "guest.F9", "ünï");
        assertThat(ENTRY.and(other).hot()).containsExactlyInAnyOrder(1, 9, 70_000);
        assertThat(other.and(ENTRY).encode()).isEqualTo(ENTRY.and(other).encode());
    }
}
