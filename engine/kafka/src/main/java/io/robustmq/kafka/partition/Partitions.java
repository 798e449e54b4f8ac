package io.robustmq.kafka.partition;

import io.robustmq.kafka.topic.Catalog;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.TopicSettings;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogPolicy;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All partitions, found by what requests say, without allocating; opens and deletes the logs of
 * those that live on this core as the catalog changes.
 */
@OwnedBy(Core.class)
public final class Partitions implements Topics.Watcher {
    private static final Partition[] NO_PARTITIONS = {};

    private final Shards shards;
    private final CoreLogs logs;
    private final Durability standard;
    private final TopicIndex topics = new TopicIndex();
    private final Long2ObjectHashMap<Partition> byLog = new Long2ObjectHashMap<>();
    private boolean isReplaying = true;
    private long version;

    /**
     * @param standard what acks=all promises where a topic says nothing
     */
    public Partitions(Shards shards, CoreLogs logs, Durability standard) {
        this.shards = shards;
        this.logs = logs;
        this.standard = standard;
        logs.watch(this::onProgress);
    }

    private void onProgress(Log log) {
        Partition partition = byLog.get(log.logId());
        if (partition != null) {
            partition.wakeAll();
        }
    }

    /**
     * The replay is over: logs of all topics are opened, those of none deleted. While the catalog's
     * shard is not served nobody knows of topics, and every log is kept.
     */
    public void restore(Catalog catalog) {
        isReplaying = false;
        for (Topic topic : catalog.all()) {
            onTopic(topic);
        }
        if (catalog.isServed()) {
            deleteOrphans();
        }
    }

    private void deleteOrphans() {
        List<Log> orphans = new ArrayList<>();
        logs.forEach(log -> {
            if (byLog.get(log.logId()) == null) {
                orphans.add(log);
            }
        });
        for (Log log : orphans) {
            logs.delete(log.shard(), log.logId());
        }
    }

    @Override
    public void onTopic(Topic topic) {
        if (isReplaying) {
            return;
        }
        TopicSettings settings = TopicSettings.of(topic.settings());
        LogPolicy policy = settings.policy(standard);
        TopicPartitions known = topics.find(topic.idHigh(), topic.idLow());
        Partition[] all = new Partition[topic.partitions()];
        for (int index = 0; index < all.length; index++) {
            if (known != null && index < known.count()) {
                all[index] = known.all()[index];
                all[index].change(topic, settings, policy.durability());
                Log log = all[index].log();
                if (log != null) {
                    log.policy(policy);
                }
            } else {
                all[index] = open(topic, index, settings, policy);
            }
        }
        topics.put(new TopicPartitions(topic, all));
    }

    private Partition open(Topic topic, int index, TopicSettings settings, LogPolicy policy) {
        int shard = topic.shardOf(shards, index);
        Log log = logs.isHere(shard) ? logs.open(shard, topic.logId(index), policy) : null;
        Partition made = new Partition(topic, index, shard, log, settings, policy.durability());
        if (log != null) {
            byLog.put(log.logId(), made);
            version++;
        }
        return made;
    }

    @Override
    public void onDeleted(Topic topic) {
        if (isReplaying) {
            return;
        }
        TopicPartitions gone = topics.remove(topic.idHigh(), topic.idLow());
        if (gone == null) {
            return;
        }
        for (Partition partition : gone.all()) {
            Log log = partition.log();
            if (log != null) {
                logs.delete(partition.shard(), log.logId());
                byLog.remove(log.logId());
                version++;
            }
            partition.gone();
        }
    }

    /** By name, UTF-8; null when there is none. */
    public @Nullable TopicPartitions find(DirectBuffer name, int offset, int length) {
        return topics.find(name, offset, length);
    }

    /** By id; null when there is none. */
    public @Nullable TopicPartitions find(long idHigh, long idLow) {
        return topics.find(idHigh, idLow);
    }

    /** Control work. */
    public @Nullable TopicPartitions find(String name) {
        return topics.find(name);
    }

    /** Those that live on this core. */
    public Collection<Partition> here() {
        return byLog.values();
    }

    /** A number that grows when a partition of this core comes or goes. */
    public long version() {
        return version;
    }

    /** Those that live on this core in the order in which they were made. Control work. */
    public Partition[] inOrder() {
        if (byLog.isEmpty()) {
            return NO_PARTITIONS;
        }
        long[] logIds = new long[byLog.size()];
        int count = 0;
        for (Long2ObjectHashMap<Partition>.KeyIterator ids = byLog.keySet().iterator();
                ids.hasNext(); ) {
            logIds[count++] = ids.nextLong();
        }
        Arrays.sort(logIds);
        Partition[] inOrder = new Partition[count];
        Arrays.setAll(inOrder, i -> Objects.requireNonNull(byLog.get(logIds[i])));
        return inOrder;
    }
}
