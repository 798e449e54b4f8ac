package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.BinaryData;
import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.TopicName;
import io.robustmq.codec.mqtt.TwoByteInteger;
import io.robustmq.codec.mqtt.Utf8String;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * CONNECT (§3.1).
 *
 * <pre>
 *   | protocol name | level, 1 | flags, 1 | keep alive, 2 | properties, 5.0 |
 *   | client id | will properties, 5.0 | will topic | will payload | user name | password |
 *
 *   flags: user name 80 | password 40 | will retain 20 | will QoS 18 | will 04 | clean start 02 | 01
 * </pre>
 */
public final class ConnectDecoder {
    private static final int USER_NAME = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int WILL_RETAIN = 0x20;
    private static final int WILL_QOS = 0x18;
    private static final int WILL = 0x04;
    private static final int CLEAN_START = 0x02;
    private static final int RESERVED = 0x01;
    private static final long NOT_FORWARDED =
            1L << PropertyId.WILL_DELAY_INTERVAL | 1L << PropertyId.MESSAGE_EXPIRY_INTERVAL;

    private final PropertiesDecoder properties;
    private final PropertiesDecoder willProperties;
    private MqttVersion version = MqttVersion.V5;
    private int flags;
    private int keepAliveS;
    private int clientIdOffset;
    private int clientIdLength;
    private int willTopicOffset;
    private int willTopicLength;
    private int willPayloadOffset;
    private int willPayloadLength;
    private int userNameOffset;
    private int userNameLength;
    private int passwordOffset;
    private int passwordLength;

    public ConnectDecoder(PropertyLimits limits) {
        this.properties = new PropertiesDecoder(limits);
        this.willProperties = new PropertiesDecoder(limits);
    }

    /** After a violation {@link #version()} still says how to word the CONNACK. */
    public void wrap(DirectBuffer buffer, int bodyOffset, int bodyLength) throws MqttViolation {
        int end = bodyOffset + bodyLength;
        version = MqttVersion.V5;
        flags = 0;
        properties.wrapNone();
        int at = wrapVersion(buffer, bodyOffset, end);
        if (end - at < 3) {
            throw MqttViolation.malformed("CONNECT is cut off");
        }
        checkFlags(buffer.getByte(at) & 0xFF);
        flags = buffer.getByte(at) & 0xFF;
        keepAliveS = TwoByteInteger.get(buffer, at + 1);
        at += 3;
        if (version == MqttVersion.V5) {
            at = properties.wrap(buffer, at, end, PropertyScope.CONNECT);
            checkAuthentication();
        }
        at = wrapClientId(buffer, at, end);
        at = wrapWill(buffer, at, end);
        at = wrapCredentials(buffer, at, end);
        if (at != end) {
            throw MqttViolation.malformed("CONNECT has bytes behind its end");
        }
        checkClientId();
    }

    private int wrapVersion(DirectBuffer buffer, int at, int end) throws MqttViolation {
        int nameEnd = BinaryData.end(buffer, at, end);
        boolean mqtt = ProtocolName.isMqtt(buffer, at, nameEnd - at);
        boolean mqisdp = ProtocolName.isMqisdp(buffer, at, nameEnd - at);
        if (!mqtt && !mqisdp) { // [MQTT-3.1.2-1]
            throw unsupported("protocol name is neither MQTT nor MQIsdp");
        }
        if (nameEnd == end) {
            throw MqttViolation.malformed("CONNECT is cut off");
        }
        int level = buffer.getByte(nameEnd) & 0xFF;
        if (mqisdp && level == MqttVersion.V3_1.level()) {
            version = MqttVersion.V3_1;
        } else if (mqtt && level == MqttVersion.V3_1_1.level()) {
            version = MqttVersion.V3_1_1;
        } else if (!mqtt || level != MqttVersion.V5.level()) { // [MQTT-3.1.2-2]
            version = level < MqttVersion.V5.level() ? MqttVersion.V3_1_1 : MqttVersion.V5;
            throw unsupported("protocol level is not 3 (MQIsdp), 4 or 5 (MQTT)");
        }
        return nameEnd + 1;
    }

