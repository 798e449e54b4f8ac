package io.robustmq.kernel.cores;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.message.Publication;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A publication on its way from one core to another.
 *
 * <pre>
 * 0       4             8                  12       20              28            36
 * | flags | topicLength | propertiesLength | sender | publishedAtMs | expiresAtMs | topic | properties | payload |
 * flags: maximum QoS 1-0, RETAIN 2; little-endian; the payload is the rest
 * </pre>
 */
public final class PublicationFlyweight {
    /** What a message is longer than its topic, properties and payload. */
    public static final int HEADER_BYTES = 36;

    private static final int TOPIC_LENGTH_AT = 4;
    private static final int PROPERTIES_LENGTH_AT = 8;
    private static final int SENDER_AT = 12;
    private static final int PUBLISHED_AT = 20;
    private static final int EXPIRES_AT = 28;
    private static final int QOS_MASK = 0b11;
    private static final int RETAIN = 0b100;

    private PublicationFlyweight() {}

    public static int lengthOf(Publication publication) {
        return headLengthOf(publication) + publication.payloadLength();
    }

    /** Bytes before the payload. */
    public static int headLengthOf(Publication publication) {
        return HEADER_BYTES + publication.topicLength() + publication.propertiesLength();
    }

    /**
     * @return bytes written, {@link #lengthOf}
     */
    public static int write(MutableDirectBuffer to, int offset, Publication publication) {
        int headLength = writeHead(to, offset, publication);
        publication.copyPayload(to, offset + headLength);
        return headLength + publication.payloadLength();
    }

    /**
     * All but the payload.
     *
     * @return bytes written, {@link #headLengthOf}
     */
    public static int writeHead(MutableDirectBuffer to, int offset, Publication publication) {
        int flags = publication.qos() | (publication.retain() ? RETAIN : 0);
        int topicLength = publication.topicLength();
        int propertiesLength = publication.propertiesLength();
        to.putInt(offset, flags, LITTLE_ENDIAN);
        to.putInt(offset + TOPIC_LENGTH_AT, topicLength, LITTLE_ENDIAN);
        to.putInt(offset + PROPERTIES_LENGTH_AT, propertiesLength, LITTLE_ENDIAN);
        to.putLong(offset + SENDER_AT, publication.sender(), LITTLE_ENDIAN);
        to.putLong(offset + PUBLISHED_AT, publication.publishedAtMs(), LITTLE_ENDIAN);
        to.putLong(offset + EXPIRES_AT, publication.expiresAtMs(), LITTLE_ENDIAN);
        int at = offset + HEADER_BYTES;
        to.putBytes(at, publication.topicBuffer(), publication.topicOffset(), topicLength);
        at += topicLength;
        to.putBytes(
                at,
                publication.propertiesBuffer(),
                publication.propertiesOffset(),
                propertiesLength);
        return at + propertiesLength - offset;
    }

    /** Makes the publication a view of the message. */
    public static Publication wrap(
            DirectBuffer from, int offset, int length, Publication publication) {
        int flags = from.getInt(offset, LITTLE_ENDIAN);
        int topicAt = offset + HEADER_BYTES;
        int topicLength = from.getInt(offset + TOPIC_LENGTH_AT, LITTLE_ENDIAN);
        int propertiesAt = topicAt + topicLength;
        int propertiesLength = from.getInt(offset + PROPERTIES_LENGTH_AT, LITTLE_ENDIAN);
        int payloadAt = propertiesAt + propertiesLength;
        return publication
                .begin(
                        flags & QOS_MASK,
                        (flags & RETAIN) != 0,
                        from.getLong(offset + SENDER_AT, LITTLE_ENDIAN),
                        from.getLong(offset + PUBLISHED_AT, LITTLE_ENDIAN),
                        from.getLong(offset + EXPIRES_AT, LITTLE_ENDIAN))
                .topic(from, topicAt, topicLength)
                .properties(from, propertiesAt, propertiesLength)
                .payload(from, payloadAt, offset + length - payloadAt);
    }
}
