package io.robustmq.codec.kafka.wire;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * View over the head of a request, versions 1 and 2; valid as long as the bytes below are.
 *
 * <pre>
 *   | apiKey, 2 | apiVersion, 2 | correlationId, 4 | clientId length, 2 | clientId | tagged fields | body
 * </pre>
 *
 * <p>Only flexible versions of an API have tagged fields here. Of an API that we do not speak no
 * one can say where the body begins; it is said to begin where there are none.
 */
public final class RequestHeaderFlyweight {
    private final WireReader reader = new WireReader();
    private @Nullable Api api;
    private int apiKey;
    private int apiVersion;
    private int correlationId;
    private int clientIdAt;
    private int clientIdLength = WireReader.NULL;

    /**
     * @param offset behind the size of the request
     * @param length that size: head and body
     */
    public RequestHeaderFlyweight wrap(DirectBuffer buffer, int offset, int length)
            throws KafkaViolation {
        reader.wrap(buffer, offset, length);
        apiKey = reader.int16();
        apiVersion = reader.int16();
        correlationId = reader.int32();
        reader.nullableString(false);
        clientIdAt = reader.bytesOffset();
        clientIdLength = reader.bytesLength();
        Api known = Api.ofKey(apiKey);
        api = known;
        reader.skipTags(known != null && known.isFlexible(apiVersion));
        reader.check();
        return this;
    }

    /** Null when we do not speak it. */
    public @Nullable Api api() {
        return api;
    }

    public int apiKey() {
        return apiKey;
    }

    /** What the client wants; whether it is offered was not asked. */
    public int apiVersion() {
        return apiVersion;
    }

    /** The client's number for this request, and for our answer. */
    public int correlationId() {
        return correlationId;
    }

    public int clientIdOffset() {
        return clientIdAt;
    }

    /** Bytes, or {@link WireReader#NULL}. */
    public int clientIdLength() {
        return clientIdLength;
    }

    public int bodyOffset() {
        return reader.offset();
    }

    public int bodyLength() {
        return reader.remaining();
    }
}
