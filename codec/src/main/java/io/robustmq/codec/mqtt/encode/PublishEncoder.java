package io.robustmq.codec.mqtt.encode;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.TwoByteInteger;
import io.robustmq.codec.mqtt.VariableByteInteger;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * PUBLISH (§3.3), made for one message and many receivers: set the message once, then for each
 * receiver what is its own, {@link #length} and {@link #encode}. It keeps no bytes, only where they
 * are.
 *
 * <pre>{@code
 * encoder.topic(…).payload(…);                                   // forgets what the last message had
 * int at = connection.claim(encoder.length(version, qos));
 * encoder.encode(connection.output(), at, PublishEncoder.flags(false, qos, false), packetId);
 * }</pre>
 */
public final class PublishEncoder {
    /** Message never expires. */
    public static final long NO_EXPIRY = -1;

    private static final int PUBLISH = PacketType.PUBLISH << 4;
    private static final int TOPIC_ALIAS_BYTES = 3;
    private static final int EXPIRY_BYTES = 5;
    private static final DirectBuffer NO_BYTES = new UnsafeBuffer(new byte[0]);
    private static final int[] NO_IDENTIFIERS = {};

    private DirectBuffer topic = NO_BYTES;
    private int topicOffset;
    private int topicLength;
    private DirectBuffer payload = NO_BYTES;
    private int payloadOffset;
    private int payloadLength;
    private DirectBuffer forwarded = NO_BYTES;
    private int forwardedOffset;
    private int forwardedLength;
    private long expiryS = NO_EXPIRY;
    private int topicAlias;
    private boolean topicOmitted;
    private int[] subscriptionIdentifiers = NO_IDENTIFIERS;
    private int subscriptionIdentifierCount;

    // Of the packet that length() measured; propertiesLength is NO_FIELD in 3.x.
    private static final int NO_FIELD = -1;
    private int qos;
    private int propertiesLength = NO_FIELD;
    private int remainingLength;

    /** DUP, QoS 0 to 2 and RETAIN, as the low four bits of the first byte. */
    public static int flags(boolean dup, int qos, boolean retain) {
        return (dup ? 0b1000 : 0) | qos << 1 | (retain ? 1 : 0);
    }

    // ---- the message ----

    /** A new message: nothing of the one before stays. */
    public PublishEncoder topic(DirectBuffer buffer, int offset, int length) {
        topic = buffer;
        topicOffset = offset;
        topicLength = length;
        payloadLength = 0;
        forwardedLength = 0;
        expiryS = NO_EXPIRY;
        return receiver();
    }

    public PublishEncoder payload(DirectBuffer buffer, int offset, int length) {
        payload = buffer;
        payloadOffset = offset;
        payloadLength = length;
        return this;
    }

    /** Property bytes to be passed on as they are, without length field; 3.x receivers get none. */
    public PublishEncoder properties(DirectBuffer buffer, int offset, int length) {
        forwarded = buffer;
        forwardedOffset = offset;
        forwardedLength = length;
        return this;
    }

    /** Seconds left, 0 to 2^32 − 1, or {@link #NO_EXPIRY}. */
    public PublishEncoder messageExpiryS(long seconds) {
        expiryS = seconds;
        return this;
    }

    // ---- the receiver ----

    /** A new receiver of the same message: without alias and subscription identifiers. */
    public PublishEncoder receiver() {
        topicAlias = 0;
        topicOmitted = false;
        subscriptionIdentifierCount = 0;
        return this;
    }

    /**
     * @param alias 1 to 65,535
     * @param known the receiver has the topic for it: it is left out
     */
    public PublishEncoder topicAlias(int alias, boolean known) {
        topicAlias = alias;
        topicOmitted = known;
        return this;
    }

    /** Identifiers of all subscriptions that match; the array is read by {@link #encode} too. */
    public PublishEncoder subscriptionIdentifiers(int[] identifiers, int count) {
        subscriptionIdentifiers = identifiers;
        subscriptionIdentifierCount = count;
        return this;
    }

    /** Bytes of the packet; fixes what {@link #encode} will write. */
    public int length(MqttVersion version, int qos) {
        int length = TwoByteInteger.BYTES + topicLength + payloadLength;
        if (qos != 0) {
            length += TwoByteInteger.BYTES;
        }
        this.qos = qos;
        propertiesLength = NO_FIELD;
        if (version == MqttVersion.V5) {
            if (topicOmitted) {
                length -= topicLength;
            }
            propertiesLength = ownPropertiesLength() + forwardedLength;
            length += VariableByteInteger.length(propertiesLength) + propertiesLength;
        }
        remainingLength = length;
        return FixedHeaderEncoder.packetLength(length);
    }

    private int ownPropertiesLength() {
        int length = expiryS == NO_EXPIRY ? 0 : EXPIRY_BYTES;
        if (topicAlias != 0) {
            length += TOPIC_ALIAS_BYTES;
        }
        for (int i = 0; i < subscriptionIdentifierCount; i++) {
            length += 1 + VariableByteInteger.length(subscriptionIdentifiers[i]);
        }
        return length;
    }

    /** Bytes of the packet before its payload, once {@link #length} was asked. */
    public int headLength() {
        return FixedHeaderEncoder.packetLength(remainingLength) - payloadLength;
    }

    /**
     * Writes the packet that {@link #length} measured.
     *
     * @param flags of {@link #flags}, with the QoS that was measured
     * @param packetId 1 to 65,535, not looked at with QoS 0
     */
    public void encode(MutableDirectBuffer target, int at, int flags, int packetId) {
        int payloadAt = encodeHead(target, at, flags, packetId);
        ShortCopy.copy(target, payloadAt, payload, payloadOffset, payloadLength);
    }

    /**
     * All but the payload, {@link #headLength} bytes: for a payload that is sent from where it is.
     *
     * @return the offset behind what was written
     */
    public int encodeHead(MutableDirectBuffer target, int at, int flags, int packetId) {
        assert (flags >> 1 & 0b11) == qos : "QoS is not the one measured";
        target.putByte(at, (byte) (PUBLISH | flags));
        int next = VariableByteInteger.put(target, at + 1, remainingLength);
        boolean v5 = propertiesLength != NO_FIELD;
        int topicBytes = v5 && topicOmitted ? 0 : topicLength;
        TwoByteInteger.put(target, next, topicBytes);
        next += TwoByteInteger.BYTES;
        ShortCopy.copy(target, next, topic, topicOffset, topicBytes);
        next += topicBytes;
        if (qos != 0) {
            TwoByteInteger.put(target, next, packetId);
            next += TwoByteInteger.BYTES;
        }
        return v5 ? encodeProperties(target, next) : next;
    }

    private int encodeProperties(MutableDirectBuffer target, int at) {
        int next = VariableByteInteger.put(target, at, propertiesLength);
        if (propertiesLength == 0) {
            return next;
        }
        if (topicAlias != 0) {
            target.putByte(next, (byte) PropertyId.TOPIC_ALIAS);
            TwoByteInteger.put(target, next + 1, topicAlias);
            next += TOPIC_ALIAS_BYTES;
        }
        if (expiryS != NO_EXPIRY) {
            target.putByte(next, (byte) PropertyId.MESSAGE_EXPIRY_INTERVAL);
            target.putInt(next + 1, (int) expiryS, BIG_ENDIAN);
            next += EXPIRY_BYTES;
        }
        for (int i = 0; i < subscriptionIdentifierCount; i++) {
            target.putByte(next, (byte) PropertyId.SUBSCRIPTION_IDENTIFIER);
            next = VariableByteInteger.put(target, next + 1, subscriptionIdentifiers[i]);
        }
        target.putBytes(next, forwarded, forwardedOffset, forwardedLength);
        return next + forwardedLength;
    }
}
