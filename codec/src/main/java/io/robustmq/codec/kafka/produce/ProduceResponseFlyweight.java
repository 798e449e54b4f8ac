package io.robustmq.codec.kafka.produce;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.WireReader;
import org.agrona.DirectBuffer;

/**
 * View over the answer to a produce request for one partition, versions 3 to 12, as a client reads
 * it. Allocates nothing. One thread.
 */
public final class ProduceResponseFlyweight {
    private final WireReader reader = new WireReader();
    private int correlationId;
    private int partition;
    private int errorCode;
    private long baseOffset;

    /**
     * @param offset behind the size of the response
     * @param length that size
     */
    public ProduceResponseFlyweight wrap(DirectBuffer buffer, int offset, int length, int version)
            throws KafkaViolation {
        boolean isFlexible = Api.PRODUCE.isFlexible(version);
        reader.wrap(buffer, offset, length);
        correlationId = reader.int32();
        reader.skipTags(isFlexible);
        int topics = reader.count(isFlexible, 1);
        reader.string(isFlexible);
        int partitions = reader.count(isFlexible, 1);
        partition = reader.int32();
        errorCode = reader.int16();
        baseOffset = reader.int64();
        reader.check();
        if (topics != 1 || partitions != 1) {
            throw new KafkaViolation("an answer about other partitions than the one asked");
        }
        return this;
    }

    public int correlationId() {
        return correlationId;
    }

    public int partition() {
        return partition;
    }

    /** 0 when the partition took the records. */
    public int errorCode() {
        return errorCode;
    }

    /** Record offset of the first record. */
    public long baseOffset() {
        return baseOffset;
    }
}
