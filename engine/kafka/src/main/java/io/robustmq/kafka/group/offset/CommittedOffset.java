package io.robustmq.kafka.group.offset;

import io.robustmq.kafka.group.EventReader;
import io.robustmq.kafka.group.EventWriter;

/**
 * How far a group has read a partition.
 *
 * <pre>
 * partition: 4 | topicIdHigh: 8 | topicIdLow: 8 | offset: 8 | leaderEpoch: 4 | committedMs: 8 | expiresMs: 8 | metadata
 * </pre>
 *
 * @param topicIdHigh upper half of the topic's id: a topic of the same name made later is another
 * @param offset of the record to be read next
 * @param leaderEpoch of the last record read; −1 when the client does not say
 * @param metadata the consumer's own words
 * @param committedMs milliseconds since 1970
 * @param expiresMs when the client itself said so (OffsetCommit up to version 4); −1 otherwise
 */
public record CommittedOffset(
        long topicIdHigh,
        long topicIdLow,
        long offset,
        int leaderEpoch,
        String metadata,
        long committedMs,
        long expiresMs) {

    /** {@link #expiresMs} of one that says nothing. */
    public static final long BY_RETENTION = -1;

    void write(int partition, EventWriter to) {
        to.int32(partition)
                .int64(topicIdHigh)
                .int64(topicIdLow)
                .int64(offset)
                .int32(leaderEpoch)
                .int64(committedMs)
                .int64(expiresMs)
                .string(metadata);
    }

    /** Behind the partition. */
    static CommittedOffset read(EventReader from) {
        long idHigh = from.int64();
        long idLow = from.int64();
        long offset = from.int64();
        int leaderEpoch = from.int32();
        long committedMs = from.int64();
        long expiresMs = from.int64();
        return new CommittedOffset(
                idHigh, idLow, offset, leaderEpoch, from.string(), committedMs, expiresMs);
    }

    /** Whether it is of this very topic. */
    public boolean isOf(long idHigh, long idLow) {
        return topicIdHigh == idHigh && topicIdLow == idLow;
    }
}
