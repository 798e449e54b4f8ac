package io.robustmq.kernel.message;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.SharedBody;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message being routed: views over bytes that are valid only while it is. One per core, wrapped
 * anew for each message; who needs it longer asks for {@link #kept()}, which is copied at most once
 * however many ask.
 */
@OwnedBy(Core.class)
public final class Publication {
    private static final DirectBuffer NO_BYTES = new UnsafeBuffer(new byte[0]);

    private DirectBuffer topicBuffer = NO_BYTES;
    private int topicOffset;
    private int topicLength;
    private DirectBuffer propertiesBuffer = NO_BYTES;
    private int propertiesOffset;
    private int propertiesLength;
    private DirectBuffer payloadBuffer = NO_BYTES;
    private int payloadOffset;
    private int payloadLength;
    private @Nullable SharedBody body;
    private int qos;
    private boolean retain;
    private long publishedAtMs;
    private long expiresAtMs;
    private long sender;
    private int forwardStream;
    private long forwardSequence;
    private long delayedUntilMs;
    private @Nullable Message kept;
    private long generation;

    /**
     * Begins a message; topic, properties and payload follow. Each wrap has a new {@link
     * #generation()}.
     *
     * @param sender the publishing session's number; 0 for none
     * @param expiresAtMs {@link Message#NEVER} or milliseconds since 1970
     */
    public Publication begin(
            int qos, boolean retain, long sender, long publishedAtMs, long expiresAtMs) {
        this.qos = qos;
        this.retain = retain;
        this.sender = sender;
        this.publishedAtMs = publishedAtMs;
        this.expiresAtMs = expiresAtMs;
        this.propertiesBuffer = NO_BYTES;
        this.propertiesOffset = 0;
        this.propertiesLength = 0;
        this.body = null;
        this.forwardStream = 0;
        this.forwardSequence = Message.NOT_FORWARDED;
        this.delayedUntilMs = Message.NOT_DELAYED;
        this.kept = null;
        this.generation++;
        return this;
    }

    public Publication topic(DirectBuffer buffer, int offset, int length) {
        this.topicBuffer = buffer;
        this.topicOffset = offset;
        this.topicLength = length;
        return this;
    }

    /** Properties to forward, in MQTT 5's encoding, without expiry, alias and identifiers. */
    public Publication properties(DirectBuffer buffer, int offset, int length) {
        this.propertiesBuffer = buffer;
        this.propertiesOffset = offset;
        this.propertiesLength = length;
        return this;
    }

    public Publication payload(DirectBuffer buffer, int offset, int length) {
        this.payloadBuffer = buffer;
        this.payloadOffset = offset;
        this.payloadLength = length;
        return this;
    }

    /** A payload received in pieces; whoever routes the message holds a reference meanwhile. */
    public Publication payload(SharedBody shared) {
        this.payloadBuffer = NO_BYTES;
        this.payloadOffset = 0;
        this.payloadLength = shared.length();
        this.body = shared;
        return this;
    }

    /** The kept message as one being routed. */
    public Publication wrap(Message message) {
        begin(
                message.qos(),
                message.retain(),
                message.sender(),
                message.publishedAtMs(),
                message.expiresAtMs());
        topic(message.bytes(), 0, message.topicLength());
        properties(message.bytes(), message.propertiesOffset(), message.propertiesLength());
        payload(message.bytes(), message.payloadOffset(), message.payloadLength());
        this.forwardStream = message.forwardStream();
        this.forwardSequence = message.forwardSequence();
        this.delayedUntilMs = message.delayedUntilMs();
        this.kept = message;
        return this;
    }

    /**
     * Its sender's shard has an event of it and will send it again unless all its targets have it;
     * they know it by this mark.
     *
     * @param sequence above that of all before it in the stream; from 1
     */
    public Publication forwarded(int stream, long sequence) {
        this.forwardStream = stream;
        this.forwardSequence = sequence;
        this.kept = null;
        return this;
    }

    /** Published only now although made before, as wills are: time counts from here. */
    public Publication publishedAt(long nowMs, long newExpiresAtMs) {
        this.publishedAtMs = nowMs;
        this.expiresAtMs = newExpiresAtMs;
        this.kept = null;
        return this;
    }

    /** A copy that outlives the cycle; the same one for every caller. */
    public Message kept() {
        Message message = kept;
        if (message == null) {
            message = new Message(this);
            kept = message;
        }
        return message;
    }

    /** Differs between any two messages of a core: what was made for one is stale for the next. */
    public long generation() {
        return generation;
    }

    public DirectBuffer topicBuffer() {
        return topicBuffer;
    }

    public int topicOffset() {
        return topicOffset;
    }

    public int topicLength() {
        return topicLength;
    }

    public DirectBuffer propertiesBuffer() {
        return propertiesBuffer;
    }

    public int propertiesOffset() {
        return propertiesOffset;
    }

    public int propertiesLength() {
        return propertiesLength;
    }

    /** The payload in pieces, or null when it lies whole in {@link #payloadBuffer()}. */
    public @Nullable SharedBody body() {
        return body;
    }

    /** Writes the payload to {@code target}, wherever it lies. */
    public void copyPayload(MutableDirectBuffer target, int at) {
        SharedBody pieces = body;
        if (pieces == null) {
            target.putBytes(at, payloadBuffer, payloadOffset, payloadLength);
        } else {
            pieces.copyTo(target, at);
        }
    }

    /** Empty when the payload is in pieces. */
    public DirectBuffer payloadBuffer() {
        return payloadBuffer;
    }

    public int payloadOffset() {
        return payloadOffset;
    }

    public int payloadLength() {
        return payloadLength;
    }

    /** 0 to 2, as published. */
    public int qos() {
        return qos;
    }

    public boolean retain() {
        return retain;
    }

    public long sender() {
        return sender;
    }

    /**
     * @param untilMs {@link Message#NOT_DELAYED}, or milliseconds since 1970
     */
    public Publication delayed(long untilMs) {
        this.delayedUntilMs = untilMs;
        this.kept = null;
        return this;
    }

    public boolean isDelayed() {
        return delayedUntilMs != Message.NOT_DELAYED;
    }

    public long delayedUntilMs() {
        return delayedUntilMs;
    }

    /** True when it may come again, with the same mark. */
    public boolean isForwarded() {
        return forwardSequence != Message.NOT_FORWARDED;
    }

    public int forwardStream() {
        return forwardStream;
    }

    public long forwardSequence() {
        return forwardSequence;
    }

    public long publishedAtMs() {
        return publishedAtMs;
    }

    public long expiresAtMs() {
        return expiresAtMs;
    }

    public boolean isExpired(long nowMs) {
        return nowMs >= expiresAtMs;
    }
}
