package dev.hostless.gogc;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SlabTest {
    @Test
    void aFreedRecordIsUsedAgainAndIsZero() {
        var slab = new Slab(2, 100);
        int first = slab.allocate();
        int second = slab.allocate();
        slab.set(first, 0, 7);
        slab.set(first, 1, 8);
        slab.set(second, 1, 9);
        slab.free(first);
        assertThat(slab.inUse()).isEqualTo(1);
        assertThat(slab.allocate()).isEqualTo(first);
        assertThat(slab.get(first, 0)).isZero();
        assertThat(slab.get(first, 1)).isZero();
        assertThat(slab.get(second, 1)).isEqualTo(9);
    }

    @Test
    void memoryGrowsUpToTheLimitAndNotBeyond() {
        var slab = new Slab(3, 20);
        assertThat(slab.bytes()).isZero();
        for (int record = 0; record < 20; record++) {
            assertThat(slab.allocate()).isEqualTo(record);
        }
        assertThat(slab.bytes()).isEqualTo(20 * 3 * 4);
        assertThatThrownBy(slab::allocate)
                .hasMessage("wanted at most 20 records of a kind");
    }
}
