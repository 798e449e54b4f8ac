package io.robustmq.codec.kafka.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Head of a request as a client writes it, versions 1 and 2. Keeps nothing; any thread. */
public final class RequestHeaderEncoder {
    private RequestHeaderEncoder() {}

    /** Of the head with the size in front of it. */
    public static int bytes(Api api, int version, int clientIdLength) {
        return WireWriter.SIZE_BYTES
                + Short.BYTES
                + Short.BYTES
                + Integer.BYTES
                + WireWriter.stringBytes(false, clientIdLength)
                + WireWriter.noTagsBytes(api.isFlexible(version));
    }

    /**
     * Writes size and head.
     *
     * @param frameBytes the whole request with its size field
     * @param clientId all of the buffer
     * @return the offset behind it
     */
    public static int encode(
            MutableDirectBuffer buffer,
            int at,
            int frameBytes,
            Api api,
            int version,
            int correlationId,
            DirectBuffer clientId) {
        int to = WireWriter.putFrameBytes(buffer, at, frameBytes);
        to = WireWriter.putInt16(buffer, to, api.key());
        to = WireWriter.putInt16(buffer, to, version);
        to = WireWriter.putInt32(buffer, to, correlationId);
        to = WireWriter.putString(buffer, to, false, clientId, 0, clientId.capacity());
        return WireWriter.putNoTags(buffer, to, api.isFlexible(version));
    }
}
