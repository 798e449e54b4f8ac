package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.TwoByteInteger;
import io.robustmq.codec.mqtt.VariableByteInteger;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * PUBLISH (§3.3). The characters of the topic are not checked: whoever has not seen these bytes
 * before calls {@link io.robustmq.codec.mqtt.TopicName#check}.
 *
 * <pre>
 *   | topic length, 2 | topic | packet id, 2, QoS 1 and 2 | properties, 5.0 | payload, all the rest
 * </pre>
 */
public final class PublishDecoder {
    /** {@link #messageExpiryS()} of a message that never expires. */
    public static final long NO_EXPIRY = -1;

    private static final int DUP = 0b1000;
    private static final int RETAIN = 0b0001;
    private static final long NOT_FORWARDED =
            1L << PropertyId.TOPIC_ALIAS
                    | 1L << PropertyId.SUBSCRIPTION_IDENTIFIER
                    | 1L << PropertyId.MESSAGE_EXPIRY_INTERVAL;

    private final Sender sender;
    private final PropertiesDecoder properties;
    private int flags;
    private int topicOffset;
    private int topicLength;
    private int packetId;
    private boolean hasProperties;
    private int payloadOffset;
    private int payloadLength;

    public PublishDecoder(Sender sender, PropertyLimits limits) {
        this.sender = sender;
        this.properties = new PropertiesDecoder(limits);
        properties.wrapNone();
    }

    /**
     * @param flags of the fixed header
     * @param bodyLength the remaining length, all of which is in the buffer
     */
    public void wrap(
            DirectBuffer buffer, int flags, int bodyOffset, int bodyLength, MqttVersion version)
            throws MqttViolation {
        int end = bodyOffset + bodyLength;
        int qosBits = flags & 0b0110;
        if (qosBits == 0b0110 || (flags & 0b1110) == DUP) {
            checkFlags(qosBits, version);
        }
        if (bodyLength < TwoByteInteger.BYTES) {
            throw cutOff();
        }
        int topicBytes = TwoByteInteger.get(buffer, bodyOffset);
        int at = bodyOffset + TwoByteInteger.BYTES + topicBytes;
        int id = 0;
        if (qosBits != 0) {
            if (at + TwoByteInteger.BYTES > end) {
                throw cutOff();
            }
            id = TwoByteInteger.get(buffer, at);
            at += TwoByteInteger.BYTES;
            if (id == 0) { // [MQTT-2.2.1-3], [MQTT-2.2.1-4]
                throw MqttViolation.protocolError("packet identifier is 0");
            }
        }
        boolean some = false;
        if (version == MqttVersion.V5) {
            if (at >= end) {
                throw cutOff();
            }
            some = buffer.getByte(at) != 0;
            at = some ? wrapProperties(buffer, at, end) : at + 1;
        } else if (at > end) {
            throw cutOff();
        }
        if (topicBytes == 0 && !(some && properties.has(PropertyId.TOPIC_ALIAS))) {
            throw emptyTopic(version);
        }
        this.flags = flags;
        this.topicOffset = bodyOffset + TwoByteInteger.BYTES;
        this.topicLength = topicBytes;
        this.packetId = id;
        this.hasProperties = some;
        this.payloadOffset = at;
        this.payloadLength = end - at;
    }

    /**
     * For a PUBLISH of which only the first bytes have arrived. Once it says true all is readable
     * but the payload, which begins at {@link #payloadOffset()} and may be cut off.
     *
     * @param available bytes of the body that are in the buffer, 0 to {@code bodyLength}
     * @param bodyLength the remaining length as declared
     * @return false when more bytes are needed
     */
    public boolean wrapHead(
            DirectBuffer buffer,
            int flags,
            int bodyOffset,
            int available,
            int bodyLength,
            MqttVersion version)
            throws MqttViolation {
        boolean complete = hasHead(buffer, flags, bodyOffset, available, bodyLength, version);
        if (complete) {
            wrap(buffer, flags, bodyOffset, bodyLength, version);
        }
        return complete;
    }

    private boolean hasHead(
            DirectBuffer buffer,
            int flags,
            int bodyOffset,
            int available,
            int bodyLength,
            MqttVersion version)
            throws MqttViolation {
        int needed = TwoByteInteger.BYTES;
        if (available >= needed) {
            needed += TwoByteInteger.get(buffer, bodyOffset);
            needed += (flags & 0b0110) == 0 ? 0 : TwoByteInteger.BYTES;
            if (version == MqttVersion.V5) {
                needed += propertiesBytes(buffer, bodyOffset + needed, bodyOffset + available);
            }
        }
        if (needed > bodyLength) {
            throw cutOff();
        }
        return needed <= available;
    }

    /** Bytes that length field and properties at {@code at} take, as far as can be seen yet. */
    private int propertiesBytes(DirectBuffer buffer, int at, int limit) throws MqttViolation {
        int length = properties.lengthField(buffer, at, limit);
        return length == VariableByteInteger.INCOMPLETE
                ? Math.max(limit - at, 0) + 1
                : VariableByteInteger.length(length) + length;
    }

    private int wrapProperties(DirectBuffer buffer, int at, int end) throws MqttViolation {
        int behind = properties.wrap(buffer, at, end, PropertyScope.PUBLISH);
        if (sender == Sender.CLIENT && properties.has(PropertyId.SUBSCRIPTION_IDENTIFIER)) {
            // [MQTT-3.3.4-6]
            throw MqttViolation.protocolError("subscription identifier from a client");
        }
        return behind;
    }

    private static void checkFlags(int qosBits, MqttVersion version) throws MqttViolation {
        if (qosBits == 0b0110) { // [MQTT-3.3.1-4]
            throw MqttViolation.malformed("QoS is 3");
        }
        if (version != MqttVersion.V3_1) { // [MQTT-3.3.1-2]; 3.1 has no such rule
            throw MqttViolation.malformed("DUP with QoS 0");
        }
    }

    private static MqttViolation cutOff() {
        return MqttViolation.malformed("PUBLISH is cut off");
    }

    private static MqttViolation emptyTopic(MqttVersion version) {
        return version == MqttVersion.V5
                ? MqttViolation.protocolError("neither topic name nor topic alias") // §3.3.2.1
                : MqttViolation.malformed("topic name is empty"); // 3.1.1 [MQTT-4.7.3-1]
    }

    public boolean dup() {
        return (flags & DUP) != 0;
    }

    /** 0, 1 or 2. */
    public int qos() {
        return flags >> 1 & 0b11;
    }

    public boolean retain() {
        return (flags & RETAIN) != 0;
    }

    public int topicOffset() {
        return topicOffset;
    }

    /** 0 when there is only a topic alias. */
    public int topicLength() {
        return topicLength;
    }

    /** 1 to 65,535; 0 with QoS 0. */
    public int packetId() {
        return packetId;
    }

    public int payloadOffset() {
        return payloadOffset;
    }

    public int payloadLength() {
        return payloadLength;
    }

    // ---- properties ----

    /** False for most: then no other question about properties need be asked. */
    public boolean hasProperties() {
        return hasProperties;
    }

    /** Only while {@link #hasProperties()}. */
    public PropertiesDecoder properties() {
        assert hasProperties;
        return properties;
    }

    /** 1 to 65,535; 0 for none. */
    public int topicAlias() {
        return hasProperties ? (int) properties.value(PropertyId.TOPIC_ALIAS, 0) : 0;
    }

    /** Seconds, 0 to 2^32 − 1, or {@link #NO_EXPIRY}. */
    public long messageExpiryS() {
        return hasProperties
                ? properties.value(PropertyId.MESSAGE_EXPIRY_INTERVAL, NO_EXPIRY)
                : NO_EXPIRY;
    }

    /** Of the first property; meaningless when {@link #propertiesLength()} is 0. */
    public int propertiesOffset() {
        return properties.offset();
    }

    /** All properties, without their length field. */
    public int propertiesLength() {
        return hasProperties ? properties.length() : 0;
    }

    /**
     * True when the properties may go to subscribers as they stand, in place: there is none that
     * must not be passed on or be written anew. Else {@link #copyForwarded} sorts them out.
     */
    public boolean forwardsInPlace() {
        return !hasProperties || (properties.present() & NOT_FORWARDED) == 0;
    }

    /**
     * Copies what subscribers get unaltered ([MQTT-3.3.2-4], -15, -16, -17, -18, -20): all but
     * topic alias and subscription identifiers, which belong to one connection, and the message
     * expiry, which is written anew.
     *
     * @param target room for {@link #propertiesLength()} bytes
     * @return bytes copied
     */
    public int copyForwarded(MutableDirectBuffer target, int at) {
        return hasProperties ? properties.copyWithout(NOT_FORWARDED, target, at) : 0;
    }
}
