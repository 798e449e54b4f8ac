package io.robustmq.kernel.forward;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateBatch;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a forward's events mean for the tables, its owner aside.
 *
 * <pre>
 * {@link Tables#FORWARDS} key   | shard, short | sequence, long |    big-endian
 *                         value | BEGUN, whole |
 *                         of sequence 0: the last BEGUN up to its owner; others stand for themselves
 * </pre>
 *
 * The applier's thread.
 */
public final class ForwardTables implements EventApplier.AtOnce {
    static final int KEY_BYTES = Short.BYTES + Long.BYTES;
    static final long LAST = 0;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_BYTES]);

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        ForwardFlyweight.checkVersion(event, offset);
        key.putShort(0, (short) shard, BIG_ENDIAN);
        if (type == ForwardFlyweight.BEGUN) {
            key.putLong(Short.BYTES, ForwardFlyweight.sequence(event, offset), BIG_ENDIAN);
            batch.putNew(Tables.FORWARDS, key, 0, KEY_BYTES, event, offset, length);
            key.putLong(Short.BYTES, LAST, BIG_ENDIAN);
            int head = ForwardFlyweight.ownerAt(0);
            batch.put(Tables.FORWARDS, key, 0, KEY_BYTES, event, offset, head);
            return;
        }
        long last =
                ForwardFlyweight.last(event, offset); // one by one: with its BEGUN each is nothing
        for (long each = ForwardFlyweight.first(event, offset); each <= last; each++) {
            key.putLong(Short.BYTES, each, BIG_ENDIAN);
            batch.delete(Tables.FORWARDS, key, 0, KEY_BYTES);
        }
    }
}
