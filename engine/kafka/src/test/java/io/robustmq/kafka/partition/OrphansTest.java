package io.robustmq.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.topic.Catalog;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.DiskState;
import io.robustmq.kernel.shard.Policies;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.log.LogConfig;
import io.robustmq.storage.log.LogPolicy;
import io.robustmq.storage.log.LogReads;
import io.robustmq.storage.log.LogShard;
import io.robustmq.storage.log.concurrent.LogIndexes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logs of which no topic tells, when the replay is over. */
class OrphansTest {
    private final Shards shards = new Shards(1, 1);
    private final MemoryJournal journal = new MemoryJournal(shards.count());
    private final LogIndexes indexes = new LogIndexes(shards.count());
    private boolean isCatalogServed = true;

    @Test
    void shouldDeleteLogsOfNoTopic() {
        CoreLogs logs = logsWith(7);

        restore(logs);

        assertThat(idsOf(logs)).isEmpty();
    }

    @Test
    void shouldKeepEveryLogWhileTheCatalogIsNotServed() {
        CoreLogs logs = logsWith(7);
        isCatalogServed = false;

        restore(logs);

        assertThat(idsOf(logs)).containsExactly(7L);
    }

    @Test
    void shouldLetNobodyBelieveTheIndexBeforeTheReplayIsOver() {
        CoreLogs logs = logsWith(7);

        assertThat(indexes.isComplete()).isFalse();
        logs.replayOver();

        assertThat(indexes.isComplete()).isTrue();
    }

    private void restore(CoreLogs logs) {
        CommitGate gate =
                new CommitGate(journal, Policies.uniform(Durability.SYNC), new CatalogsDisk());
        new Partitions(shards, logs, Durability.SYNC).restore(new Catalog(gate, shards));
    }

    private CoreLogs logsWith(long logId) {
        LogConfig config = new LogConfig(900, 4 << 10, 2 << 10, 8 << 10, 3);
        CoreLogs logs =
                new CoreLogs(
                        shards,
                        0,
                        config,
                        shard -> new LogShard(shard, journal, config, indexes),
                        new NoBackground());
        logs.open(0, logId, LogPolicy.keepingAll(Durability.SYNC));
        return logs;
    }

    private static List<Long> idsOf(CoreLogs logs) {
        List<Long> ids = new ArrayList<>();
        logs.forEach(log -> ids.add(log.logId()));
        return ids;
    }

    private final class CatalogsDisk implements DiskState {
        @Override
        public boolean isBehind() {
            return false;
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public boolean isServed(int shard) {
            return isCatalogServed;
        }
    }

    private static final class NoBackground implements CoreLogs.Background {
        @Override
        public void begin() {}

        @Override
        public LogReads readsOf(int core) {
            throw new UnsupportedOperationException("no read threads");
        }

        @Override
        public int drain(int core) {
            return 0;
        }
    }
}
