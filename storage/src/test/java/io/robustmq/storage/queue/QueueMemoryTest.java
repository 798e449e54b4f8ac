package io.robustmq.storage.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The parts of a shard's memory, each alone. */
class QueueMemoryTest {
    @Test
    void shouldKeepBodiesOfAnyLengthInBlocksThatFitWhateverComesNext() {
        BodyBlocks bodies = new BodyBlocks(64 * 256);
        UnsafeBuffer from = new UnsafeBuffer(new byte[2000]);
        new Random(1).nextBytes(from.byteArray());
        TreeMap<Integer, Integer> lengths = new TreeMap<>();
        Random random = new Random(2);

        for (int i = 0; i < 10_000; i++) {
            int length = random.nextInt(1500);
            if (bodies.hasRoom(length)) {
                lengths.put(bodies.store(from, length % 400, length), length);
            } else {
                var oldest = Objects.requireNonNull(lengths.pollFirstEntry());
                int first = oldest.getKey();
                int stored = oldest.getValue();
                DirectBuffer body = bodies.read(first, stored);
                for (int at = 0; at < stored; at++) {
                    assertThat(body.getByte(at)).isEqualTo(from.getByte(stored % 400 + at));
                }
                bodies.free(first);
            }
        }

        assertThat(bodies.usedBytes()).isBetween(50 * 256L, 64 * 256L);
        lengths.keySet().forEach(bodies::free);
        assertThat(bodies.usedBytes()).isZero();
    }

    @Test
    void shouldKeepACountUntilTheTablesHaveIt() {
        Messages messages = new Messages(2, new BodyBlocks(1024));
        int slot = messages.add(64, 2, 0, 100);
        messages.hold(slot);

        messages.references(slot, 1, 200);
        messages.release(slot, true);

        messages.forgetBefore(199);
        assertThat(messages.find(64)).isEqualTo(slot);
        assertThat(messages.references(slot)).isEqualTo(1);
        messages.forgetBefore(200);
        assertThat(messages.find(64)).isEqualTo(Messages.NONE);
        assertThat(messages.used()).isZero();
    }

    @Test
    void shouldForgetAMessageThatNoQueueHasAtOnce() {
        Messages messages = new Messages(2, new BodyBlocks(1024));
        int slot = messages.add(64, 2, 3, 100);
        messages.hold(slot);
        messages.putBody(slot, new UnsafeBuffer(new byte[3]), 0);

        messages.references(slot, 0, 200);
        messages.release(slot, true);

        assertThat(messages.find(64)).isEqualTo(Messages.NONE);
        assertThat(messages.used()).isZero();
    }

    @Test
    void shouldReadOnlyWhatIsInTheTables() {
        ColdRange cold = new ColdRange();
        cold.emptyAt(10);
        cold.extendTo(15, 500);

        assertThat(cold.readableTo(499)).isEqualTo(10);
        cold.extendTo(20, 700);
        assertThat(cold.readableTo(600)).isEqualTo(15);
        assertThat(cold.readableTo(699)).isEqualTo(15);
        assertThat(cold.readableTo(700)).isEqualTo(20);

        cold.advanceTo(12);
        cold.beginAt(5, 900);
        assertThat(cold.readableTo(899)).isEqualTo(5);
        assertThat(cold.readableTo(900)).isEqualTo(20);
    }

    @Test
    void shouldReadWhatIsInTheTablesWhileMoreAndMoreComes() {
        ColdRange cold = new ColdRange();
        cold.emptyAt(0);
        for (int i = 1; i <= 10; i++) {
            cold.extendTo(i, i * 100L);
            cold.readableTo(i * 100 - 150);
        }

        long readable = cold.readableTo(950);

        assertThat(readable).isBetween(1L, 9L);
    }

    @Test
    void shouldGiveTheLowestSequenceFirst() {
        SequenceHeap heap = new SequenceHeap();
        Random random = new Random(3);
        TreeMap<Long, Integer> expected = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            long sequence = random.nextInt(1_000_000);
            if (expected.putIfAbsent(sequence, i) == null) {
                heap.add(sequence, i);
            }
        }

        heap.removeFrom(500_000, entry -> {});

        expected.tailMap(500_000L, true).clear();
        for (int entry : expected.values()) {
            assertThat(heap.removeFirst()).isEqualTo(entry);
        }
        assertThat(heap.isEmpty()).isTrue();
    }
}
