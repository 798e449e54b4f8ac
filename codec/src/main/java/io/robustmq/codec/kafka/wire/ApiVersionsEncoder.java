package io.robustmq.codec.kafka.wire;

import java.util.Collection;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/**
 * ApiVersions response, versions 0 to 5, by which a client learns what it may ask. No features.
 * Once per connection; any thread.
 */
public final class ApiVersionsEncoder {
    /** UNSUPPORTED_VERSION. */
    public static final int UNSUPPORTED_VERSION = 35;

    /**
     * What is said of Produce, though we take it from version 3 on: librdkafka counts compressions
     * that came with versions before as missing otherwise (KAFKA-18659).
     */
    private static final int PRODUCE_LOWEST_SAID = 0;

    private static final int THROTTLE_VERSION = 1;
    private static final List<Api> ITSELF = List.of(Api.API_VERSIONS);

    private ApiVersionsEncoder() {}

    /**
     * The answer to a version that is not offered: of version 0, which everybody reads, and with
     * the versions that may be asked instead (KIP-511).
     */
    public static int encodeUnsupported(MutableDirectBuffer buffer, int at, int correlationId) {
        return encode(buffer, at, 0, correlationId, UNSUPPORTED_VERSION, 0, ITSELF);
    }

    /**
     * Writes the whole response with its size.
     *
     * @param errorCode 0 for none
     * @param apis those that are served
     * @return the offset behind it
     */
    public static int encode(
            MutableDirectBuffer buffer,
            int at,
            int version,
            int correlationId,
            int errorCode,
            int throttleMs,
            Collection<Api> apis) {
        boolean isFlexible = Api.API_VERSIONS.isFlexible(version);
        int to = WireWriter.putInt32(buffer, at + WireWriter.SIZE_BYTES, correlationId);
        to = WireWriter.putInt16(buffer, to, errorCode);
        to = WireWriter.putCount(buffer, to, isFlexible, apis.size());
        for (Api api : apis) {
            to = WireWriter.putInt16(buffer, to, api.key());
            to = WireWriter.putInt16(buffer, to, lowestSaid(api));
            to = WireWriter.putInt16(buffer, to, api.highest());
            to = WireWriter.putNoTags(buffer, to, isFlexible);
        }
        if (version >= THROTTLE_VERSION) {
            to = WireWriter.putInt32(buffer, to, throttleMs);
        }
        to = WireWriter.putNoTags(buffer, to, isFlexible);
        WireWriter.putFrameBytes(buffer, at, to - at);
        return to;
    }

    private static int lowestSaid(Api api) {
        return api == Api.PRODUCE ? PRODUCE_LOWEST_SAID : api.lowest();
    }

    /** Bytes that {@link #encode} takes at most. */
    public static int bytesMax(int apiCount) {
        return 2 * Integer.BYTES + Short.BYTES + Integer.BYTES + apiCount * 7 + Integer.BYTES + 1;
    }
}