    private static MqttViolation unsupported(String detail) {
        return new MqttViolation(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, detail);
    }

    private void checkFlags(int connectFlags) throws MqttViolation {
        boolean will = (connectFlags & WILL) != 0;
        boolean passwordAlone = (connectFlags & (USER_NAME | PASSWORD)) == PASSWORD;
        if (version != MqttVersion.V5 && passwordAlone) { // 3.1.1 [MQTT-3.1.2-22], 3.1 §3.1
            throw MqttViolation.malformed("password without user name");
        }
        if (will && (connectFlags & WILL_QOS) == WILL_QOS) { // [MQTT-3.1.2-12]
            throw MqttViolation.malformed("will QoS is 3");
        }
        if (version == MqttVersion.V3_1) {
            return; // 3.1 §3.1: bit 0 is unused, will QoS and retain without a will mean nothing
        }
        if ((connectFlags & RESERVED) != 0) { // [MQTT-3.1.2-3]
            throw MqttViolation.malformed("reserved connect flag is set");
        }
        // [MQTT-3.1.2-11], [MQTT-3.1.2-13]
        if (!will && (connectFlags & (WILL_QOS | WILL_RETAIN)) != 0) {
            throw MqttViolation.malformed("will QoS or will retain without a will");
        }
    }

    private void checkAuthentication() throws MqttViolation {
        if (properties.has(PropertyId.AUTHENTICATION_DATA)
                && !properties.has(PropertyId.AUTHENTICATION_METHOD)) { // §3.1.2.11.10
            throw MqttViolation.protocolError("authentication data without a method");
        }
    }

    private int wrapClientId(DirectBuffer buffer, int at, int end) throws MqttViolation {
        int next = Utf8String.end(buffer, at, end); // [MQTT-3.1.3-3], [MQTT-3.1.3-4]
        clientIdOffset = at + TwoByteInteger.BYTES;
        clientIdLength = next - clientIdOffset;
        return next;
    }

    /** 5.0 [MQTT-3.1.3-6] lets any client leave its name to the server; before, it is dearer. */
    private void checkClientId() throws MqttViolation {
        boolean mayBeEmpty =
                version == MqttVersion.V5 || version == MqttVersion.V3_1_1 && cleanStart();
        if (clientIdLength == 0 && !mayBeEmpty) { // 3.1.1 [MQTT-3.1.3-8], 3.1 §3.1
            throw new MqttViolation(
                    ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "client identifier is empty");
        }
    }

    private int wrapWill(DirectBuffer buffer, int at, int end) throws MqttViolation {
        willProperties.wrapNone();
        willTopicLength = 0;
        willPayloadLength = 0;
        if (!hasWill()) {
            return at;
        }
        int topicAt = at;
        if (version == MqttVersion.V5) {
            topicAt = willProperties.wrap(buffer, at, end, PropertyScope.WILL);
        }
        int payloadAt = BinaryData.end(buffer, topicAt, end);
        willTopicOffset = topicAt + TwoByteInteger.BYTES;
        willTopicLength = payloadAt - willTopicOffset;
        TopicName.check(buffer, willTopicOffset, willTopicLength); // [MQTT-3.1.3-11]
        int next = BinaryData.end(buffer, payloadAt, end);
        willPayloadOffset = payloadAt + TwoByteInteger.BYTES;
        willPayloadLength = next - willPayloadOffset;
        return next;
    }

    private int wrapCredentials(DirectBuffer buffer, int at, int end) throws MqttViolation {
        int next = at;
        userNameLength = 0;
        passwordLength = 0;
        // 3.1 §3.1: the remaining length takes precedence over the two flags.
        if (version == MqttVersion.V3_1 && next == end) {
            flags &= ~(USER_NAME | PASSWORD);
        }
        if (hasUserName()) {
            userNameOffset = next + TwoByteInteger.BYTES;
            next = Utf8String.end(buffer, next, end); // [MQTT-3.1.3-12]
            userNameLength = next - userNameOffset;
        }
        if (version == MqttVersion.V3_1 && next == end) {
            flags &= ~PASSWORD;
        }
        if (hasPassword()) {
            passwordOffset = next + TwoByteInteger.BYTES;
            next = BinaryData.end(buffer, next, end);
            passwordLength = next - passwordOffset;
        }
        return next;
    }

