package io.robustmq.kafka.mapping;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far each log's records have been brought to MQTT's subscribers: an event in the log's shard,
 * and what it means for {@link Tables#KAFKA_TOPICS}. The applier's thread, but for {@link #load}.
 *
 * <pre>
 * FED    0         1   8       16
 *        | version | 0 | logId | next, 8 |    little-endian; next −1: not tied any more
 *
 * key, big-endian      | shard, 2 | 3 | logId, 8 |
 * value                FED
 * </pre>
 */
public final class FeedTables implements EventApplier.AtOnce {
    static final int FED = 0x0504;
    static final int EVENT_BYTES = 24;

    /** In place of a record offset: the log is fed from its end, when it is tied again. */
    static final long NOT_TIED = -1;

    private static final int VERSION = 1;
    private static final int LOG_ID_AT = 8;
    private static final int NEXT_AT = 16;
    private static final int ROW = 3;
    private static final int PREFIX_BYTES = Short.BYTES + 1;
    private static final int KEY_BYTES = PREFIX_BYTES + Long.BYTES;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_BYTES]);

    public static boolean isEvent(int type) {
        return type == FED;
    }

    static void put(MutableDirectBuffer to, long logId, long next) {
        to.putLong(0, VERSION, LITTLE_ENDIAN);
        to.putLong(LOG_ID_AT, logId, LITTLE_ENDIAN);
        to.putLong(NEXT_AT, next, LITTLE_ENDIAN);
    }

    static long logId(DirectBuffer event, int offset) {
        int version = event.getByte(offset);
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "a feed has format version %d; this program reads version %d"
                            .formatted(version, VERSION));
        }
        return event.getLong(offset + LOG_ID_AT, LITTLE_ENDIAN);
    }

    static long next(DirectBuffer event, int offset) {
        return event.getLong(offset + NEXT_AT, LITTLE_ENDIAN);
    }

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        prefix(key, shard);
        key.putLong(PREFIX_BYTES, logId(event, offset), BIG_ENDIAN);
        if (next(event, offset) == NOT_TIED) {
            batch.delete(Tables.KAFKA_TOPICS, key, 0, KEY_BYTES);
        } else {
            batch.put(Tables.KAFKA_TOPICS, key, 0, KEY_BYTES, event, offset, length);
        }
    }

    private static void prefix(MutableDirectBuffer to, int shard) {
        to.putShort(0, (short) shard, BIG_ENDIAN);
        to.putByte(Short.BYTES, (byte) ROW);
    }

    /** Gets what the tables hold. */
    interface Visitor {
        void onFed(long logId, long next);
    }

    /** Reads one shard's rows. Control work, at a start. */
    static void load(StateStore store, int shard, Visitor visitor) throws IOException {
        UnsafeBuffer prefix = new UnsafeBuffer(new byte[PREFIX_BYTES]);
        prefix(prefix, shard);
        store.forEach(
                Tables.KAFKA_TOPICS,
                prefix,
                0,
                PREFIX_BYTES,
                (row, at, rowLength, value, from, length) -> {
                    visitor.onFed(logId(value, from), next(value, from));
                    return true;
                });
    }
}
