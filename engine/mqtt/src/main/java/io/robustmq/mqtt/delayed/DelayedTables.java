package io.robustmq.mqtt.delayed;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.forward.ForwardFlyweight;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateBatch;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What events of delayed messages mean for the tables.
 *
 * <pre>
 * {@link Tables#DELAYED}       key   | shard, short | id, long |    big-endian
 *                              value | KEPT, whole |
 *                              of id 0: the last KEPT up to its message; others stand for themselves
 * {@link Tables#DELAYED_HEARD} key   | shard, short | stream, int |    big-endian
 *                              value | sequence, long |
 * </pre>
 *
 * The applier's thread.
 */
public final class DelayedTables implements EventApplier.AtOnce {
    static final int KEY_BYTES = Short.BYTES + Long.BYTES;
    static final long LAST = 0;
    private static final int HEARD_KEY_BYTES = Short.BYTES + Integer.BYTES;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_BYTES]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[Long.BYTES]);
    private final Publication view = new Publication();

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        DelayedEvents.checkVersion(event, offset);
        long id = DelayedEvents.id(event, offset);
        key.putShort(0, (short) shard, BIG_ENDIAN);
        if (type == DelayedEvents.GONE) {
            delete(id, batch);
            return;
        }
        key.putLong(Short.BYTES, id, BIG_ENDIAN);
        batch.putNew(Tables.DELAYED, key, 0, KEY_BYTES, event, offset, length);
        key.putLong(Short.BYTES, LAST, BIG_ENDIAN);
        int head = DelayedEvents.PUBLICATION_AT;
        batch.put(Tables.DELAYED, key, 0, KEY_BYTES, event, offset, head);
        DelayedEvents.publication(event, offset, length, view);
        if (view.isForwarded()) {
            key.putInt(Short.BYTES, view.forwardStream(), BIG_ENDIAN);
            value.putLong(0, view.forwardSequence(), LITTLE_ENDIAN);
            batch.put(Tables.DELAYED_HEARD, key, 0, HEARD_KEY_BYTES, value, 0, Long.BYTES);
        }
    }

    /** A forward's event with the purpose DUE. */
    public void applyDue(int shard, DirectBuffer event, int offset, StateBatch batch) {
        key.putShort(0, (short) shard, BIG_ENDIAN);
        delete(event.getLong(ForwardFlyweight.ownerAt(offset), LITTLE_ENDIAN), batch);
    }

    private void delete(long id, StateBatch batch) {
        key.putLong(Short.BYTES, id, BIG_ENDIAN);
        batch.delete(Tables.DELAYED, key, 0, KEY_BYTES);
    }
}
