package io.robustmq.codec.kafka.produce;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.WireReader;
import org.agrona.DirectBuffer;

/**
 * View over the body of a produce request, versions 3 to 13; valid as long as the bytes below are.
 * {@link #wrap} walks all of it once, so that nothing was done yet when it turns out to be
 * malformed; what follows cannot fail. Allocates nothing. One thread.
 *
 * <pre>{@code
 * request.wrap(buffer, offset, length, version);
 * while (request.nextTopic()) {
 *     while (request.nextPartition()) {
 *         … request.partition(), request.recordsOffset(), request.recordsLength() …
 *     }
 * }
 * }</pre>
 */
public final class ProduceRequestFlyweight {
    /** From here on topics are named by their ids. */
    public static final int TOPIC_ID_VERSION = 13;

    private static final int PARTITION_BYTES_MIN = Integer.BYTES + 1;
    private static final int TOPIC_BYTES_MIN = 3;

    private final WireReader reader = new WireReader();
    private boolean isFlexible;
    private boolean hasIds;
    private int transactionalIdAt;
    private int transactionalIdLength = WireReader.NULL;
    private int acks;
    private int timeoutMs;
    private int topicsAt;
    private int topicCount;
    private int partitionTotal;

    // Where the iteration is.
    private int topicsLeft;
    private int nameAt;
    private int nameLength;
    private long topicIdHigh;
    private long topicIdLow;
    private int partitionCount;
    private int partitionsLeft;
    private boolean isInTopic;
    private int partition;
    private int recordsAt;
    private int recordsLength;

    /**
     * @param offset where the body begins
     * @param version 3 to 13
     */
    public ProduceRequestFlyweight wrap(DirectBuffer buffer, int offset, int length, int version)
            throws KafkaViolation {
        isFlexible = Api.PRODUCE.isFlexible(version);
        hasIds = version >= TOPIC_ID_VERSION;
        reader.wrap(buffer, offset, length);
        reader.nullableString(isFlexible);
        transactionalIdAt = reader.bytesOffset();
        transactionalIdLength = reader.bytesLength();
        acks = reader.int16();
        timeoutMs = reader.int32();
        topicCount = reader.count(isFlexible, TOPIC_BYTES_MIN);
        topicsAt = reader.offset();
        walk();
        reader.check();
        return rewind();
    }

    private void walk() {
        topicsLeft = topicCount;
        isInTopic = false;
        partitionTotal = 0;
        while (nextTopic()) {
            partitionTotal += partitionCount;
            while (nextPartition()) {
                // Everything is looked at.
            }
        }
        reader.skipTags(isFlexible);
    }

    /** Begins with the first topic again. */
    public ProduceRequestFlyweight rewind() {
        reader.moveTo(topicsAt);
        topicsLeft = topicCount;
        isInTopic = false;
        return this;
    }

    /** Goes to the next topic; all partitions of the one before were asked for. */
    public boolean nextTopic() {
        leaveTopic();
        if (topicsLeft == 0 || reader.isBroken()) {
            return false;
        }
        topicsLeft--;
        if (hasIds) {
            nameAt = reader.offset();
            topicIdHigh = reader.int64();
            topicIdLow = reader.int64();
            nameLength = WireReader.NULL;
        } else {
            reader.string(isFlexible);
            nameAt = reader.bytesOffset();
            nameLength = reader.bytesLength();
        }
        partitionCount = reader.count(isFlexible, PARTITION_BYTES_MIN);
        partitionsLeft = partitionCount;
        isInTopic = true;
        return !reader.isBroken();
    }

    private void leaveTopic() {
        if (!isInTopic) {
            return;
        }
        while (nextPartition()) {
            // Passed over.
        }
        reader.skipTags(isFlexible);
        isInTopic = false;
    }

    /** Goes to the next partition of the topic. */
    public boolean nextPartition() {
        if (partitionsLeft == 0 || reader.isBroken()) {
            return false;
        }
        partitionsLeft--;
        partition = reader.int32();
        reader.nullableBytes(isFlexible);
        recordsAt = reader.bytesOffset();
        recordsLength = reader.bytesLength();
        reader.skipTags(isFlexible);
        return !reader.isBroken();
    }

    public DirectBuffer buffer() {
        return reader.buffer();
    }

    public int transactionalIdOffset() {
        return transactionalIdAt;
    }

    /** Bytes, or {@link WireReader#NULL}. */
    public int transactionalIdLength() {
        return transactionalIdLength;
    }

    /** −1 all, 1 the leader, 0 none and no answer; other values mean nothing. */
    public int acks() {
        return acks;
    }

    /** How long the client waits for the acknowledgement. */
    public int timeoutMs() {
        return timeoutMs;
    }

    public int topicCount() {
        return topicCount;
    }

    /** Partitions of all topics. */
    public int partitionTotal() {
        return partitionTotal;
    }

    /** Topics are named by ids. */
    public boolean hasTopicIds() {
        return hasIds;
    }

    public int topicNameOffset() {
        return nameAt;
    }

    /** Bytes, or {@link WireReader#NULL} where topics have ids. */
    public int topicNameLength() {
        return nameLength;
    }

    /** Of the topic id, where there are some. */
    public long topicIdHigh() {
        return topicIdHigh;
    }

    public long topicIdLow() {
        return topicIdLow;
    }

    /** Of the topic. */
    public int partitionCount() {
        return partitionCount;
    }

    public int partition() {
        return partition;
    }

    public int recordsOffset() {
        return recordsAt;
    }

    /** Bytes, or {@link WireReader#NULL}. */
    public int recordsLength() {
        return recordsLength;
    }
}
