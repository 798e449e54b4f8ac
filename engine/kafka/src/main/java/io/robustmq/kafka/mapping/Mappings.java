package io.robustmq.kafka.mapping;

import io.robustmq.kafka.metrics.KafkaCounters;
import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.partition.Partitions;
import io.robustmq.kafka.partition.TopicPartitions;
import io.robustmq.kafka.topic.Catalog;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.logged.Deliverer;
import io.robustmq.kernel.logged.LoggedTopics;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What of this core is tied to MQTT, as the catalog changes: a sink for each topic that has
 * partitions here, a feed for each of these. Nothing is made, and nothing asked, while no topic is
 * tied.
 */
@OwnedBy(Core.class)
public final class Mappings implements Topics.Watcher {
    private final MappingConfig config;
    private final Partitions partitions;
    private final LoggedTopics mqtt;
    private final CommitGate gate;
    private final KafkaCounters counters;
    private final int batchBytesMax;
    private final FeedPositions positions;
    private final Feeds feeds;
    private final WaitingRecords waiting;
    private final Map<TopicId, MappedTopic> tied = new HashMap<>();
    private final Map<TopicId, String> limited = new HashMap<>();
    private final Map<TopicId, DamagedTopics> damaged = new HashMap<>();
    private final Long2ObjectHashMap<Feed> feedsOfLogs = new Long2ObjectHashMap<>();
    private @Nullable RecordWriter writer;
    private boolean isReplaying = true;
    private boolean isFeeding;

    private record TopicId(long high, long low) {
        static TopicId of(Topic topic) {
            return new TopicId(topic.idHigh(), topic.idLow());
        }
    }

    /**
     * @param partitions watch the catalog before this does
     */
    public Mappings(
            Core core,
            MappingConfig config,
            Partitions partitions,
            CoreLogs logs,
            LoggedTopics mqtt,
            Deliverer deliverer,
            CommitGate gate,
            KafkaCounters counters) {
        this.config = config;
        this.partitions = partitions;
        this.mqtt = mqtt;
        this.gate = gate;
        this.counters = counters;
        this.batchBytesMax = logs.config().batchBytesMax();
        this.positions = new FeedPositions(gate);
        this.feeds = new Feeds(core, logs, deliverer, positions, counters);
        this.waiting = new WaitingRecords(gate);
    }

    // ---- a start ----

    /** Takes a shard's rows; before any event. */
    public void load(StateStore store, int shard) throws IOException {
        positions.load(store, shard);
    }

    /** Takes an event that {@link FeedTables#isEvent}. */
    public void replay(DirectBuffer event, int offset) {
        positions.replay(event, offset);
    }

    /**
     * Partitions are open: messages become records from here on.
     *
     * @param then runs on this core once all others know of it
     */
    public void restore(Catalog catalog, Runnable then) {
        isReplaying = false;
        for (Topic topic : catalog.all()) {
            onTopic(topic);
        }
        forgetUntied();
        if (tied.isEmpty()) {
            then.run();
        } else {
            mqtt.whenTold(then);
        }
    }

    /** What the configuration tied before the restart, and ties no more. */
    private void forgetUntied() {
        for (Partition partition : partitions.here()) {
            Log log = partition.log();
            if (log != null
                    && feedsOfLogs.get(log.logId()) == null
                    && positions.next(log) != FeedTables.NOT_TIED) {
                positions.append(log, FeedTables.NOT_TIED);
            }
        }
    }

    /** Subscribers are there again: records are brought to them from here on. */
    public void resume() {
        isFeeding = true;
        feedsOfLogs.values().forEach(Feed::begin);
    }

    // ---- changes of the catalog ----

    @Override
    public void onTopic(Topic topic) {
        if (isReplaying) {
            return;
        }
        TopicPartitions all = partitions.find(topic.idHigh(), topic.idLow());
        TopicMapping wanted = all == null ? null : config.of(topic);
        MappedTopic before = tied.get(TopicId.of(topic));
        limit(topic, wanted);
        closeDamaged(topic, wanted, all);
        if (all != null && wanted != null) {
            tie(before, wanted, all);
        } else if (before != null) {
            untie(topic, before);
        }
    }