    /** The client's version; of an unsupported one, the nearest, for the answer. */
    public MqttVersion version() {
        return version;
    }

    /** Clean Session in 3.x. */
    public boolean cleanStart() {
        return (flags & CLEAN_START) != 0;
    }

    /** Seconds, 0 for never. */
    public int keepAliveS() {
        return keepAliveS;
    }

    public int clientIdOffset() {
        return clientIdOffset;
    }

    /** 0 to 65,535; 0 asks the server for a name. */
    public int clientIdLength() {
        return clientIdLength;
    }

    public boolean hasUserName() {
        return (flags & USER_NAME) != 0;
    }

    public int userNameOffset() {
        return userNameOffset;
    }

    public int userNameLength() {
        return userNameLength;
    }

    public boolean hasPassword() {
        return (flags & PASSWORD) != 0;
    }

    public int passwordOffset() {
        return passwordOffset;
    }

    public int passwordLength() {
        return passwordLength;
    }

    // ---- properties: those of the packet, and shorthands with the defaults of §3.1.2.11 ----

    public PropertiesDecoder properties() {
        return properties;
    }

    /** Seconds, 0 to 2^32 − 1, the latter for never. 3.x has no such thing: 0 here. */
    public long sessionExpiryS() {
        return properties.value(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
    }

    /** 1 to 65,535. */
    public int receiveMaximum() {
        return (int) properties.value(PropertyId.RECEIVE_MAXIMUM, TwoByteInteger.MAX);
    }

    /** Bytes, 1 to 2^32 − 1. */
    public long maximumPacketSize() {
        return properties.value(PropertyId.MAXIMUM_PACKET_SIZE, 0xFFFF_FFFFL);
    }

    /** 0 for no aliases. */
    public int topicAliasMaximum() {
        return (int) properties.value(PropertyId.TOPIC_ALIAS_MAXIMUM, 0);
    }

    public boolean requestResponseInformation() {
        return properties.value(PropertyId.REQUEST_RESPONSE_INFORMATION, 0) != 0;
    }

    public boolean requestProblemInformation() {
        return properties.value(PropertyId.REQUEST_PROBLEM_INFORMATION, 1) != 0;
    }

    // ---- will ----

    public boolean hasWill() {
        return (flags & WILL) != 0;
    }

    /** 0, 1 or 2. */
    public int willQos() {
        return hasWill() ? (flags & WILL_QOS) >> 3 : 0;
    }

    public boolean willRetain() {
        return hasWill() && (flags & WILL_RETAIN) != 0;
    }

    public int willTopicOffset() {
        return willTopicOffset;
    }

    public int willTopicLength() {
        return willTopicLength;
    }

    public int willPayloadOffset() {
        return willPayloadOffset;
    }

    public int willPayloadLength() {
        return willPayloadLength;
    }

    public PropertiesDecoder willProperties() {
        return willProperties;
    }

    /** Seconds, 0 to 2^32 − 1. */
    public long willDelayS() {
        return willProperties.value(PropertyId.WILL_DELAY_INTERVAL, 0);
    }

    /** Seconds, or {@link PublishDecoder#NO_EXPIRY}. */
    public long willExpiryS() {
        return willProperties.value(PropertyId.MESSAGE_EXPIRY_INTERVAL, PublishDecoder.NO_EXPIRY);
    }

    /**
     * Copies what subscribers of the will get unaltered: all but delay and expiry.
     *
     * @param target room for the length of {@link #willProperties()}
     * @return bytes copied
     */
    public int copyWillForwarded(MutableDirectBuffer target, int at) {
        return willProperties.copyWithout(NOT_FORWARDED, target, at);
    }
}
