package io.robustmq.kernel.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashIndexTest {
    private static final long SEED = 7;

    private final HashIndex index = new HashIndex();

    @Test
    void shouldHoldEveryIdOfAHash() {
        index.add(5, 1);
        index.add(5, 2);
        index.add(5 + HashIndex.PAGE_SLOTS, 3); // the same home slot

        assertThat(idsOf(5)).containsExactlyInAnyOrder(1, 2);
        assertThat(idsOf(5 + HashIndex.PAGE_SLOTS)).containsExactly(3);
        assertThat(idsOf(6)).isEmpty();
    }

    @Test
    void shouldKeepWhatWasAddedAndNotRemovedWhileItGrows() {
        Random random = new Random(SEED);
        Map<Integer, Set<Integer>> model = new HashMap<>();
        for (int id = 1; id <= 100_000; id++) {
            int hash = random.nextInt(40_000) * 0x9E3779B9;
            index.add(hash, id);
            model.computeIfAbsent(hash, h -> new HashSet<>()).add(id);
            if (random.nextInt(3) == 0) {
                Set<Integer> ids = model.get(hash);
                int removed = ids.iterator().next();
                remove(hash, removed);
                ids.remove(removed);
            }
        }

        model.forEach((hash, ids) -> assertThat(idsOf(hash)).isEqualTo(ids));
    }

    @Test
    void shouldBeReusableAfterEverythingWasRemoved() {
        for (int round = 0; round < 3; round++) {
            for (int id = 1; id <= 2_000; id++) {
                index.add(id * 0x9E3779B9, id);
            }
            for (int id = 1; id <= 2_000; id++) {
                remove(id * 0x9E3779B9, id);
            }
        }

        long bytesOfOneRound = index.heapBytes();
        assertThat(bytesOfOneRound).isLessThan(16 * 520 * Long.BYTES);
        assertThat(idsOf(0x9E3779B9)).isEmpty();
    }

    private Set<Integer> idsOf(int hash) {
        Set<Integer> ids = new HashSet<>();
        long[] page = index.page(hash);
        int slot = HashIndex.first(page, hash);
        while (slot != HashIndex.NONE) {
            ids.add(HashIndex.id(page, slot));
            slot = HashIndex.next(page, slot, hash);
        }
        return ids;
    }

    private void remove(int hash, int id) {
        long[] page = index.page(hash);
        int slot = HashIndex.first(page, hash);
        while (HashIndex.id(page, slot) != id) {
            slot = HashIndex.next(page, slot, hash);
        }
        HashIndex.remove(page, slot);
    }
}
