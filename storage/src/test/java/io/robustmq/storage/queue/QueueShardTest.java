package io.robustmq.storage.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.queue.concurrent.NoPages;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The bounds of a shard's queues, at the bound. */
class QueueShardTest {
    private static final int SHARD = 0;
    private static final QueueConfig CONFIG = new QueueConfig(8, 4096, 8, 3, 4, 1024, 1, 2, 1_000);

    private final Journal journal = new MemoryJournal(1);
    private final QueueShard shard =
            new QueueShard(SHARD, journal, new NoPages(), CONFIG, queue -> {});
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[4096]);
    private final MessageVisitor takes = (sequence, again, returns, bytes, at, length) -> true;
    private long queue;

    private void start() {
        shard.started();
        queue = shard.declare("q");
    }

    private long publish(int length) {
        return publish(length, QueueShard.NO_SENDER, 0, 0);
    }

    private long publish(int length, long sender, long sequence, long nowMs) {
        long[] queues = {queue};
        return shard.publish(
                queues, 1, Durability.MEMORY, body, 0, length, sender, sequence, nowMs);
    }

    @Test
    void shouldRefuseWhatDoesNotFitIntoMemoryWhenThereAreNoTables() {
        start();

        for (int i = 0; i < 8; i++) {
            assertThat(publish(1)).isPositive();
        }

        assertThat(publish(1)).isEqualTo(QueueShard.NO_ROOM);
        assertThat(shard.ready(queue)).isEqualTo(8);
        shard.acknowledge(queue, new long[] {shard.deliver(queue, takes)}, 1, Durability.MEMORY);
        assertThat(publish(1)).isPositive();
    }

    @Test
    void shouldBoundTheMemoryOfBodies() {
        start();

        assertThat(publish(4096 - 256)).isPositive();

        assertThat(publish(257)).isEqualTo(QueueShard.NO_ROOM);
        assertThat(publish(256)).isPositive();
        assertThat(shard.bodyBytesInMemory()).isEqualTo(4096);
    }

    @Test
    void shouldRefuseWhatFitsIntoNoFrame() {
        start();
        UnsafeBuffer large = new UnsafeBuffer(new byte[journal.maxPayloadBytes()]);
        int fits = journal.maxPayloadBytes() - EnqueuedFlyweight.bodyAt(1);

        long tooLarge =
                shard.publish(
                        new long[] {queue},
                        1,
                        Durability.SYNC,
                        large,
                        0,
                        fits + 1,
                        QueueShard.NO_SENDER,
                        0,
                        0);

        assertThat(tooLarge).isEqualTo(QueueShard.TOO_LARGE);
    }

    @Test
    void shouldDeliverNoMoreThanMayBeOut() {
        start();
        for (int i = 0; i < 5; i++) {
            publish(1);
        }

        assertThat(shard.deliver(queue, takes)).isZero();
        assertThat(shard.deliver(queue, takes)).isEqualTo(1);
        assertThat(shard.deliver(queue, takes)).isEqualTo(2);

        assertThat(shard.deliver(queue, takes)).isEqualTo(QueueShard.LATER);
        shard.acknowledge(queue, new long[] {1}, 1, Durability.MEMORY);
        assertThat(shard.deliver(queue, takes)).isEqualTo(3);
    }

    @Test
    void shouldKeepAMessageFirstThatWasNotTaken() {
        start();
        publish(1);

        long refused = shard.deliver(queue, (sequence, again, returns, bytes, at, length) -> false);

        assertThat(refused).isEqualTo(QueueShard.REFUSED);
        assertThat(shard.unacknowledged(queue)).isZero();
        assertThat(shard.deliver(queue, takes)).isZero();
        assertThat(shard.deliver(queue, takes)).isEqualTo(QueueShard.EMPTY);
    }

    @Test
    void shouldTakeASendersMessageOnce() {
        start();

        assertThat(publish(1, 7, 100, 0)).isPositive();

        assertThat(publish(1, 7, 100, 0)).isEqualTo(QueueShard.DUPLICATE);
        assertThat(publish(1, 7, 99, 0)).isEqualTo(QueueShard.DUPLICATE);
        assertThat(publish(1, 7, 101, 0)).isPositive();
        assertThat(publish(1, 8, 100, 0)).isPositive();
        assertThat(shard.ready(queue)).isEqualTo(3);
    }

    @Test
    void shouldForgetTheSenderSilentForLongestAndNoneThatWasHeardOfNotLongAgo() {
        start();
        publish(1, 1, 5, 0);
        publish(1, 2, 5, 500);

        assertThat(publish(1, 3, 5, 999)).isEqualTo(QueueShard.NO_ROOM);

        assertThat(publish(1, 3, 5, 1_000)).isPositive();
        assertThat(publish(1, 2, 5, 1_000)).isEqualTo(QueueShard.DUPLICATE);
        assertThat(publish(1, 3, 5, 1_000)).isEqualTo(QueueShard.DUPLICATE);
    }

    @Test
    void shouldAcknowledgeOnlyWhatIsOut() {
        start();
        publish(1);
        publish(1);
        shard.deliver(queue, takes);

        long nothing = shard.acknowledge(queue, new long[] {1, 77}, 2, Durability.SYNC);

        assertThat(nothing).isZero();
        assertThat(shard.acknowledge(queue, new long[] {0, 0}, 1, Durability.SYNC)).isPositive();
        assertThat(shard.acknowledge(queue, new long[] {0}, 1, Durability.SYNC)).isZero();
        assertThat(shard.acknowledge(99, new long[] {0}, 1, Durability.SYNC))
                .isEqualTo(QueueShard.NO_QUEUE);
        assertThat(shard.ready(queue)).isEqualTo(1);
    }
}
