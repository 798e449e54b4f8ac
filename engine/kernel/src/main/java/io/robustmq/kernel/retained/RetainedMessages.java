package io.robustmq.kernel.retained;

import static java.nio.ByteOrder.BIG_ENDIAN;

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

    /** The first byte of both; the message or the topic follows. */
    private static final byte VERSION = 2;

    private final RetainedTree<Message> tree;
    private final Publication view = new Publication();
    private final CommitGate gate;
    private final Shards shards;
    private final int maxCount;
    private final long maxBytes;
    private final int core;
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
            if (before != null) {
                cleared(topic, offset, length);
            }
            return true;
        }
        long sizeBytes =
                (long) length + publication.propertiesLength() + publication.payloadLength();
        long growth = sizeBytes - (before == null ? 0 : before.sizeBytes());
        if ((before == null && tree.count() >= maxCount) || tree.valueBytes() + growth > maxBytes) {
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
        int length = MessageFlyweight.write(frame, 1, message);
        int shard = shards.shardOf(message.bytes(), 0, message.topicLength());
        Durability durability = gate.policies().ofTopic(message.bytes(), 0, message.topicLength());
        gate.append(shard, KEPT, durability, frame, 0, length);
        putOwn(message);
    }

    /** True when an event of this type is one of retained messages. */
    public static boolean isEvent(int type) {
        return type == KEPT || type == CLEARED;
    }

    /**
     * Applies an event found in the journal; every core applies all of them, in the order of each
     * shard.
     *
     * @throws IllegalStateException when this build does not read the event's version
     */
    public void replay(int type, DirectBuffer event, int offset, int length) {
        checkVersion(event, offset);
        if (type == CLEARED) {
            tree.remove(event, offset + 1, length - 1);
        } else {
            putOwn(MessageFlyweight.wrap(event, offset + 1, offset + length, view).kept());
        }
    }

    private static void checkVersion(DirectBuffer event, int offset) {
        byte version = event.getByte(offset);
        if (version != VERSION) {
            throw new IllegalStateException(
                    "retained message of version " + version + "; this build reads " + VERSION);
        }
    }

    /**
     * What an event means for the table.
     *
     * <pre>
     * {@link Tables#RETAINED} key   | shard, short, big-endian | topic |
     *                         value | {@link MessageFlyweight} |
     * </pre>
     */
    public static void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        checkVersion(event, offset);
        int at = offset + 1;
        int end = offset + length;
        MutableDirectBuffer key = new ExpandableArrayBuffer(256);
        key.putShort(0, (short) shard, BIG_ENDIAN);
        if (type == CLEARED) {
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
                Tables.RETAINED,
                prefix,
                0,
                Short.BYTES,
                (key, keyAt, keyLength, value, at, length) -> {
                    putOwn(MessageFlyweight.wrap(value, at, at + length, view).kept());
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
