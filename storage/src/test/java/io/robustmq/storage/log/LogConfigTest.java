package io.robustmq.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.storage.driver.Batches;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.journal.PassingJournal;
import io.robustmq.storage.log.concurrent.LogIndex;
import io.robustmq.storage.log.concurrent.LogIndexes;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

class LogConfigTest {
    private static final int LOGS = 500;

    @Test
    void shouldRefuseWhatDoesNotFitTogether() {
        assertThatThrownBy(() -> new LogConfig(1_400, 4_096, 10, 10, 1))
                .hasMessageContaining("hotBytes");
        assertThatThrownBy(() -> new LogConfig(900, 4_095, 10, 10, 1))
                .hasMessageContaining("hotBytes");
        assertThatThrownBy(() -> new LogConfig(900, 4_096, 10, 9, 1))
                .hasMessageContaining("indexSpacingStreamBytes");
        assertThatThrownBy(() -> new LogConfig(900, 4_096, 10, 10, 0))
                .hasMessageContaining("producersMax");
        LogConfig large = new LogConfig(2 << 20, 16 << 20, 10, 10, 1);
        assertThatThrownBy(() -> new LogShard(0, new MemoryJournal(1), large, new LogIndexes(1)))
                .hasMessageContaining("batchBytesMax");
    }

    @Test
    void shouldKeepNoMoreIndexThanItAddsUpTo() {
        LogConfig config = new LogConfig(900, 8 << 10, 4 << 10, 64 << 10, 1);
        EntryCounter journal = new EntryCounter();
        LogShard shard = new LogShard(0, journal, config, new LogIndexes(1));
        Batches batch = new Batches().of(1, "x".repeat(200));
        Random random = new Random(1);

        for (int i = 0; i < 100_000; i++) {
            int logId = random.nextInt(1 + random.nextInt(LOGS)); // some get much, some little
            Log log = shard.open(logId, LogPolicy.keepingAll(Durability.MEMORY));
            log.append(batch.buffer(), 0, batch.length(), Durability.MEMORY);
            journal.doWork();
            shard.doWork();
        }

        long memory = 2L * journal.entries * LogIndex.ENTRY_BYTES; // arrays double
        assertThat(memory).isLessThanOrEqualTo(config.indexBytesMax(journal.appended(0), 1, LOGS));
        assertThat(journal.entries).isGreaterThan(LOGS);
    }

    /** Counts the batches that get an entry. */
    private static final class EntryCounter extends PassingJournal {
        long entries;

        EntryCounter() {
            super(new MemoryJournal(1));
        }

        @Override
        public long append(
                int shard,
                int type,
                Durability durability,
                DirectBuffer head,
                int headLength,
                DirectBuffer payload,
                int offset,
                int length) {
            entries += LogFrames.isIndexed(head, 0) ? 1 : 0;
            return super.append(shard, type, durability, head, headLength, payload, offset, length);
        }
    }
}
