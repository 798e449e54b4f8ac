package io.robustmq.codec.kafka.fetch;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.WireReader;
import io.robustmq.codec.kafka.wire.WireWriter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Fetch response, versions 4 to 18, a piece at a time, so that kept batches go between the pieces
 * from where they are: {@link #head}, then for each topic {@link #topic}, for each of its
 * partitions {@link #partition}, the records, {@link #partitionEnd}; {@link #topicEnd}; {@link
 * #tail}. Each returns the offset behind what it wrote and has a sibling that says how many bytes
 * that is, so that the size in front is known before the first byte leaves. Keeps nothing; any
 * thread.
 */
public final class FetchResponseEncoder {
    /** A record offset that is not known. */
    public static final long NO_OFFSET = -1;

    private static final int LOG_START_VERSION = 5;
    private static final int SESSION_VERSION = 7;
    private static final int PREFERRED_VERSION = 11;
    private static final int LEADER_TAG = 1;
    private static final int LEADER_BYTES = Integer.BYTES + Integer.BYTES + 1;

    private FetchResponseEncoder() {}

    /**
     * @param frameBytes the whole response with its size field and all records; 0 when {@link
     *     WireWriter#putFrameBytes} says it later
     * @param errorCode of the whole request; version 7 and later
     * @param sessionId 0 for none; version 7 and later
     */
    public static int head(
            MutableDirectBuffer buffer,
            int at,
            int version,
            int frameBytes,
            int correlationId,
            int throttleMs,
            int errorCode,
            int sessionId,
            int topicCount) {
        boolean isFlexible = Api.FETCH.isFlexible(version);
        int to = WireWriter.putFrameBytes(buffer, at, frameBytes);
        to = WireWriter.putInt32(buffer, to, correlationId);
        to = WireWriter.putNoTags(buffer, to, isFlexible);
        to = WireWriter.putInt32(buffer, to, throttleMs);
        if (version >= SESSION_VERSION) {
            to = WireWriter.putInt16(buffer, to, errorCode);
            to = WireWriter.putInt32(buffer, to, sessionId);
        }
        return WireWriter.putCount(buffer, to, isFlexible, topicCount);
    }

    public static int headBytes(int version, int topicCount) {
        boolean isFlexible = Api.FETCH.isFlexible(version);
        return WireWriter.SIZE_BYTES
                + Integer.BYTES
                + WireWriter.noTagsBytes(isFlexible)
                + Integer.BYTES
                + (version >= SESSION_VERSION ? Short.BYTES + Integer.BYTES : 0)
                + WireWriter.countBytes(isFlexible, topicCount);
    }

    /** By name before version 13, by id from there on: the other one is not looked at. */
    public static int topic(
            MutableDirectBuffer buffer,
            int at,
            int version,
            DirectBuffer name,
            int nameOffset,
            int nameLength,
            long idHigh,
            long idLow,
            int partitionCount) {
        boolean isFlexible = Api.FETCH.isFlexible(version);
        int to;
        if (version >= FetchRequestFlyweight.TOPIC_ID_VERSION) {
            to = WireWriter.putInt64(buffer, at, idHigh);
            to = WireWriter.putInt64(buffer, to, idLow);
        } else {
            to = WireWriter.putString(buffer, at, isFlexible, name, nameOffset, nameLength);
        }
        return WireWriter.putCount(buffer, to, isFlexible, partitionCount);
    }

    /** Of {@link #topic} and {@link #topicEnd}. */
    public static int topicBytes(int version, int nameLength, int partitionCount) {
        boolean isFlexible = Api.FETCH.isFlexible(version);
        int nameBytes =
                version >= FetchRequestFlyweight.TOPIC_ID_VERSION
                        ? Long.BYTES + Long.BYTES
                        : WireWriter.stringBytes(isFlexible, nameLength);
        return nameBytes
                + WireWriter.countBytes(isFlexible, partitionCount)
                + WireWriter.noTagsBytes(isFlexible);
    }

    /**
     * What stands before the records, which begin at the offset returned; no aborted transactions.
     *
     * @param highWatermark record offset behind the last one that may be read
     * @param lastStableOffset likewise for who reads only what is committed
     * @param logStartOffset version 5 and later
     * @param recordsBytes 0 when there are none
     */
    public static int partition(
            MutableDirectBuffer buffer,
            int at,
            int version,
            int index,
            int errorCode,
            long highWatermark,
            long lastStableOffset,
            long logStartOffset,
            int recordsBytes) {
        boolean isFlexible = Api.FETCH.isFlexible(version);
        int to = WireWriter.putInt32(buffer, at, index);
        to = WireWriter.putInt16(buffer, to, errorCode);
        to = WireWriter.putInt64(buffer, to, highWatermark);
        to = WireWriter.putInt64(buffer, to, lastStableOffset);
        if (version >= LOG_START_VERSION) {
            to = WireWriter.putInt64(buffer, to, logStartOffset);
        }
        to = WireWriter.putCount(buffer, to, isFlexible, WireReader.NULL);
        if (version >= PREFERRED_VERSION) {
            to = WireWriter.putInt32(buffer, to, -1);
        }
        return WireWriter.putCount(buffer, to, isFlexible, recordsBytes);
    }

    /** Of {@link #partition}, the records and {@link #partitionEnd}. */
    public static int partitionBytes(int version, int recordsBytes) {
        return partitionHeadBytes(version, recordsBytes)
                + recordsBytes
                + WireWriter.noTagsBytes(Api.FETCH.isFlexible(version));
    }

    /** Of {@link #partition} alone. */
    public static int partitionHeadBytes(int version, int recordsBytes) {
        boolean isFlexible = Api.FETCH.isFlexible(version);
        return Integer.BYTES
                + Short.BYTES
                + Long.BYTES
                + Long.BYTES
                + (version >= LOG_START_VERSION ? Long.BYTES : 0)
                + WireWriter.countBytes(isFlexible, WireReader.NULL)
                + (version >= PREFERRED_VERSION ? Integer.BYTES : 0)
                + WireWriter.countBytes(isFlexible, recordsBytes);
    }

    /** Behind the records. */
    public static int partitionEnd(MutableDirectBuffer buffer, int at, int version) {
        return WireWriter.putNoTags(buffer, at, Api.FETCH.isFlexible(version));
    }

    /**
     * In place of {@link #partitionEnd} where another node serves the partition: flexible versions
     * name it.
     */
    public static int elsewhere(
            MutableDirectBuffer buffer, int at, int version, int leaderId, int leaderEpoch) {
        if (!Api.FETCH.isFlexible(version)) {
            return at;
        }
        int to = WireWriter.putUnsignedVarint(buffer, at, 1);
        to = WireWriter.putUnsignedVarint(buffer, to, LEADER_TAG);
        to = WireWriter.putUnsignedVarint(buffer, to, LEADER_BYTES);
        to = WireWriter.putInt32(buffer, to, leaderId);
        to = WireWriter.putInt32(buffer, to, leaderEpoch);
        return WireWriter.putNoTags(buffer, to, true);
    }

    /** What {@link #elsewhere} takes more than {@link #partitionEnd}. */
    public static int elsewhereBytes(int version) {
        return Api.FETCH.isFlexible(version) ? 2 + LEADER_BYTES : 0;
    }

    public static int topicEnd(MutableDirectBuffer buffer, int at, int version) {
        return WireWriter.putNoTags(buffer, at, Api.FETCH.isFlexible(version));
    }

    public static int tail(MutableDirectBuffer buffer, int at, int version) {
        return WireWriter.putNoTags(buffer, at, Api.FETCH.isFlexible(version));
    }

    public static int tailBytes(int version) {
        return WireWriter.noTagsBytes(Api.FETCH.isFlexible(version));
    }
}
