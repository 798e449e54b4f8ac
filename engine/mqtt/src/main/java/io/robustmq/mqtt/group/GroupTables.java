package io.robustmq.mqtt.group;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateBatch;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What events of shared groups mean for the tables.
 *
 * <pre>
 * {@link Tables#GROUPS_HEARD} key   | shard, short | stream, int |    big-endian
 *                             value | sequence, long |                little-endian
 * </pre>
 *
 * At most a row for each stream and shard, {@link io.robustmq.kernel.forward.ForwardStreams#count}.
 * The applier's thread.
 */
public final class GroupTables implements EventApplier.AtOnce {
    static final int KEY_BYTES = Short.BYTES + Integer.BYTES;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_BYTES]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[Long.BYTES]);

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        GroupEvents.checkVersion(event, offset);
        key.putShort(0, (short) shard, BIG_ENDIAN);
        int end = offset + length;
        for (int at = offset + GroupEvents.FIRST_AT; at < end; at += GroupEvents.STREAM_BYTES) {
            key.putInt(Short.BYTES, GroupEvents.stream(event, at), BIG_ENDIAN);
            value.putLong(0, GroupEvents.sequence(event, at), LITTLE_ENDIAN);
            batch.put(Tables.GROUPS_HEARD, key, 0, KEY_BYTES, value, 0, Long.BYTES);
        }
    }
}
