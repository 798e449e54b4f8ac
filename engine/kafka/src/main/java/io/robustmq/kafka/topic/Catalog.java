package io.robustmq.kafka.topic;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * All topics of the node. What changes them is an event in the stream of one shard, the catalog's
 * home, appended on that shard's core; it takes effect as it is appended, and what is answered to
 * clients waits until it is kept.
 */
@OwnedBy(Core.class)
public final class Catalog implements Topics {
    /** Of a node. */
    public static final int TOPICS_MAX = 100_000;

    /** Whose hash names the catalog's home: part of the data directory's format. */
    private static final String HOME = "kafka";

    private final CommitGate gate;
    private final int shard;
    private final ExpandableArrayBuffer event = new ExpandableArrayBuffer();
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Topic> byName = new HashMap<>();
    private final Map<TopicId, Topic> byId = new HashMap<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private long version;
    private long nextLogId;
    private Changes changes = (type, event, length) -> {};

    private record TopicId(long high, long low) {}

    /** Told of every event as it is appended. */
    interface Changes {
        void onChange(int type, DirectBuffer event, int length);
    }

    public Catalog(CommitGate gate, Shards shards) {
        this.gate = gate;
        this.shard = homeOf(shards);
    }

    /** The shard whose core decides. */
    public static int homeOf(Shards shards) {
        return shards.shardOf(HOME);
    }

    /** Who tells the other cores. */
    void spread(Changes to) {
        changes = to;
    }

    // ---- a start ----

    /** Takes what the tables hold; before any event. */
    public void load(StateStore store) throws IOException {
        TopicTables.load(
                store,
                shard,
                new TopicTables.Visitor() {
                    @Override
                    public void onNextLogId(long next) {
                        nextLogId = Math.max(nextLogId, next);
                    }

                    @Override
                    public void onTopic(Topic topic) {
                        applyTopic(topic);
                    }
                });
    }

    /** Takes an event that lies behind the tables, or that the home tells of. */
    public void replay(int type, DirectBuffer from, int offset) {
        long first = TopicFlyweight.first(from, offset);
        switch (type) {
            case TopicFlyweight.TOPIC -> {
                nextLogId = Math.max(nextLogId, first);
                applyTopic(TopicFlyweight.decode(from, offset + TopicFlyweight.TOPIC_AT));
            }
            case TopicFlyweight.DELETED -> {
                Topic gone = byId(first, TopicFlyweight.second(from, offset));
                if (gone != null) {
                    applyDeleted(gone);
                }
            }
            default -> {} // of producers
        }
    }

    // ---- changes, on the home's core ----

    /** A topic that was not there; its name and settings were judged. */
    public Topic create(String name, int partitions, Map<String, String> settings) {
        List<LogRange> ranges = List.of(newRange(partitions));
        Topic made = new Topic(name, newIdHalf(), newIdHalf(), ranges, settings);
        return set(made);
    }

    /** Neither half is ever 0, which stands for no topic in requests. */
    private long newIdHalf() {
        long half = random.nextLong();
        return half == 0 ? 1 : half;
    }

    private LogRange newRange(int partitions) {
        LogRange range = new LogRange(nextLogId, partitions);
        nextLogId += partitions;
        return range;
    }

    /** Adds partitions behind those that are there. */
    public Topic grow(Topic topic, int partitions) {
        List<LogRange> ranges = new ArrayList<>(topic.ranges());
        ranges.add(newRange(partitions - topic.partitions()));
        return set(
                new Topic(topic.name(), topic.idHigh(), topic.idLow(), ranges, topic.settings()));
    }

    /** Other settings in place of all that were set. */
    public Topic change(Topic topic, Map<String, String> settings) {
        return set(
                new Topic(topic.name(), topic.idHigh(), topic.idLow(), topic.ranges(), settings));
    }

    private Topic set(Topic topic) {
        append(TopicFlyweight.TOPIC, TopicFlyweight.putTopic(event, nextLogId, topic));
        applyTopic(topic);
        return topic;
    }

    public void delete(Topic topic) {
        append(TopicFlyweight.DELETED, TopicFlyweight.putDeleted(event, topic));
        applyDeleted(topic);
    }

    private void append(int type, int length) {
        gate.append(shard, type, event, 0, length);
        changes.onChange(type, event, length);
    }

    // ---- what they come to ----

    private void applyTopic(Topic topic) {
        version++;
        byName.put(topic.name(), topic);
        byId.put(new TopicId(topic.idHigh(), topic.idLow()), topic);
        for (Watcher watcher : watchers) {
            watcher.onTopic(topic);
        }
    }

    private void applyDeleted(Topic topic) {
        version++;
        byName.remove(topic.name());
        byId.remove(new TopicId(topic.idHigh(), topic.idLow()));
        for (Watcher watcher : watchers) {
            watcher.onDeleted(topic);
        }
    }

    /** False while the home's shard is damaged or stopped: nothing may change. */
    public boolean isServed() {
        return gate.isServed(shard);
    }

    @Override
    public @Nullable Topic byName(String name) {
        return byName.get(name);
    }

    @Override
    public @Nullable Topic byId(long idHigh, long idLow) {
        return byId.get(new TopicId(idHigh, idLow));
    }

    @Override
    public Collection<Topic> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** Topics that there are; allocates nothing. */
    public int count() {
        return byName.size();
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public void watch(Watcher watcher) {
        watchers.add(watcher);
    }
}
