package io.robustmq.kernel.shard;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.storage.state.FrameApplier;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Applies whole events to the state tables. The tables may stand for a point between two parts of
 * an event: so the parts are rows until the last of them is there, from which a start takes the
 * event up again.
 *
 * <pre>
 * {@link Tables#PARTS}    key   | shard, short | shardPosition, long |    big-endian
 *                         value | the part's bytes |
 * </pre>
 *
 * The applier's thread; {@link #begun} any.
 */
public final class EventTables implements FrameApplier {
    private static final int KEY_BYTES = Short.BYTES + Long.BYTES;

    private final EventAssembler events;
    private final Int2ObjectHashMap<LongArrayList> partsByShard = new Int2ObjectHashMap<>();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_BYTES]);
    private final EventApplier applier;
    private @Nullable StateBatch batch;

    /**
     * @param store what the first frame follows
     */
    public EventTables(EventApplier applier, StateStore store, int shards) throws IOException {
        this.applier = applier;
        this.events = new EventAssembler(this::onEvent);
        forEachPart(
                store,
                shards,
                (shard, position, part, at, length) -> {
                    partsOf(shard).addLong(position);
                    events.onFrame(shard, EventParts.MIDDLE, position, 0, part, at, length);
                });
    }

    /** Gives an assembler the beginnings of events that the tables hold. */
    public static void begun(StateStore store, int shards, EventAssembler events)
            throws IOException {
        forEachPart(
                store,
                shards,
                (shard, position, part, at, length) ->
                        events.onFrame(shard, EventParts.MIDDLE, position, 0, part, at, length));
    }

    private interface PartVisitor {
        void onPart(int shard, long shardPosition, DirectBuffer part, int offset, int length);
    }

    private static void forEachPart(StateStore store, int shards, PartVisitor visitor)
            throws IOException {
        store.forEach(
                Tables.PARTS,
                new UnsafeBuffer(new byte[0]),
                0,
                0,
                (row, at, rowLength, part, partAt, length) -> {
                    int shard = row.getShort(at, BIG_ENDIAN) & 0xFFFF;
                    Objects.checkIndex(shard, shards);
                    visitor.onPart(
                            shard, row.getLong(at + Short.BYTES, BIG_ENDIAN), part, partAt, length);
                    return true;
                });
    }

    private void onEvent(int shard, int type, DirectBuffer event, int offset, int length) {
        StateBatch into = batch;
        if (into != null) {
            applier.apply(shard, type, event, offset, length, into);
        }
    }

    @Override
    public void apply(
            int shard,
            int type,
            long shardPosition,
            DirectBuffer payload,
            int offset,
            int length,
            StateBatch into) {
        key.putShort(0, (short) shard, BIG_ENDIAN);
        if (type == EventParts.FIRST) {
            forgetParts(shard, into);
        }
        if (type == EventParts.FIRST || type == EventParts.MIDDLE) {
            key.putLong(Short.BYTES, shardPosition, BIG_ENDIAN);
            into.putNew(Tables.PARTS, key, 0, KEY_BYTES, payload, offset, length);
            partsOf(shard).addLong(shardPosition);
        }
        batch = into;
        events.onFrame(shard, type, shardPosition, 0, payload, offset, length);
        if (type == EventParts.LAST) { // not before the event could be applied
            forgetParts(shard, into);
        }
    }

    @Override
    public void complete(StateBatch into) {
        applier.complete(into);
    }

    @Override
    public int pendingBytes() {
        return applier.pendingBytes();
    }

    private void forgetParts(int shard, StateBatch from) {
        LongArrayList parts = partsByShard.remove(shard);
        for (int i = 0; parts != null && i < parts.size(); i++) {
            key.putLong(Short.BYTES, parts.getLong(i), BIG_ENDIAN);
            from.delete(Tables.PARTS, key, 0, KEY_BYTES);
        }
    }

    private LongArrayList partsOf(int shard) {
        return partsByShard.computeIfAbsent(shard, none -> new LongArrayList());
    }
}
