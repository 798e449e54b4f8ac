package io.robustmq.kafka.topic;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the catalog's events mean for {@link Tables#KAFKA_TOPICS}. The applier's thread, but for
 * {@link #load}.
 *
 * <pre>
 * kind            key, big-endian                              value, little-endian
 * 0 LOG_IDS       | shard, 2 | 0 |                             | version, 1 | 0, 7 | nextLogId, 8 |
 * 1 PRODUCER_IDS  | shard, 2 | 1 |                             | version, 1 | 0, 7 | next, 8 |
 * 2 TOPIC         | shard, 2 | 2 | idHigh, 8 | idLow, 8 |      | version, 1 | 0, 7 | nextLogId, 8 | topic
 * 3               of FeedTables
 * </pre>
 */
public final class TopicTables implements EventApplier.AtOnce {
    private static final int LOG_IDS = 0;
    private static final int PRODUCER_IDS = 1;
    private static final int TOPIC = 2;
    private static final int KIND_BYTES = Short.BYTES + 1;
    private static final int TOPIC_KEY_BYTES = KIND_BYTES + 2 * Long.BYTES;
    private static final int NUMBER_BYTES = 2 * Long.BYTES;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[TOPIC_KEY_BYTES]);

    /** True for an event that is the catalog's. */
    public static boolean isEvent(int type) {
        return TopicFlyweight.isEvent(type);
    }

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        long first = TopicFlyweight.first(event, offset);
        switch (type) {
            case TopicFlyweight.TOPIC -> {
                kindKey(shard, LOG_IDS);
                batch.put(Tables.KAFKA_TOPICS, key, 0, KIND_BYTES, event, offset, NUMBER_BYTES);
                int at = offset + TopicFlyweight.TOPIC_AT;
                topicKey(
                        shard,
                        event.getLong(at, LITTLE_ENDIAN),
                        event.getLong(at + Long.BYTES, LITTLE_ENDIAN));
                batch.put(Tables.KAFKA_TOPICS, key, 0, TOPIC_KEY_BYTES, event, offset, length);
            }
            case TopicFlyweight.DELETED -> {
                topicKey(shard, first, TopicFlyweight.second(event, offset));
                batch.delete(Tables.KAFKA_TOPICS, key, 0, TOPIC_KEY_BYTES);
            }
            case TopicFlyweight.PRODUCER_IDS -> {
                kindKey(shard, PRODUCER_IDS);
                batch.put(Tables.KAFKA_TOPICS, key, 0, KIND_BYTES, event, offset, NUMBER_BYTES);
            }
            default -> throw new IllegalArgumentException("event " + type + " of the catalog");
        }
    }

    private void kindKey(int shard, int kind) {
        key.putShort(0, (short) shard, BIG_ENDIAN);
        key.putByte(Short.BYTES, (byte) kind);
    }

    private void topicKey(int shard, long idHigh, long idLow) {
        kindKey(shard, TOPIC);
        key.putLong(KIND_BYTES, idHigh, BIG_ENDIAN);
        key.putLong(KIND_BYTES + Long.BYTES, idLow, BIG_ENDIAN);
    }

    /** Gets what the tables hold, in no order. */
    interface Visitor {
        void onNextLogId(long next);

        void onTopic(Topic topic);
    }

    /** Reads where a shard's producer ids go on. Control work, at a start. */
    static void loadProducerIds(StateStore store, int shard, LongConsumer visitor)
            throws IOException {
        UnsafeBuffer row = new UnsafeBuffer(new byte[KIND_BYTES]);
        row.putShort(0, (short) shard, BIG_ENDIAN);
        row.putByte(Short.BYTES, (byte) PRODUCER_IDS);
        store.forEach(
                Tables.KAFKA_TOPICS,
                row,
                0,
                KIND_BYTES,
                (key, at, keyLength, value, from, length) -> {
                    visitor.accept(TopicFlyweight.first(value, from));
                    return true;
                });
    }

    /** Reads one shard's rows. Control work, at a start. */
    static void load(StateStore store, int shard, Visitor visitor) throws IOException {
        UnsafeBuffer prefix = new UnsafeBuffer(new byte[Short.BYTES]);
        prefix.putShort(0, (short) shard, BIG_ENDIAN);
        store.forEach(
                Tables.KAFKA_TOPICS,
                prefix,
                0,
                Short.BYTES,
                (row, at, rowLength, value, from, length) -> {
                    switch (row.getByte(at + Short.BYTES)) {
                        case LOG_IDS -> visitor.onNextLogId(TopicFlyweight.first(value, from));
                        case TOPIC ->
                                visitor.onTopic(
                                        TopicFlyweight.decode(
                                                value, from + TopicFlyweight.TOPIC_AT));
                        default -> {} // others' to load
                    }
                    return true;
                });
    }
}
