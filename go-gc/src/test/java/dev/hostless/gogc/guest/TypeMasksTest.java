package dev.hostless.gogc.guest;

import dev.hostless.gogc.PointerMask;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TypeMasksTest {
    private final FakeGo go = new FakeGo();
    private final TypeMasks masks = go.layout().masks();

    @Test
    void noTypeAndTypesWithoutPointersHaveNone() {
        assertThat(masks.maskOf(0).hasPointers()).isFalse();
        assertThat(masks.maskOf(go.type(2, 0, 20, 0, 0)).hasPointers()).isFalse();
    }

    @Test
    void aStoredMaskIsReadUpToTheLastPointer() {
        var mask = masks.maskOf(stored(5, 3, 0b11101));
        assertThat(pointers(mask)).containsExactly(0, 2);
        assertThat(mask.words()).isEqualTo(5);
    }

    @Test
    void aStoredMaskOfManyWordsIsReadToItsLastBit() {
        int bits = go.longs(1, 0, 1L << 5);
        int type = go.type(FakeGo.STRUCT, 0, 8 * 150, 8 * 134, bits);
        assertThat(pointers(masks.maskOf(type))).containsExactly(0, 133);
    }

    @Test
    void aMaskIsKept() {
        int type = stored(4, 4, 0b1010);
        assertThat(masks.maskOf(type)).isSameAs(masks.maskOf(type));
        for (int other = 0; other < 1000; other++) {
            masks.maskOf(stored(4, 4, 0b0001));
        }
        assertThat(pointers(masks.maskOf(type))).containsExactly(1, 3);
    }

    @Test
    void anArrayWhoseMaskIsMadeOnDemandHasThatOfItsElement() {
        var mask = masks.maskOf(array(stored(3, 2, 0b10), 1_000, 3));
        assertThat(mask.words()).isEqualTo(3);
        assertThat(pointers(mask)).containsExactly(1);
    }

    @Test
    void aStructWhoseMaskIsMadeOnDemandIsPutTogetherFromItsFields() {
        int inner = stored(2, 2, 0b10);
        int plain = go.type(2, 0, 8, 0, 0);
        int type = struct(30, plain, 0, inner, 8, array(inner, 5, 2), 24, inner, 13 * 8);
        assertThat(pointers(masks.maskOf(type))).containsExactly(2, 4, 6, 8, 10, 12, 14);
    }

    @Test
    void aStructInAStructIsPutTogetherToo() {
        int inner = stored(1, 1, 1);
        int middle = struct(4, inner, 16);
        assertThat(pointers(masks.maskOf(struct(10, middle, 8, middle, 40))))
                .containsExactly(3, 7);
    }

    @Test
    void whatIsNoTypeIsRefused() {
        refuses(FakeGo.BYTES - 8, "outside of memory");
        refuses(-16, "outside of memory");
        refuses(go.type(2, 0, 8, 16, 64), "pointers up to 16");
        refuses(go.type(2, 0, 12, 8, 64), "between words");
        refuses(go.type(2, 0, 1L << 40, 8, 64), "bytes");
        refuses(go.type(2, 0, 8, 8, FakeGo.BYTES), "outside of memory");
        refuses(go.type(2, 0, 8, 8, -1), "32-bit");
        refuses(go.type(2, FakeGo.ON_DEMAND, 8, 8, 64), "kind 2");
        refuses(array(stored(3, 2, 0b10), 3, 2), "another size");
        refuses(struct(2, array(stored(1, 1, 1), 9, 1), 0), "outside of its struct");
    }

    @Test
    void aTypeThatContainsItselfIsRefused() {
        int array = array(64, 1, 1);
        go.putLong(array + go.offset(GoWord.ARRAY_ELEMENT), array);
        refuses(array, "deep");
        int struct = struct(1, 64, 0);
        go.putLong((int) go.readLong(struct + go.offset(GoWord.STRUCT_FIELDS))
                + go.offset(GoWord.FIELD_TYPE), struct);
        refuses(struct, "deep");
    }

    /** Each level has both its fields in the same place: 2^60 parts, if nobody counts. */
    @Test
    void aTypeThatIsNeverPutTogetherIsRefused() {
        int type = stored(1, 1, 1);
        for (int level = 0; level < 60; level++) {
            type = struct(1, type, 0, type, 0);
        }
        refuses(type, "too often");
    }

    @Test
    void forgedTypesEndInProblemsOnly() {
        long seed = Long.getLong("seed", 32L);
        System.out.println("TypeMasksTest -Dseed=" + seed);
        var random = new Random(seed);
        int base = go.room(1 << 16);
        for (int round = 0; round < 20_000; round++) {
            for (int index = 0; index < 64; index++) {
                go.putLong(base + random.nextInt(1 << 12) * 8, switch (random.nextInt(4)) {
                    case 0 -> random.nextLong();
                    case 1 -> random.nextInt(64) * 8L;
                    default -> base + random.nextInt(1 << 12) * 8L;
                });
            }
            try {
                var mask = masks.maskOf(base + random.nextInt(1 << 12) * 8);
                assertThat(mask.words()).isPositive();
            } catch (GuestLayoutProblem problem) {
                assertThat(problem.reason()).isNotEmpty();
            }
        }
    }

    private void refuses(int type, String reason) {
        assertThatThrownBy(() -> masks.maskOf(type)).isInstanceOf(GuestLayoutProblem.class)
                .hasMessageContaining(reason);
    }

    private int stored(long words, long pointerWords, long bits) {
        return go.type(2, 0, 8 * words, 8 * pointerWords, go.longs(bits));
    }

    private int array(int element, long length, long elementWords) {
        long bytes = 8 * length * elementWords;
        int type = go.type(FakeGo.ARRAY, FakeGo.ON_DEMAND, bytes, bytes, go.room(8));
        go.putLong(type + go.offset(GoWord.ARRAY_ELEMENT), element);
        go.putLong(type + go.offset(GoWord.ARRAY_LENGTH), length);
        return type;
    }

    private int struct(long words, int... typesAndOffsets) {
        int type = go.type(FakeGo.STRUCT, FakeGo.ON_DEMAND, 8 * words, 8 * words, go.room(8));
        int bytes = go.offset(GoWord.FIELD_BYTES);
        int fields = go.room(bytes * typesAndOffsets.length / 2);
        for (int index = 0; index < typesAndOffsets.length / 2; index++) {
            int field = fields + bytes * index;
            go.putLong(field + go.offset(GoWord.FIELD_TYPE), typesAndOffsets[2 * index]);
            go.putLong(field + go.offset(GoWord.FIELD_OFFSET), typesAndOffsets[2 * index + 1]);
        }
        go.putLong(type + go.offset(GoWord.STRUCT_FIELDS), fields);
        go.putLong(type + go.offset(GoWord.STRUCT_FIELDS) + 8, typesAndOffsets.length / 2);
        return type;
    }

    private static int[] pointers(PointerMask mask) {
        return IntStream.range(0, mask.words()).filter(mask::isPointer).toArray();
    }
}
