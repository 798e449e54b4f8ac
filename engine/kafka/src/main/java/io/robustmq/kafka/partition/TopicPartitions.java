package io.robustmq.kafka.partition;

import io.robustmq.kafka.topic.Topic;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A topic with its partitions, by their index. */
public final class TopicPartitions {
    private final Topic topic;
    private final Partition[] all;
    private final UnsafeBuffer name;

    TopicPartitions(Topic topic, Partition[] all) {
        this.topic = topic;
        this.all = all;
        this.name = new UnsafeBuffer(topic.name().getBytes(StandardCharsets.US_ASCII));
    }

    public Topic topic() {
        return topic;
    }

    /** The topic's name as it is on the wire. */
    public UnsafeBuffer name() {
        return name;
    }

    public int count() {
        return all.length;
    }

    Partition[] all() {
        return all;
    }

    /** Null when the topic has no such partition. */
    public @Nullable Partition get(int index) {
        return index >= 0 && index < all.length ? all[index] : null;
    }
}
