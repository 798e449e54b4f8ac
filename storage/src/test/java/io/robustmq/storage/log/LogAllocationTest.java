package io.robustmq.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.robustmq.storage.driver.Batches;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.log.concurrent.LogIndexes;
import java.lang.management.ManagementFactory;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** Counts this thread's bytes: what a core does for every batch allocates nothing. */
class LogAllocationTest implements BatchVisitor {
    private static final int ROUNDS = 5_000;

    private final MemoryJournal journal = new MemoryJournal(1);
    private final LogShard shard =
            new LogShard(
                    0,
                    journal,
                    new LogConfig(4 << 10, 64 << 10, 4 << 10, 64 << 10, 10),
                    new LogIndexes(1));
    private final Log log = shard.open(1, LogPolicy.keepingAll(Durability.SYNC));
    private final Batches batch = new Batches().of(7, 0, 0, 1, "one", "two");
    private final LogCursor cursor = new LogCursor(0);
    private long seen;

    @Override
    public void onBatches(DirectBuffer buffer, int offset, int length) {
        seen += length;
    }

    @Test
    void shouldAllocateNothingForBatchesTakenAndGiven() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Batches plain = new Batches().of(1, "one", "two");
        rounds(plain, 10);

        long before = threads.getCurrentThreadAllocatedBytes();
        rounds(plain, ROUNDS);
        long after = threads.getCurrentThreadAllocatedBytes();

        assertThat(after - before).isLessThan(ROUNDS);
        assertThat(seen).isEqualTo((ROUNDS + 10L) * plain.length());
        assertThat(log.append(batch.buffer(), 0, batch.length(), Durability.SYNC)).isPositive();
    }

    private void rounds(Batches plain, int rounds) {
        for (int i = 0; i < rounds; i++) {
            log.append(plain.buffer(), 0, plain.length(), Durability.SYNC);
            journal.doWork();
            shard.doWork();
            log.read(cursor, 1 << 10, this);
        }
    }
}
