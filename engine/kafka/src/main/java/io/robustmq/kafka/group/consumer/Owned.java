package io.robustmq.kafka.group.consumer;

import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.jspecify.annotations.Nullable;

/**
 * What a member says it has; it says so only when that changed.
 *
 * @param topics null when it does not say
 */
record Owned(@Nullable List<TopicPartitions> topics) {

    /**
     * Whether one of them may still be read by it: it must be taken to be, when it does not say.
     */
    boolean mayHaveAnyOf(Partitions partitions) {
        if (topics == null) {
            return true;
        }
        for (TopicPartitions topic : topics) {
            for (int partition : topic.partitions()) {
                if (partitions.has(topic.topicId(), partition)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether it has nothing but these, and says so. */
    boolean areWithin(Partitions partitions) {
        if (topics == null) {
            return false;
        }
        for (TopicPartitions topic : topics) {
            for (int partition : topic.partitions()) {
                if (!partitions.has(topic.topicId(), partition)) {
                    return false;
                }
            }
        }
        return true;
    }
}
