package io.robustmq.kernel.retained;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.forward.Heard;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.MessageFlyweight;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The retained message of each topic. A topic's home decides and journals by {@link #retain}; the
 * other cores follow by {@link #applied}, so that each has them all. The events alone change the
 * tree, so that a recovery rebuilds it.
 */
@OwnedBy(Core.class)
public final class RetainedMessages {
    /** Journal event: a topic's message, new or replaced. */
    static final int KEPT = 0x0201;

    /** Journal event: a topic has no message any more. */
    static final int CLEARED = 0x0202;

    /** Journal events as KEPT and CLEARED, of a forwarded message. */
    static final int KEPT_BY = 0x0203;

    static final int CLEARED_BY = 0x0204;

    /**
     * The first byte of all. The message or the topic follows; before it, of a forwarded message,
     * its mark: | stream, 4 bytes | sequence, 8 bytes |, little-endian.
     */
    private static final byte VERSION = 2;

    private static final int STREAM_AT = 1;
    private static final int SEQUENCE_AT = 5;
    private static final int BODY_AT = 1;
    private static final int FORWARDED_BODY_AT = 13;

    private final RetainedTree<Message> tree;
    private final Publication view = new Publication();
    private final CommitGate gate;
    private final Shards shards;
    private final int maxCount;
    private final long maxBytes;
    private final int core;
    private final Heard[] heard;
    private long latestMs;
    private final MutableDirectBuffer frame = new ExpandableArrayBuffer(256);

    /**
     * @param maxCount topics with a message; 0 keeps none
     * @param maxBytes of topics, properties and payloads together
     * @param core whose this is
     */
    public RetainedMessages(
            CommitGate gate, Shards shards, int maxCount, long maxBytes, int core, long hashSeed) {
        this.tree = new RetainedTree<>(Message::sizeBytes, hashSeed);
        this.gate = gate;
        this.shards = shards;
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        this.core = core;
        this.heard = new Heard[shards.count()];
        Arrays.setAll(heard, shard -> new Heard());
    }

    /**
     * On the topic's home: a forwarded publication was kept, or cleared the topic, before; newer
     * ones may have followed.
     */
    public boolean isRepeated(Publication publication) {
        return publication.isForwarded()
                && heard[shardOf(publication)].has(
                        publication.forwardStream(), publication.forwardSequence());
    }

    private int shardOf(Publication publication) {
        return shards.shardOf(
                publication.topicBuffer(), publication.topicOffset(), publication.topicLength());
    }

    /** Whether the limits allow to keep it now. */
    public boolean mayKeep(Publication publication) {
        Message before =
                tree.get(
                        publication.topicBuffer(),
                        publication.topicOffset(),
                        publication.topicLength());
        long sizeBytes =
                (long) publication.topicLength()
                        + publication.propertiesLength()
                        + publication.payloadLength();
        long growth = sizeBytes - (before == null ? 0 : before.sizeBytes());
        if (!gate.isServed(shardOf(publication))) {
            return false;
        }
        return publication.payloadLength() == 0
                || (before != null || tree.count() < maxCount)
                        && tree.valueBytes() + growth <= maxBytes;
    }

    /**
     * A message with RETAIN set: keeps it in place of the topic's last one, or clears that when the
     * payload is empty [MQTT-3.3.1-5], [MQTT-3.3.1-6].
     *
     * @return false when a limit forbids keeping it or its shard is not served; nothing changed
     *     then
     */
    public boolean retain(Publication publication) {
        DirectBuffer topic = publication.topicBuffer();
        int offset = publication.topicOffset();
        int length = publication.topicLength();
        if (!gate.isServed(shards.shardOf(topic, offset, length))) {
            return false;
        }
        Message before = tree.get(topic, offset, length);
        if (publication.payloadLength() == 0) {
            if (publication.isForwarded()) {
                clearedBy(publication);
            } else if (before != null) {
                cleared(topic, offset, length);
            }
            return true;
        }
        if (!mayKeep(publication)) {
            return false;
        }
        kept(publication.kept());
        return true;
    }

    /** The topic's home, on another core, has kept or cleared this. */
    public void applied(Publication publication) {
        if (publication.payloadLength() == 0) {
            tree.remove(
                    publication.topicBuffer(),
                    publication.topicOffset(),
                    publication.topicLength());
        } else {
            putOwn(publication.kept());
        }
    }

    private void kept(Message message) {
        frame.putByte(0, VERSION);
        int shard = shards.shardOf(message.bytes(), 0, message.topicLength());
        Durability durability = gate.policies().ofTopic(message.bytes(), 0, message.topicLength());
        if (message.forwardSequence() == Message.NOT_FORWARDED) {
            int length = MessageFlyweight.write(frame, BODY_AT, message);
            gate.append(shard, KEPT, durability, frame, 0, length);
        } else {
            putMark(message.forwardStream(), message.forwardSequence());
            int length = MessageFlyweight.write(frame, FORWARDED_BODY_AT, message);
            gate.append(shard, KEPT_BY, durability, frame, 0, length);
            heard[shard].applied(message.forwardStream(), message.forwardSequence());
        }
        putOwn(message);
    }

    private void putMark(int stream, long sequence) {
        frame.putInt(STREAM_AT, stream, LITTLE_ENDIAN);
        frame.putLong(SEQUENCE_AT, sequence, LITTLE_ENDIAN);
    }

    private void clearedBy(Publication publication) {
        DirectBuffer topic = publication.topicBuffer();
        int length = publication.topicLength();
        int shard = shardOf(publication);
        frame.putByte(0, VERSION);
        putMark(publication.forwardStream(), publication.forwardSequence());
        frame.putBytes(FORWARDED_BODY_AT, topic, publication.topicOffset(), length);
        gate.append(shard, CLEARED_BY, frame, 0, FORWARDED_BODY_AT + length);
        heard[shard].applied(publication.forwardStream(), publication.forwardSequence());
        tree.remove(topic, publication.topicOffset(), length);
    }

    /** When the latest message found in the journal was published; milliseconds since 1970. */
    public long latestMs() {
        return latestMs;
    }

    /** True when an event of this type is one of retained messages. */
    public static boolean isEvent(int type) {
        return type >= KEPT && type <= CLEARED_BY;
    }

    private static boolean isCleared(int type) {
        return type == CLEARED || type == CLEARED_BY;
    }

    private static boolean isForwarded(int type) {
        return type == KEPT_BY || type == CLEARED_BY;
    }

    private static int bodyAt(int type, int offset) {
        return offset + (isForwarded(type) ? FORWARDED_BODY_AT : BODY_AT);
    }

    /**
     * Applies an event found in the journal; every core applies all of them, in the order of each
     * shard.
     *
     * @throws IllegalStateException when this build does not read the event's version
     */
    public void replay(int type, DirectBuffer event, int offset, int length) {
        checkVersion(event, offset);
        int at = bodyAt(type, offset);
        int end = offset + length;
        if (isCleared(type)) {
            applyMark(type, event, offset, shards.shardOf(event, at, end - at));
            tree.remove(event, at, end - at);
        } else {
            Message message = MessageFlyweight.wrap(event, at, end, view).kept();
            applyMark(type, event, offset, shardOf(view));
            latestMs = Math.max(latestMs, message.publishedAtMs());
            putOwn(message);
        }
    }

    private static void checkVersion(DirectBuffer event, int offset) {
        byte version = event.getByte(offset);
        if (version != VERSION) {
            throw new IllegalStateException(
                    "retained message of version " + version + "; this build reads " + VERSION);
        }
    }

    /** The mark of a forwarded message, of an event that has one. */
    private void applyMark(int type, DirectBuffer event, int offset, int shard) {
        if (isForwarded(type)) {
            heard[shard].applied(
                    event.getInt(offset + STREAM_AT, LITTLE_ENDIAN),
                    event.getLong(offset + SEQUENCE_AT, LITTLE_ENDIAN));
        }
    }

    /**
     * What an event means for the tables.
     *
     * <pre>
     * {@link Tables#RETAINED}       key   | shard, short, big-endian | topic |
     *                               value | {@link MessageFlyweight} |
     * {@link Tables#RETAINED_HEARD} key   | shard, short | stream, int |    big-endian
     *                               value | sequence, long: the last of the stream |
     * </pre>
     */
    public static void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        checkVersion(event, offset);
        int at = bodyAt(type, offset);
        int end = offset + length;
        MutableDirectBuffer key = new ExpandableArrayBuffer(256);
        key.putShort(0, (short) shard, BIG_ENDIAN);
        if (isForwarded(type)) {
            key.putInt(Short.BYTES, event.getInt(offset + STREAM_AT, LITTLE_ENDIAN), BIG_ENDIAN);
            batch.put(
                    Tables.RETAINED_HEARD,
                    key,
                    0,
                    Short.BYTES + Integer.BYTES,
                    event,
                    offset + SEQUENCE_AT,
                    Long.BYTES);
        }
        if (isCleared(type)) {
            key.putBytes(Short.BYTES, event, at, end - at);
            batch.delete(Tables.RETAINED, key, 0, Short.BYTES + end - at);
        } else {
            Publication message = MessageFlyweight.wrap(event, at, end, new Publication());
            int topicLength = message.topicLength();
            key.putBytes(Short.BYTES, event, message.topicOffset(), topicLength);
            batch.put(Tables.RETAINED, key, 0, Short.BYTES + topicLength, event, at, end - at);
        }
    }

    /** Takes over a shard's rows, before any of its events. */
    public void load(int shard, StateStore store) throws IOException {
        UnsafeBuffer prefix = new UnsafeBuffer(new byte[Short.BYTES]);
        prefix.putShort(0, (short) shard, BIG_ENDIAN);
        store.forEach(
                Tables.RETAINED_HEARD,
                prefix,
                0,
                Short.BYTES,
                (key, keyAt, keyLength, value, at, length) -> {
                    heard[shard].applied(
                            key.getInt(keyAt + Short.BYTES, BIG_ENDIAN),
                            value.getLong(at, LITTLE_ENDIAN));
                    return true;
                });
        store.forEach(
                Tables.RETAINED,
                prefix,
                0,
                Short.BYTES,
                (key, keyAt, keyLength, value, at, length) -> {
                    putOwn(MessageFlyweight.wrap(value, at, at + length, view).kept());
                    latestMs = Math.max(latestMs, view.publishedAtMs());
                    return true;
                });
    }

    private void cleared(DirectBuffer topic, int offset, int length) {
        frame.putByte(0, VERSION);
        frame.putBytes(1, topic, offset, length);
        gate.append(
                shards.shardOf(topic, offset, length),
                CLEARED,
                gate.policies().ofTopic(topic, offset, length),
                frame,
                0,
                1 + length);
        tree.remove(topic, offset, length);
    }

    /** Keeps a value outside limits and journal: what this node makes itself, {@code $SYS}. */
    public void putOwn(Message message) {
        tree.put(message.bytes(), 0, message.topicLength(), message);
    }

    /**
     * An expired message found on the way is forgotten; every core finds that out for itself, the
     * home journals it.
     */
    public void forget(Message message) {
        if (tree.get(message.bytes(), 0, message.topicLength()) == message) {
            int shard = shards.shardOf(message.bytes(), 0, message.topicLength());
            if (shards.coreOf(shard) == core && gate.isServed(shard)) {
                cleared(message.bytes(), 0, message.topicLength());
            } else {
                tree.remove(message.bytes(), 0, message.topicLength());
            }
        }
    }

    /** Begins a walk through the messages whose topics match; close it when it is given up. */
    public RetainedCursor<Message> cursor(DirectBuffer filter, int offset, int length) {
        return tree.cursor(filter, offset, length);
    }

    public int count() {
        return tree.count();
    }

    public long bytes() {
        return tree.valueBytes();
    }
}
