package io.robustmq.codec.kafka.fetch;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.WireReader;
import org.agrona.DirectBuffer;

/**
 * View over the body of a fetch request, versions 4 to 18; valid as long as the bytes below are.
 * {@link #wrap} walks all of it once, so that nothing was done yet when it turns out to be
 * malformed; what follows cannot fail. First the topics to fetch, then those that a session
 * forgets:
 *
 * <pre>{@code
 * request.wrap(buffer, offset, length, version);
 * while (request.nextTopic()) {
 *     while (request.nextPartition()) { … request.partition(), request.fetchOffset() … }
 * }
 * while (request.nextForgottenTopic()) {
 *     while (request.nextForgottenPartition()) { … request.partition() … }
 * }
 * }</pre>
 *
 * <p>Allocates nothing. One thread.
 */
public final class FetchRequestFlyweight {
    /** From here on topics are named by their ids. */
    public static final int TOPIC_ID_VERSION = 13;

    /** {@link #sessionEpoch} of who wants no session, or ends the one it has. */
    public static final int NO_SESSION_EPOCH = -1;

    /** {@link #sessionEpoch} of who wants a new session. */
    public static final int NEW_SESSION_EPOCH = 0;

    /** {@link #replicaId} of a consumer. */
    public static final int CONSUMER = -1;

    private static final int LOG_START_VERSION = 5;
    private static final int SESSION_VERSION = 7;
    private static final int LEADER_EPOCH_VERSION = 9;
    private static final int RACK_VERSION = 11;
    private static final int LAST_EPOCH_VERSION = 12;
    private static final int REPLICA_STATE_VERSION = 15;
    private static final int REPLICA_STATE_TAG = 1;
    private static final int PARTITION_BYTES_MIN = Integer.BYTES + Long.BYTES + Integer.BYTES;
    private static final int TOPIC_BYTES_MIN = 3;

    private final WireReader reader = new WireReader();
    private int version;
    private boolean isFlexible;
    private boolean hasIds;
    private int replicaId;
    private int maxWaitMs;
    private int minBytes;
    private int maxBytes;
    private boolean isReadCommitted;
    private int sessionId;
    private int sessionEpoch;
    private int topicsAt;
    private int topicCount;
    private int partitionTotal;
    private int forgottenAt;
    private int forgottenCount;
    private int rackAt;
    private int rackLength;

    // Where the iteration is.
    private int topicsLeft;
    private boolean isInForgotten;
    private boolean isInTopic;
    private int nameAt;
    private int nameLength;
    private long topicIdHigh;
    private long topicIdLow;
    private int partitionCount;
    private int partitionsLeft;
    private int partition;
    private int currentLeaderEpoch;
    private long fetchOffset;
    private int lastFetchedEpoch;
    private int partitionMaxBytes;

    /**
     * @param offset where the body begins
     * @param version 4 to 18
     */
    public FetchRequestFlyweight wrap(DirectBuffer buffer, int offset, int length, int version)
            throws KafkaViolation {
        this.version = version;
        isFlexible = Api.FETCH.isFlexible(version);
        hasIds = version >= TOPIC_ID_VERSION;
        reader.wrap(buffer, offset, length);
        readHead();
        walk();
        readTail();
        reader.check();
        return rewind();
    }

    private void readHead() {
        replicaId = version < REPLICA_STATE_VERSION ? reader.int32() : CONSUMER;
        maxWaitMs = reader.int32();
        minBytes = reader.int32();
        maxBytes = reader.int32();
        isReadCommitted = reader.int8() != 0;
        boolean hasSession = version >= SESSION_VERSION;
        sessionId = hasSession ? reader.int32() : 0;
        sessionEpoch = hasSession ? reader.int32() : NO_SESSION_EPOCH;
        topicCount = reader.count(isFlexible, TOPIC_BYTES_MIN);
        topicsAt = reader.offset();
    }

    private void walk() {
        rewindTo(topicsAt, topicCount, false);
        partitionTotal = 0;
        while (nextTopic()) {
            partitionTotal += partitionCount;
        }
        boolean canForget = version >= SESSION_VERSION;
        forgottenCount = canForget ? reader.count(isFlexible, TOPIC_BYTES_MIN) : 0;
        forgottenAt = reader.offset();
        rewindTo(forgottenAt, forgottenCount, true);
        while (nextForgottenTopic()) {
            // Everything is looked at.
        }
    }

    private void readTail() {
        rackLength = 0;
        rackAt = reader.offset();
        if (version >= RACK_VERSION) {
            reader.string(isFlexible);
            rackAt = reader.bytesOffset();
            rackLength = reader.bytesLength();
        }
        int tags = isFlexible ? reader.tagCount() : 0;
        for (int i = 0; i < tags && !reader.isBroken(); i++) {
            readTag(reader.unsignedVarint(), reader.unsignedVarint());
        }
    }

