package io.robustmq.kafka.mapping;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Names of the headers that stand for what MQTT has places of its own for. */
final class HeaderNames {
    /** What all of them begin with. */
    static final byte[] PREFIX = bytes("mqtt.");

    static final byte[] TOPIC = bytes("mqtt.topic");
    static final byte[] CONTENT_TYPE = bytes("mqtt.content-type");
    static final byte[] RESPONSE_TOPIC = bytes("mqtt.response-topic");
    static final byte[] CORRELATION_DATA = bytes("mqtt.correlation-data");

    /** {@code 0} or {@code 1}. */
    static final byte[] PAYLOAD_FORMAT = bytes("mqtt.payload-format");

    /** Seconds from the record's timestamp on, in decimal digits. */
    static final byte[] EXPIRY = bytes("mqtt.expiry");

    /** Before the name of a user property that begins with {@link #PREFIX} itself. */
    static final byte[] USER = bytes("mqtt.user.");

    private HeaderNames() {}

    private static byte[] bytes(String name) {
        return name.getBytes(US_ASCII);
    }
}
