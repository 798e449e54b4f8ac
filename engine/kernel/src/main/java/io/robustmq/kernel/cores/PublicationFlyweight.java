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
 * flags: maximum QoS 1-0, RETAIN 2, FORWARDED 3, DELAYED 4; little-endian; the payload is the rest
 * FORWARDED, before the topic: | stream, 4 bytes | sequence, 8 bytes |
 * DELAYED, before that:        | untilMs, 8 bytes |
 * </pre>
 */
public final class PublicationFlyweight {
    /** What a message without a mark is longer than its topic, properties and payload. */
    public static final int HEADER_BYTES = 36;

    private static final int FORWARD_BYTES = Integer.BYTES + Long.BYTES;

    private static final int TOPIC_LENGTH_AT = 4;
    private static final int PROPERTIES_LENGTH_AT = 8;
    private static final int SENDER_AT = 12;
    private static final int PUBLISHED_AT = 20;
    private static final int EXPIRES_AT = 28;
    private static final int QOS_MASK = 0b11;
    private static final int RETAIN = 0b100;
    private static final int FORWARDED = 0b1000;
    private static final int DELAYED = 0b1_0000;

    private PublicationFlyweight() {}

    public static int lengthOf(Publication publication) {
        return headLengthOf(publication) + publication.payloadLength();
    }

    /** Bytes before the payload. */
    public static int headLengthOf(Publication publication) {
        return HEADER_BYTES
                + (publication.isForwarded() ? FORWARD_BYTES : 0)
                + (publication.isDelayed() ? Long.BYTES : 0)
                + publication.topicLength()
                + publication.propertiesLength();
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
        int flags =
                publication.qos()
                        | (publication.retain() ? RETAIN : 0)
                        | (publication.isForwarded() ? FORWARDED : 0)
                        | (publication.isDelayed() ? DELAYED : 0);
        int topicLength = publication.topicLength();
        int propertiesLength = publication.propertiesLength();
        to.putInt(offset, flags, LITTLE_ENDIAN);
        to.putInt(offset + TOPIC_LENGTH_AT, topicLength, LITTLE_ENDIAN);
        to.putInt(offset + PROPERTIES_LENGTH_AT, propertiesLength, LITTLE_ENDIAN);
        to.putLong(offset + SENDER_AT, publication.sender(), LITTLE_ENDIAN);
        to.putLong(offset + PUBLISHED_AT, publication.publishedAtMs(), LITTLE_ENDIAN);
        to.putLong(offset + EXPIRES_AT, publication.expiresAtMs(), LITTLE_ENDIAN);
        int at = offset + HEADER_BYTES;
        if (publication.isDelayed()) {
            to.putLong(at, publication.delayedUntilMs(), LITTLE_ENDIAN);
            at += Long.BYTES;
        }
        if (publication.isForwarded()) {
            to.putInt(at, publication.forwardStream(), LITTLE_ENDIAN);
            to.putLong(at + Integer.BYTES, publication.forwardSequence(), LITTLE_ENDIAN);
            at += FORWARD_BYTES;
        }
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
        boolean forwarded = (flags & FORWARDED) != 0;
        boolean delayed = (flags & DELAYED) != 0;
        int delayedAt = offset + HEADER_BYTES;
        int forwardAt = delayed ? delayedAt + Long.BYTES : delayedAt;
        int topicAt = forwarded ? forwardAt + FORWARD_BYTES : forwardAt;
        int topicLength = from.getInt(offset + TOPIC_LENGTH_AT, LITTLE_ENDIAN);
        int propertiesAt = topicAt + topicLength;
        int propertiesLength = from.getInt(offset + PROPERTIES_LENGTH_AT, LITTLE_ENDIAN);
        int payloadAt = propertiesAt + propertiesLength;
        publication
                .begin(
                        flags & QOS_MASK,
                        (flags & RETAIN) != 0,
                        from.getLong(offset + SENDER_AT, LITTLE_ENDIAN),
                        from.getLong(offset + PUBLISHED_AT, LITTLE_ENDIAN),
                        from.getLong(offset + EXPIRES_AT, LITTLE_ENDIAN))
                .topic(from, topicAt, topicLength)
                .properties(from, propertiesAt, propertiesLength)
                .payload(from, payloadAt, offset + length - payloadAt);
        if (delayed) {
            publication.delayed(from.getLong(delayedAt, LITTLE_ENDIAN));
        }
        return forwarded
                ? publication.forwarded(
                        from.getInt(forwardAt, LITTLE_ENDIAN),
                        from.getLong(forwardAt + Integer.BYTES, LITTLE_ENDIAN))
                : publication;
    }
}
