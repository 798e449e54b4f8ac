package io.robustmq.codec.kafka.fetch;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.WireReader;
import org.agrona.DirectBuffer;

/**
 * View over what stands before the records in the answer to a fetch request for one partition,
 * versions 4 to 12, as a client reads it while the rest is still under way. Allocates nothing. One
 * thread.
 */
public final class FetchResponseFlyweight {
    /** Bytes that the head takes at most, without the topic's name and aborted transactions. */
    public static final int HEAD_BYTES_MAX = 80;

    private static final int LOG_START_VERSION = 5;
    private static final int SESSION_VERSION = 7;
    private static final int PREFERRED_VERSION = 11;
    private static final int ABORTED_BYTES_MIN = Long.BYTES + Long.BYTES;

    private final WireReader reader = new WireReader();
    private int correlationId;
    private int errorCode;
    private long highWatermark;
    private int recordsBytes;

    /**
     * Reads the head.
     *
     * @param offset behind the size of the response
     * @param available bytes of it that are there
     * @return false when that is not all of the head
     */
    public boolean wrap(DirectBuffer buffer, int offset, int available, int version) {
        boolean isFlexible = Api.FETCH.isFlexible(version);
        reader.wrap(buffer, offset, available);
        correlationId = reader.int32();
        reader.skipTags(isFlexible);
        reader.int32(); // throttle time
        errorCode = 0;
        if (version >= SESSION_VERSION) {
            errorCode = reader.int16();
            reader.int32();
        }
        highWatermark = -1;
        recordsBytes = 0;
        if (reader.count(isFlexible, 1) > 0) {
            readPartition(version, isFlexible);
        }
        return !reader.isBroken();
    }

    private void readPartition(int version, boolean isFlexible) {
        reader.string(isFlexible);
        if (reader.count(isFlexible, 1) == 0) {
            return;
        }
        reader.int32(); // partition
        int partitionError = reader.int16();
        errorCode = errorCode != 0 ? errorCode : partitionError;
        highWatermark = reader.int64();
        reader.int64(); // last stable offset
        reader.skip(version >= LOG_START_VERSION ? Long.BYTES : 0);
        int aborted = reader.count(isFlexible, ABORTED_BYTES_MIN);
        for (int i = 0; i < aborted && !reader.isBroken(); i++) {
            reader.skip(ABORTED_BYTES_MIN);
            reader.skipTags(isFlexible);
        }
        reader.skip(version >= PREFERRED_VERSION ? Integer.BYTES : 0);
        int length = isFlexible ? reader.unsignedVarint() - 1 : reader.int32();
        recordsBytes = Math.max(length, 0);
    }

    public int correlationId() {
        return correlationId;
    }

    /** Of the request or else of the partition; 0 for none. */
    public int errorCode() {
        return errorCode;
    }

    /** Record offset behind the last record that may be read. */
    public long highWatermark() {
        return highWatermark;
    }

    /** Where the records begin. */
    public int recordsOffset() {
        return reader.offset();
    }

    /** 0 when there are none. */
    public int recordsBytes() {
        return recordsBytes;
    }
}
