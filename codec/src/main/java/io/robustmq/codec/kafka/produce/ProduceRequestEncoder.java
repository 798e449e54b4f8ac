package io.robustmq.codec.kafka.produce;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.RequestHeaderEncoder;
import io.robustmq.codec.kafka.wire.WireReader;
import io.robustmq.codec.kafka.wire.WireWriter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A client's produce request for one partition of a topic named by its name, versions 3 to 12:
 * {@link #head}, the records, {@link #tail}. Keeps nothing; any thread.
 */
public final class ProduceRequestEncoder {
    /** From here on topics have ids, which this does not write. */
    public static final int VERSION_MAX = ProduceRequestFlyweight.TOPIC_ID_VERSION - 1;

    private ProduceRequestEncoder() {}

    /** Bytes of {@link #head}. */
    public static int headBytes(
            int version, int clientIdLength, int topicLength, int recordsBytes) {
        boolean isFlexible = Api.PRODUCE.isFlexible(version);
        return RequestHeaderEncoder.bytes(Api.PRODUCE, version, clientIdLength)
                + WireWriter.stringBytes(isFlexible, WireReader.NULL)
                + Short.BYTES
                + Integer.BYTES
                + WireWriter.countBytes(isFlexible, 1)
                + WireWriter.stringBytes(isFlexible, topicLength)
                + WireWriter.countBytes(isFlexible, 1)
                + Integer.BYTES
                + WireWriter.countBytes(isFlexible, recordsBytes);
    }

    /**
     * What stands before the records, which begin at the offset returned.
     *
     * @param acks −1, 0 or 1
     * @param recordsBytes of the batch that follows
     */
    public static int head(
            MutableDirectBuffer buffer,
            int at,
            int version,
            int correlationId,
            DirectBuffer clientId,
            int acks,
            int timeoutMs,
            DirectBuffer topic,
            int partition,
            int recordsBytes) {
        boolean isFlexible = Api.PRODUCE.isFlexible(version);
        int frameBytes =
                headBytes(version, clientId.capacity(), topic.capacity(), recordsBytes)
                        + recordsBytes
                        + tailBytes(version);
        int to =
                RequestHeaderEncoder.encode(
                        buffer, at, frameBytes, Api.PRODUCE, version, correlationId, clientId);
        to = WireWriter.putString(buffer, to, isFlexible, buffer, 0, WireReader.NULL);
        to = WireWriter.putInt16(buffer, to, acks);
        to = WireWriter.putInt32(buffer, to, timeoutMs);
        to = WireWriter.putCount(buffer, to, isFlexible, 1);
        to = WireWriter.putString(buffer, to, isFlexible, topic, 0, topic.capacity());
        to = WireWriter.putCount(buffer, to, isFlexible, 1);
        to = WireWriter.putInt32(buffer, to, partition);
        return WireWriter.putCount(buffer, to, isFlexible, recordsBytes);
    }

    /** Bytes of {@link #tail}. */
    public static int tailBytes(int version) {
        return 3 * WireWriter.noTagsBytes(Api.PRODUCE.isFlexible(version));
    }

    /** What stands behind the records: that partition, topic and request have no tagged fields. */
    public static int tail(MutableDirectBuffer buffer, int at, int version) {
        boolean isFlexible = Api.PRODUCE.isFlexible(version);
        int to = WireWriter.putNoTags(buffer, at, isFlexible);
        to = WireWriter.putNoTags(buffer, to, isFlexible);
        return WireWriter.putNoTags(buffer, to, isFlexible);
    }
}
