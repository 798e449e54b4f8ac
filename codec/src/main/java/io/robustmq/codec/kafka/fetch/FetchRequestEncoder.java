package io.robustmq.codec.kafka.fetch;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.RequestHeaderEncoder;
import io.robustmq.codec.kafka.wire.WireWriter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A client's fetch request for one partition of a topic named by its name, without a session,
 * versions 4 to 12. Keeps nothing; any thread.
 */
public final class FetchRequestEncoder {
    /** From here on topics have ids, which this does not write. */
    public static final int VERSION_MAX = FetchRequestFlyweight.TOPIC_ID_VERSION - 1;

    private static final int LOG_START_VERSION = 5;
    private static final int SESSION_VERSION = 7;
    private static final int LEADER_EPOCH_VERSION = 9;
    private static final int RACK_VERSION = 11;
    private static final int LAST_EPOCH_VERSION = 12;
    private static final int FIXED_BYTES_MAX = 128;

    private FetchRequestEncoder() {}

    /** Bytes that {@link #encode} takes at most. */
    public static int bytesMax(int clientIdLength, int topicLength) {
        return FIXED_BYTES_MAX + clientIdLength + topicLength;
    }

    /**
     * Writes the whole request with its size.
     *
     * @param maxBytes of records
     * @return the offset behind it
     */
    public static int encode(
            MutableDirectBuffer buffer,
            int at,
            int version,
            int correlationId,
            DirectBuffer clientId,
            int maxWaitMs,
            int minBytes,
            int maxBytes,
            DirectBuffer topic,
            int partition,
            long fetchOffset) {
        boolean isFlexible = Api.FETCH.isFlexible(version);
        int to =
                RequestHeaderEncoder.encode(
                        buffer, at, 0, Api.FETCH, version, correlationId, clientId);
        to = WireWriter.putInt32(buffer, to, FetchRequestFlyweight.CONSUMER);
        to = WireWriter.putInt32(buffer, to, maxWaitMs);
        to = WireWriter.putInt32(buffer, to, minBytes);
        to = WireWriter.putInt32(buffer, to, maxBytes);
        to = WireWriter.putInt8(buffer, to, 0); // all that may be read
        if (version >= SESSION_VERSION) {
            to = WireWriter.putInt32(buffer, to, 0);
            to = WireWriter.putInt32(buffer, to, FetchRequestFlyweight.NO_SESSION_EPOCH);
        }
        to = WireWriter.putCount(buffer, to, isFlexible, 1);
        to = WireWriter.putString(buffer, to, isFlexible, topic, 0, topic.capacity());
        to = WireWriter.putCount(buffer, to, isFlexible, 1);
        to = partition(buffer, to, version, partition, fetchOffset, maxBytes);
        to = WireWriter.putNoTags(buffer, to, isFlexible);
        to = nothingForgotten(buffer, to, version);
        WireWriter.putFrameBytes(buffer, at, to - at);
        return to;
    }

    private static int partition(
            MutableDirectBuffer buffer,
            int at,
            int version,
            int partition,
            long fetchOffset,
            int maxBytes) {
        int to = WireWriter.putInt32(buffer, at, partition);
        if (version >= LEADER_EPOCH_VERSION) {
            to = WireWriter.putInt32(buffer, to, -1);
        }
        to = WireWriter.putInt64(buffer, to, fetchOffset);
        if (version >= LAST_EPOCH_VERSION) {
            to = WireWriter.putInt32(buffer, to, -1);
        }
        if (version >= LOG_START_VERSION) {
            to = WireWriter.putInt64(buffer, to, -1);
        }
        to = WireWriter.putInt32(buffer, to, maxBytes);
        return WireWriter.putNoTags(buffer, to, Api.FETCH.isFlexible(version));
    }

    private static int nothingForgotten(MutableDirectBuffer buffer, int at, int version) {
        boolean isFlexible = Api.FETCH.isFlexible(version);
        int to = at;
        if (version >= SESSION_VERSION) {
            to = WireWriter.putCount(buffer, to, isFlexible, 0);
        }
        if (version >= RACK_VERSION) {
            to = WireWriter.putString(buffer, to, isFlexible, buffer, 0, 0);
        }
        return WireWriter.putNoTags(buffer, to, isFlexible);
    }
}