    private void readTag(int tag, int bytes) {
        int next = reader.offset() + bytes;
        reader.skip(bytes);
        if (tag == REPLICA_STATE_TAG && version >= REPLICA_STATE_VERSION && !reader.isBroken()) {
            reader.moveTo(next - bytes);
            replicaId = reader.int32();
            reader.moveTo(next);
        }
    }

    private void rewindTo(int offset, int count, boolean isForgotten) {
        reader.moveTo(offset);
        topicsLeft = count;
        isInForgotten = isForgotten;
        isInTopic = false;
    }

    /** Begins with the first topic again. */
    public FetchRequestFlyweight rewind() {
        rewindTo(topicsAt, topicCount, false);
        return this;
    }

    /** Goes to the next topic to fetch. */
    public boolean nextTopic() {
        return !isInForgotten && nextOfBoth(PARTITION_BYTES_MIN);
    }

    /** Goes to the next topic of which a session forgets partitions, whatever was left to fetch. */
    public boolean nextForgottenTopic() {
        if (!isInForgotten) {
            rewindTo(forgottenAt, forgottenCount, true);
        }
        return nextOfBoth(Integer.BYTES);
    }

    private boolean nextOfBoth(int partitionBytesMin) {
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
        partitionCount = reader.count(isFlexible, partitionBytesMin);
        partitionsLeft = partitionCount;
        isInTopic = true;
        return !reader.isBroken();
    }

    private void leaveTopic() {
        if (!isInTopic) {
            return;
        }
        while (isInForgotten ? nextForgottenPartition() : nextPartition()) {
            // Passed over.
        }
        reader.skipTags(isFlexible);
        isInTopic = false;
    }

    /** Goes to the next partition of the topic to fetch. */
    public boolean nextPartition() {
        if (isInForgotten || partitionsLeft == 0 || reader.isBroken()) {
            return false;
        }
        partitionsLeft--;
        partition = reader.int32();
        currentLeaderEpoch = version >= LEADER_EPOCH_VERSION ? reader.int32() : -1;
        fetchOffset = reader.int64();
        lastFetchedEpoch = version >= LAST_EPOCH_VERSION ? reader.int32() : -1;
        reader.skip(version >= LOG_START_VERSION ? Long.BYTES : 0); // only replicas mean it
        partitionMaxBytes = reader.int32();
        reader.skipTags(isFlexible);
        return !reader.isBroken();
    }

    /** Goes to the next partition that a session forgets. */
    public boolean nextForgottenPartition() {
        if (!isInForgotten || partitionsLeft == 0 || reader.isBroken()) {
            return false;
        }
        partitionsLeft--;
        partition = reader.int32();
        return !reader.isBroken();
    }

    public DirectBuffer buffer() {
        return reader.buffer();
    }

    /** {@link #CONSUMER}, or the node that copies. */
    public int replicaId() {
        return replicaId;
    }

    /** How long to wait for {@link #minBytes}. */
    public int maxWaitMs() {
        return maxWaitMs;
    }

    public int minBytes() {
        return minBytes;
    }

    /** Of records in all, but for the first batch, which may be larger. */
    public int maxBytes() {
        return maxBytes;
    }

    /** Nothing beyond the last stable offset. */
    public boolean isReadCommitted() {
        return isReadCommitted;
    }

    /** 0 for none. */
    public int sessionId() {
        return sessionId;
    }

    /** {@link #NO_SESSION_EPOCH}, {@link #NEW_SESSION_EPOCH}, or the session's next number. */
    public int sessionEpoch() {
        return sessionEpoch;
    }

    public int topicCount() {
        return topicCount;
    }

    /** Partitions to fetch, of all topics. */
    public int partitionTotal() {
        return partitionTotal;
    }

    public int forgottenTopicCount() {
        return forgottenCount;
    }

    public int rackOffset() {
        return rackAt;
    }

    public int rackLength() {
        return rackLength;
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

    /** To fetch, or to forget. */
    public int partition() {
        return partition;
    }

    /** What the client believes, or −1. */
    public int currentLeaderEpoch() {
        return currentLeaderEpoch;
    }

    /** Record offset of the first record wanted. */
    public long fetchOffset() {
        return fetchOffset;
    }

    /** Leader epoch of the record before that, or −1. */
    public int lastFetchedEpoch() {
        return lastFetchedEpoch;
    }

    /** Of records, but for the first batch of a response, which may be larger. */
    public int partitionMaxBytes() {
        return partitionMaxBytes;
    }
}
