package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Kafka's ids of topics, and the catalog's. */
final class TopicIds {
    private TopicIds() {}

    static @Nullable Topic find(Topics topics, Uuid id) {
        return topics.byId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    static Uuid of(Topic topic) {
        return new Uuid(topic.idHigh(), topic.idLow());
    }
}
