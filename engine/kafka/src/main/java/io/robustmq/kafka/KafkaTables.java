package io.robustmq.kafka;

import io.robustmq.kafka.group.coordinator.Coordinator;
import io.robustmq.kafka.group.coordinator.GroupTables;
import io.robustmq.kafka.mapping.FeedTables;
import io.robustmq.kafka.topic.TopicTables;
import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.storage.state.StateBatch;
import org.agrona.DirectBuffer;

/** What Kafka's events mean for the state tables. The applier's thread. */
public final class KafkaTables implements EventApplier {
    private final TopicTables topics = new TopicTables();
    private final GroupTables groups = new GroupTables();
    private final FeedTables feeds = new FeedTables();

    /** True for an event that is Kafka's. */
    public static boolean isEvent(int type) {
        return TopicTables.isEvent(type) || FeedTables.isEvent(type) || Coordinator.isEvent(type);
    }

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        if (TopicTables.isEvent(type)) {
            topics.apply(shard, type, event, offset, length, batch);
        } else if (FeedTables.isEvent(type)) {
            feeds.apply(shard, type, event, offset, length, batch);
        } else {
            groups.apply(shard, type, event, offset, length, batch);
        }
    }

    @Override
    public void complete(StateBatch batch) {
        topics.complete(batch);
        groups.complete(batch);
    }

    @Override
    public int pendingBytes() {
        return topics.pendingBytes() + groups.pendingBytes();
    }
}