    /** On every core, wherever the partitions are. */
    private void limit(Topic topic, @Nullable TopicMapping wanted) {
        TopicId id = TopicId.of(topic);
        String old = wanted == null ? limited.remove(id) : limited.put(id, wanted.filter());
        if (wanted != null) {
            mqtt.limit(wanted.filter(), batchBytesMax);
        }
        if (old != null) {
            mqtt.unlimit(old);
        }
    }

    /** On every core, too: which shards are damaged is known since the start. */
    private void closeDamaged(
            Topic topic, @Nullable TopicMapping wanted, @Nullable TopicPartitions all) {
        DamagedTopics before = damaged.remove(TopicId.of(topic));
        if (before != null) {
            mqtt.open(before);
        }
        if (wanted == null || all == null) {
            return;
        }
        DamagedTopics now = new DamagedTopics(wanted, all, gate);
        if (now.isAny()) {
            damaged.put(TopicId.of(topic), now);
            mqtt.close(wanted.filter(), now);
        }
    }

    private void tie(@Nullable MappedTopic before, TopicMapping wanted, TopicPartitions all) {
        if (!hasPartitionsHere(all)) {
            return;
        }
        MappedTopic topic = before;
        if (topic == null) {
            topic = make(wanted, all);
            tied.put(TopicId.of(all.topic()), topic);
            mqtt.tie(wanted.filter(), topic);
        } else {
            String old = topic.mapping().filter();
            topic.change(wanted, all);
            if (!old.equals(wanted.filter())) {
                mqtt.tie(wanted.filter(), topic);
                mqtt.untie(old, topic);
            }
        }
        for (int i = 0; i < all.count(); i++) {
            feed(all.get(i), wanted);
        }
    }

    private static boolean hasPartitionsHere(TopicPartitions all) {
        for (int i = 0; i < all.count(); i++) {
            Partition each = all.get(i);
            if (each != null && each.log() != null) {
                return true;
            }
        }
        return false;
    }

    private MappedTopic make(TopicMapping wanted, TopicPartitions all) {
        RecordWriter shared = writer;
        if (shared == null) {
            shared = new RecordWriter();
            writer = shared;
        }
        return new MappedTopic(
                wanted, all, shared, waiting, gate, counters, this::taken, batchBytesMax);
    }

    private void taken(Log log, long recordOffset) {
        Feed feed = feedsOfLogs.get(log.logId());
        if (feed != null) {
            feed.pass(recordOffset);
        }
    }

    private void feed(@Nullable Partition partition, TopicMapping mapping) {
        Log log = partition == null ? null : partition.log();
        if (partition == null || log == null || !gate.isServed(partition.shard())) {
            return;
        }
        Feed known = feedsOfLogs.get(log.logId());
        if (known != null) {
            known.change(mapping);
            return;
        }
        long from = positions.next(log);
        if (from == FeedTables.NOT_TIED) {
            from = log.endOffset();
            positions.append(log, from);
        }
        Feed made = new Feed(feeds, mapping, partition, log, from);
        feedsOfLogs.put(log.logId(), made);
        if (isFeeding) {
            made.begin();
        }
    }

    @Override
    public void onDeleted(Topic topic) {
        if (!isReplaying) {
            limit(topic, null);
            closeDamaged(topic, null, null);
        }
        MappedTopic before = tied.get(TopicId.of(topic));
        if (before != null) {
            untie(topic, before);
        }
    }

    private void untie(Topic topic, MappedTopic before) {
        tied.remove(TopicId.of(topic));
        mqtt.untie(before.mapping().filter(), before);
        TopicPartitions all = before.partitions();
        for (int i = 0; i < all.count(); i++) {
            Partition partition = all.get(i);
            Log log = partition == null ? null : partition.log();
            Feed feed = log == null ? null : feedsOfLogs.remove(log.logId());
            if (feed != null) {
                feed.end();
                positions.append(feed.log(), FeedTables.NOT_TIED);
            }
        }
    }

    /** Topics of this core that are tied. */
    public int count() {
        return tied.size();
    }

    /** Every cycle, before the journal. @return work done */
    public int doWork() {
        return waiting.doWork() + feeds.doWork();
    }
}
