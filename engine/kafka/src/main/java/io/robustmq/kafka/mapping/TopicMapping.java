package io.robustmq.kafka.mapping;

import io.robustmq.codec.kafka.KeyHash;
import io.robustmq.kafka.topic.TopicSettings;
import io.robustmq.kernel.topic.FilterMatch;
import io.robustmq.kernel.topic.TopicBytes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How a topic is tied to MQTT: the filter, what of a message's topic is its record's key, and which
 * topic a record has that names none. Allocates nothing once made.
 */
final class TopicMapping {
    private final String filter;
    private final int keyLevel;
    private final byte[] filterBytes;
    private final UnsafeBuffer standard;

    /**
     * @param filter a valid one
     * @param keyLevel from 1, or {@link TopicSettings#WHOLE_TOPIC}
     * @param identity what the identity rule makes of the topic's name; null for nothing
     */
    TopicMapping(String filter, int keyLevel, @Nullable String identity) {
        this.filter = filter;
        this.keyLevel = keyLevel;
        this.filterBytes = MappingConfig.bytesOf(filter);
        boolean isWild = filter.indexOf('+') >= 0 || filter.indexOf('#') >= 0;
        UnsafeBuffer named = new UnsafeBuffer(MappingConfig.bytesOf(isWild ? identity : filter));
        boolean isCovered = named.capacity() > 0 && covers(named, 0, named.capacity());
        this.standard = isCovered ? named : new UnsafeBuffer(new byte[0]);
    }

    String filter() {
        return filter;
    }

    /** Whether a topic lies in the filter. */
    boolean covers(DirectBuffer topic, int offset, int length) {
        return FilterMatch.matches(filterBytes, topic, offset, length);
    }

    /** Of records that name none: the filter without wildcards, or the identity; empty for none. */
    UnsafeBuffer standardTopic() {
        return standard;
    }

    /** A record's key is the topic of its message. */
    boolean isKeyTopic() {
        return keyLevel == TopicSettings.WHOLE_TOPIC;
    }

    /** Where in a topic the key begins; −1 when the topic has no such level. */
    int keyOffset(DirectBuffer topic, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (int level = 1; level < keyLevel; level++) {
            at = TopicBytes.levelEnd(topic, at, end) + 1;
            if (at > end) {
                return -1;
            }
        }
        return at;
    }

    /**
     * Of so many partitions the one that a topic's messages go to: by key, as Kafka's producers
     * have it; without one by the whole topic.
     */
    int partition(DirectBuffer topic, int offset, int length, int count) {
        if (count <= 1) {
            return 0;
        }
        int keyAt = keyOffset(topic, offset, length);
        return keyAt < 0
                ? KeyHash.partition(topic, offset, length, count)
                : KeyHash.partition(topic, keyAt, keyLength(topic, keyAt, offset + length), count);
    }

    /** Bytes of a key that begins there. */
    int keyLength(DirectBuffer topic, int keyOffset, int end) {
        return isKeyTopic()
                ? end - keyOffset
                : TopicBytes.levelEnd(topic, keyOffset, end) - keyOffset;
    }

    boolean isSame(TopicMapping other) {
        return filter.equals(other.filter) && keyLevel == other.keyLevel;
    }
}
