package io.robustmq.kernel.message;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A message as journal and state tables keep it. Who sent it is not kept: sessions have other
 * numbers after a restart.
 *
 * <pre>
 * 0       1             3               11
 * | flags | topicLength | publishedAtMs | expiresAtMs, long, if EXPIRES | propertiesLength, int, if PROPERTIES |
 * | topic | properties | payload, the rest |
 * flags: QoS 1-0, RETAIN 2, EXPIRES 3, PROPERTIES 4; little-endian; topicLength is an unsigned short
 * </pre>
 */
public final class MessageFlyweight {
    private static final int TOPIC_LENGTH_AT = 1;
    private static final int PUBLISHED_AT = 3;
    private static final int HEADER_BYTES = 11;
    private static final int QOS_MASK = 0b11;
    private static final int RETAIN = 0b100;
    private static final int EXPIRES = 0b1000;
    private static final int PROPERTIES = 0b1_0000;

    private MessageFlyweight() {}

    /**
     * @return where it ends
     */
    public static int write(MutableDirectBuffer to, int offset, Message message) {
        boolean expires = message.expiresAtMs() != Message.NEVER;
        boolean hasProperties = message.propertiesLength() > 0;
        int flags =
                message.qos()
                        | (message.retain() ? RETAIN : 0)
                        | (expires ? EXPIRES : 0)
                        | (hasProperties ? PROPERTIES : 0);
        to.putByte(offset, (byte) flags);
        to.putShort(offset + TOPIC_LENGTH_AT, (short) message.topicLength(), LITTLE_ENDIAN);
        to.putLong(offset + PUBLISHED_AT, message.publishedAtMs(), LITTLE_ENDIAN);
        int at = offset + HEADER_BYTES;
        if (expires) {
            to.putLong(at, message.expiresAtMs(), LITTLE_ENDIAN);
            at += Long.BYTES;
        }
        if (hasProperties) {
            to.putInt(at, message.propertiesLength(), LITTLE_ENDIAN);
            at += Integer.BYTES;
        }
        to.putBytes(at, message.bytes(), 0, message.sizeBytes());
        return at + message.sizeBytes();
    }

    /**
     * Makes the publication a view of the message.
     *
     * @param end behind the payload
     */
    public static Publication wrap(
            DirectBuffer from, int offset, int end, Publication publication) {
        int flags = from.getByte(offset);
        int topicLength = from.getShort(offset + TOPIC_LENGTH_AT, LITTLE_ENDIAN) & 0xFFFF;
        int at = offset + HEADER_BYTES;
        long expiresAtMs = Message.NEVER;
        if ((flags & EXPIRES) != 0) {
            expiresAtMs = from.getLong(at, LITTLE_ENDIAN);
            at += Long.BYTES;
        }
        int propertiesLength = 0;
        if ((flags & PROPERTIES) != 0) {
            propertiesLength = from.getInt(at, LITTLE_ENDIAN);
            at += Integer.BYTES;
        }
        int payloadAt = at + topicLength + propertiesLength;
        return publication
                .begin(
                        flags & QOS_MASK,
                        (flags & RETAIN) != 0,
                        0,
                        from.getLong(offset + PUBLISHED_AT, LITTLE_ENDIAN),
                        expiresAtMs)
                .topic(from, at, topicLength)
                .properties(from, at + topicLength, propertiesLength)
                .payload(from, payloadAt, end - payloadAt);
    }
}
