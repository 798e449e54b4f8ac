package io.robustmq.codec.kafka.control;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import org.agrona.DirectBuffer;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Bytes to generated messages and back. Allocates, as control requests may; no view of the bytes
 * outlives a call. Any thread.
 *
 * <pre>{@code
 * MetadataRequestData request = (MetadataRequestData)
 *         ControlMessages.parseRequest(Api.METADATA, version, buffer, header.bodyOffset(), header.bodyLength());
 * ControlFrame frame = ControlMessages.response(Api.METADATA, version, header.correlationId(), answer);
 * frame.writeTo(output, connection.claim(frame.sizeBytes()));
 * }</pre>
 */
public final class ControlMessages {
    /**
     * Fields of one request: enough for offsets of 100,000 partitions, and a bound to what a
     * request of many small fields becomes in memory.
     */
    public static final int FIELDS_MAX = 1 << 20;

    /** Bytes of one request: what it holds is copied, and may be kept. */
    public static final int REQUEST_BYTES_MAX = 16 << 20;

    private ControlMessages() {}

    /**
     * Reads the body of a request.
     *
     * @param version one that {@link Api#offers}
     * @throws KafkaViolation when the bytes are no such request
     */
    public static ApiMessage parseRequest(
            Api api, int version, DirectBuffer buffer, int offset, int length)
            throws KafkaViolation {
        if (length > REQUEST_BYTES_MAX) {
            throw new KafkaViolation("a control request of more bytes than it may have");
        }
        return read(typeOf(api).newRequest(), version, buffer, offset, length);
    }

    /** Reads the body of a response, as a client does. */
    public static ApiMessage parseResponse(
            Api api, int version, DirectBuffer buffer, int offset, int length)
            throws KafkaViolation {
        return read(typeOf(api).newResponse(), version, buffer, offset, length);
    }

    private static ApiMessage read(
            ApiMessage message, int version, DirectBuffer buffer, int offset, int length)
            throws KafkaViolation {
        try {
            message.read(new BoundedReadable(buffer, offset, length, FIELDS_MAX), (short) version);
            return message;
        } catch (MalformedMessage e) {
            throw new KafkaViolation(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // what generated readers throw, whatever is wrong
            throw new KafkaViolation("not a request of this version");
        }
    }

    /** A response with its head and size, measured and ready to be written. */
    public static ControlFrame response(Api api, int version, int correlationId, ApiMessage body) {
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(correlationId);
        int headerVersion = api.hasFlexibleResponseHead(version) ? 1 : 0;
        return new ControlFrame(header, headerVersion, body, version);
    }

    /** A request likewise, as a client sends it. */
    public static ControlFrame request(
            Api api, int version, int correlationId, String clientId, ApiMessage body) {
        RequestHeaderData header =
                new RequestHeaderData()
                        .setRequestApiKey((short) api.key())
                        .setRequestApiVersion((short) version)
                        .setCorrelationId(correlationId)
                        .setClientId(clientId);
        return new ControlFrame(header, api.isFlexible(version) ? 2 : 1, body, version);
    }

    private static ApiMessageType typeOf(Api api) {
        return ApiMessageType.fromApiKey((short) api.key());
    }
}
