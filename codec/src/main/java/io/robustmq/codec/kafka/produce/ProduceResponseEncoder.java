package io.robustmq.codec.kafka.produce;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.WireReader;
import io.robustmq.codec.kafka.wire.WireWriter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Produce response, versions 3 to 13, a piece at a time: {@link #head}, then for each topic {@link
 * #topic}, its {@link #partition}s and {@link #topicEnd}, then {@link #tail}. Each returns the
 * offset behind what it wrote and has a sibling that says how many bytes that is. Keeps nothing;
 * any thread.
 */
public final class ProduceResponseEncoder {
    /** A base offset or log start where there is none. */
    public static final long NO_OFFSET = -1;

    private static final int LOG_START_VERSION = 5;
    private static final int MESSAGE_VERSION = 8;
    private static final int LEADER_VERSION = 10;
    private static final int LEADER_TAG = 0;
    private static final int LEADER_BYTES = Integer.BYTES + Integer.BYTES + 1;

    private ProduceResponseEncoder() {}

    /**
     * @param frameBytes the whole response with its size field; 0 when {@link
     *     WireWriter#putFrameBytes} says it later
     */
    public static int head(
            MutableDirectBuffer buffer,
            int at,
            int version,
            int frameBytes,
            int correlationId,
            int topicCount) {
        boolean isFlexible = Api.PRODUCE.isFlexible(version);
        int to = WireWriter.putFrameBytes(buffer, at, frameBytes);
        to = WireWriter.putInt32(buffer, to, correlationId);
        to = WireWriter.putNoTags(buffer, to, isFlexible);
        return WireWriter.putCount(buffer, to, isFlexible, topicCount);
    }

    public static int headBytes(int version, int topicCount) {
        boolean isFlexible = Api.PRODUCE.isFlexible(version);
        return WireWriter.SIZE_BYTES
                + Integer.BYTES
                + WireWriter.noTagsBytes(isFlexible)
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
        boolean isFlexible = Api.PRODUCE.isFlexible(version);
        int to;
        if (version >= ProduceRequestFlyweight.TOPIC_ID_VERSION) {
            to = WireWriter.putInt64(buffer, at, idHigh);
            to = WireWriter.putInt64(buffer, to, idLow);
        } else {
            to = WireWriter.putString(buffer, at, isFlexible, name, nameOffset, nameLength);
        }
        return WireWriter.putCount(buffer, to, isFlexible, partitionCount);
    }

    /** Of {@link #topic} and {@link #topicEnd}. */
    public static int topicBytes(int version, int nameLength, int partitionCount) {
        boolean isFlexible = Api.PRODUCE.isFlexible(version);
        int nameBytes =
                version >= ProduceRequestFlyweight.TOPIC_ID_VERSION
                        ? Long.BYTES + Long.BYTES
                        : WireWriter.stringBytes(isFlexible, nameLength);
        return nameBytes
                + WireWriter.countBytes(isFlexible, partitionCount)
                + WireWriter.noTagsBytes(isFlexible);
    }

    /**
     * A partition that took what was sent, or did not.
     *
     * @param errorCode 0 when it did
     * @param baseOffset of the first record, or {@link #NO_OFFSET}
     * @param logAppendTimeMs the broker's clock where the topic wants that, else −1
     * @param logStartOffset or {@link #NO_OFFSET}; version 5 and later
     */
    public static int partition(
            MutableDirectBuffer buffer,
            int at,
            int version,
            int index,
            int errorCode,
            long baseOffset,
            long logAppendTimeMs,
            long logStartOffset) {
        int to = fields(buffer, at, version, index, errorCode, baseOffset, logAppendTimeMs);
        to = starts(buffer, to, version, logStartOffset);
        return WireWriter.putNoTags(buffer, to, Api.PRODUCE.isFlexible(version));
    }

    public static int partitionBytes(int version) {
        boolean isFlexible = Api.PRODUCE.isFlexible(version);
        int bytes = Integer.BYTES + Short.BYTES + Long.BYTES + Long.BYTES;
        bytes += version >= LOG_START_VERSION ? Long.BYTES : 0;
        bytes +=
                version >= MESSAGE_VERSION
                        ? WireWriter.countBytes(isFlexible, 0)
                                + WireWriter.stringBytes(isFlexible, WireReader.NULL)
                        : 0;
        return bytes + WireWriter.noTagsBytes(isFlexible);
    }

    /** A partition that is served by another node, which versions 10 and later name. */
    public static int elsewhere(
            MutableDirectBuffer buffer,
            int at,
            int version,
            int index,
            int errorCode,
            int leaderId,
            int leaderEpoch) {
        if (version < LEADER_VERSION) {
            return partition(buffer, at, version, index, errorCode, NO_OFFSET, -1, NO_OFFSET);
        }
        int to = fields(buffer, at, version, index, errorCode, NO_OFFSET, -1);
        to = starts(buffer, to, version, NO_OFFSET);
        to = WireWriter.putUnsignedVarint(buffer, to, 1);
        to = WireWriter.putUnsignedVarint(buffer, to, LEADER_TAG);
        to = WireWriter.putUnsignedVarint(buffer, to, LEADER_BYTES);
        to = WireWriter.putInt32(buffer, to, leaderId);
        to = WireWriter.putInt32(buffer, to, leaderEpoch);
        return WireWriter.putNoTags(buffer, to, true);
    }

    public static int elsewhereBytes(int version) {
        return partitionBytes(version) + (version >= LEADER_VERSION ? 2 + LEADER_BYTES : 0);
    }

    private static int fields(
            MutableDirectBuffer buffer,
            int at,
            int version,
            int index,
            int errorCode,
            long baseOffset,
            long logAppendTimeMs) {
        int to = WireWriter.putInt32(buffer, at, index);
        to = WireWriter.putInt16(buffer, to, errorCode);
        to = WireWriter.putInt64(buffer, to, baseOffset);
        return WireWriter.putInt64(buffer, to, logAppendTimeMs);
    }

    private static int starts(
            MutableDirectBuffer buffer, int at, int version, long logStartOffset) {
        boolean isFlexible = Api.PRODUCE.isFlexible(version);
        int to = at;
        if (version >= LOG_START_VERSION) {
            to = WireWriter.putInt64(buffer, to, logStartOffset);
        }
        if (version >= MESSAGE_VERSION) {
            to = WireWriter.putCount(buffer, to, isFlexible, 0);
            to = WireWriter.putString(buffer, to, isFlexible, buffer, 0, WireReader.NULL);
        }
        return to;
    }

    public static int topicEnd(MutableDirectBuffer buffer, int at, int version) {
        return WireWriter.putNoTags(buffer, at, Api.PRODUCE.isFlexible(version));
    }

    public static int tail(MutableDirectBuffer buffer, int at, int version, int throttleMs) {
        int to = WireWriter.putInt32(buffer, at, throttleMs);
        return WireWriter.putNoTags(buffer, to, Api.PRODUCE.isFlexible(version));
    }

    public static int tailBytes(int version) {
        return Integer.BYTES + WireWriter.noTagsBytes(Api.PRODUCE.isFlexible(version));
    }
}
