package io.robustmq.mqtt.connection;

import io.robustmq.kernel.topic.TopicBytes;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/**
 * Numbers this server gives to topics for one client: the first topics get them and keep them for
 * the connection's life, so a client that takes aliases gets each such topic's name once
 * [MQTT-3.3.2-7].
 */
@OwnedBy(Core.class)
final class OutboundAliases {
    /** {@link #find}: the topic has no alias and there is none left. */
    static final int NONE = 0;

    /** More than this many would cost more to find than a name to send. */
    private static final int MAX = 64;

    private static final long SEED = 0x9E3779B97F4A7C15L;

    private final byte[][] topics;
    private final int[] slots;
    private int count;

    /**
     * @param maximum the client's Topic Alias Maximum, 1 or more
     */
    OutboundAliases(int maximum) {
        int size = Math.min(maximum, MAX);
        this.topics = new byte[size + 1][];
        this.slots = new int[Integer.highestOneBit(size) * 4];
    }

    /**
     * @return the topic's alias, already known to the client, or {@link #NONE}
     */
    int find(DirectBuffer topic, int offset, int length) {
        for (int slot = slotOf(topic, offset, length);
                slots[slot] != 0;
                slot = slot + 1 & slots.length - 1) {
            if (TopicBytes.equal(topics[slots[slot]], topic, offset, length)) {
                return slots[slot];
            }
        }
        return NONE;
    }

    /**
     * @return a new alias for this topic, to be sent with its name, or {@link #NONE}
     */
    int next() {
        return count + 1 < topics.length ? count + 1 : NONE;
    }

    /** {@link #next()} was sent with this topic's name. */
    void assigned(DirectBuffer topic, int offset, int length) {
        count++;
        topics[count] = new byte[length];
        topic.getBytes(offset, topics[count]);
        int slot = slotOf(topic, offset, length);
        while (slots[slot] != 0) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = count;
    }

    private int slotOf(DirectBuffer topic, int offset, int length) {
        return (int) (TopicBytes.hash(topic, offset, length, SEED) >>> 32) & slots.length - 1;
    }
}
