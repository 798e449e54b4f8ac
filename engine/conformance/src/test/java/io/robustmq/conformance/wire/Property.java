package io.robustmq.conformance.wire;

import static io.robustmq.conformance.wire.Bytes.binary;
import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.Bytes.u32;
import static io.robustmq.conformance.wire.Bytes.varint;

/** MQTT 5.0 §2.2.2.2: identifiers, and each property as bytes. */
public final class Property {
    public static final int PAYLOAD_FORMAT = 0x01;
    public static final int MESSAGE_EXPIRY = 0x02;
    public static final int CONTENT_TYPE = 0x03;
    public static final int RESPONSE_TOPIC = 0x08;
    public static final int CORRELATION_DATA = 0x09;
    public static final int SUBSCRIPTION_ID = 0x0B;
    public static final int SESSION_EXPIRY = 0x11;
    public static final int ASSIGNED_CLIENT_ID = 0x12;
    public static final int SERVER_KEEP_ALIVE = 0x13;
    public static final int AUTH_METHOD = 0x15;
    public static final int AUTH_DATA = 0x16;
    public static final int REQUEST_PROBLEM = 0x17;
    public static final int WILL_DELAY = 0x18;
    public static final int REQUEST_RESPONSE = 0x19;
    public static final int RESPONSE_INFORMATION = 0x1A;
    public static final int SERVER_REFERENCE = 0x1C;
    public static final int REASON_STRING = 0x1F;
    public static final int RECEIVE_MAXIMUM = 0x21;
    public static final int TOPIC_ALIAS_MAXIMUM = 0x22;
    public static final int TOPIC_ALIAS = 0x23;
    public static final int MAXIMUM_QOS = 0x24;
    public static final int RETAIN_AVAILABLE = 0x25;
    public static final int USER_PROPERTY = 0x26;
    public static final int MAXIMUM_PACKET_SIZE = 0x27;
    public static final int WILDCARD_AVAILABLE = 0x28;
    public static final int SUBSCRIPTION_ID_AVAILABLE = 0x29;
    public static final int SHARED_AVAILABLE = 0x2A;

    private Property() {}

    public static byte[] payloadFormat(int value) {
        return bytes(PAYLOAD_FORMAT, value);
    }

    public static byte[] messageExpiry(long seconds) {
        return join(bytes(MESSAGE_EXPIRY), u32(seconds));
    }

    public static byte[] contentType(String value) {
        return join(bytes(CONTENT_TYPE), string(value));
    }

    public static byte[] responseTopic(String value) {
        return join(bytes(RESPONSE_TOPIC), string(value));
    }

    public static byte[] correlationData(byte[] value) {
        return join(bytes(CORRELATION_DATA), binary(value));
    }

    public static byte[] subscriptionId(int value) {
        return join(bytes(SUBSCRIPTION_ID), varint(value));
    }

    public static byte[] sessionExpiry(long seconds) {
        return join(bytes(SESSION_EXPIRY), u32(seconds));
    }

    public static byte[] authMethod(String value) {
        return join(bytes(AUTH_METHOD), string(value));
    }

    public static byte[] authData(byte[] value) {
        return join(bytes(AUTH_DATA), binary(value));
    }

    public static byte[] requestProblem(int value) {
        return bytes(REQUEST_PROBLEM, value);
    }

    public static byte[] willDelay(long seconds) {
        return join(bytes(WILL_DELAY), u32(seconds));
    }

    public static byte[] requestResponse(int value) {
        return bytes(REQUEST_RESPONSE, value);
    }

    public static byte[] reasonString(String value) {
        return join(bytes(REASON_STRING), string(value));
    }

    public static byte[] receiveMaximum(int value) {
        return join(bytes(RECEIVE_MAXIMUM), u16(value));
    }

    public static byte[] topicAliasMaximum(int value) {
        return join(bytes(TOPIC_ALIAS_MAXIMUM), u16(value));
    }

    public static byte[] topicAlias(int value) {
        return join(bytes(TOPIC_ALIAS), u16(value));
    }

    public static byte[] userProperty(String name, String value) {
        return join(bytes(USER_PROPERTY), string(name), string(value));
    }

    public static byte[] maximumPacketSize(long value) {
        return join(bytes(MAXIMUM_PACKET_SIZE), u32(value));
    }
}
