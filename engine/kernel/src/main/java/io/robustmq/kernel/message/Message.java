package io.robustmq.kernel.message;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A message kept beyond its cycle: retained, queued or in flight. Immutable but for the count of
 * who holds it; one instance serves every queue of a core that refers to it, and is that core's
 * alone.
 *
 * <pre>
 * 0        topicLength          + propertiesLength
 * | topic  | properties         | payload            |
 * </pre>
 *
 * Properties are those of MQTT 5 that travel with a message, in its encoding, without expiry, alias
 * and identifiers.
 */
public final class Message {
    /** Stands for "never" where an expiry in milliseconds since 1970 is meant. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Stands for "not" where the end of a delay is meant. */
    public static final long NOT_DELAYED = 0;

    /** The forward sequence of a message that is sent once only. */
    public static final long NOT_FORWARDED = 0;

    private final UnsafeBuffer bytes;
    private final int topicLength;
    private final int propertiesLength;
    private final byte qos;
    private final boolean retain;
    private final long publishedAtMs;
    private final long expiresAtMs;
    private final long sender;
    private final int forwardStream;
    private final long forwardSequence;
    private final long delayedUntilMs;
    private int holders;

    Message(Publication publication) {
        this.topicLength = publication.topicLength();
        this.propertiesLength = publication.propertiesLength();
        int payloadLength = publication.payloadLength();
        UnsafeBuffer copy =
                new UnsafeBuffer(new byte[topicLength + propertiesLength + payloadLength]);
        copy.putBytes(0, publication.topicBuffer(), publication.topicOffset(), topicLength);
        copy.putBytes(
                topicLength,
                publication.propertiesBuffer(),
                publication.propertiesOffset(),
                propertiesLength);
        publication.copyPayload(copy, topicLength + propertiesLength);
        this.bytes = copy;
        this.qos = (byte) publication.qos();
        this.retain = publication.retain();
        this.publishedAtMs = publication.publishedAtMs();
        this.expiresAtMs = publication.expiresAtMs();
        this.sender = publication.sender();
        this.forwardStream = publication.forwardStream();
        this.forwardSequence = publication.forwardSequence();
        this.delayedUntilMs = publication.delayedUntilMs();
    }

    /** Topic, properties and payload, one behind the other. */
    public DirectBuffer bytes() {
        return bytes;
    }

    public int topicLength() {
        return topicLength;
    }

    public int propertiesOffset() {
        return topicLength;
    }

    public int propertiesLength() {
        return propertiesLength;
    }

    public int payloadOffset() {
        return topicLength + propertiesLength;
    }

    public int payloadLength() {
        return bytes.capacity() - payloadOffset();
    }

    /** What the bytes take in memory; the unit of queue and retained limits. */
    public int sizeBytes() {
        return bytes.capacity();
    }

    /**
     * @return whether this is the first to hold it
     */
    public boolean hold() {
        return holders++ == 0;
    }

    /**
     * @return whether nobody holds it any more
     */
    public boolean letGo() {
        assert holders > 0 : "let go too often";
        return --holders == 0;
    }

    /** 0 to 2, as published. */
    public int qos() {
        return qos;
    }

    public boolean retain() {
        return retain;
    }

    public long publishedAtMs() {
        return publishedAtMs;
    }

    /** {@link #NEVER} or milliseconds since 1970. */
    public long expiresAtMs() {
        return expiresAtMs;
    }

    public boolean isExpired(long nowMs) {
        return nowMs >= expiresAtMs;
    }

    /** The publishing session's number; 0 for none. */
    public long sender() {
        return sender;
    }

    /** With {@link #forwardSequence} what its targets know it by when it comes again. */
    public int forwardStream() {
        return forwardStream;
    }

    /** {@link #NOT_DELAYED}, or milliseconds since 1970: nobody gets it before. */
    public long delayedUntilMs() {
        return delayedUntilMs;
    }

    /** {@link #NOT_FORWARDED}, or its number in the stream. */
    public long forwardSequence() {
        return forwardSequence;
    }
}
