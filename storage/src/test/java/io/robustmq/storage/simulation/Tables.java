package io.robustmq.storage.simulation;

import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.state.SimulatedState;
import io.robustmq.storage.state.StateBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What the payloads of the simulation mean for state tables. */
final class Tables {
    private static final int TABLES = 2;
    private static final int KEYS = 8;
    private static final int MEANINGS = 16;

    private Tables() {}

    /**
     * Mostly a value put under one of a few keys of the shard; now and then something is deleted.
     */
    static void apply(
            int shard,
            int type,
            long shardPosition,
            DirectBuffer payload,
            int offset,
            int length,
            StateBatch batch) {
        int meaning = length == 0 ? 0 : payload.getByte(offset) & 0xff;
        int table = length < 2 ? 0 : payload.getByte(offset + 1) & (TABLES - 1);
        int number = length < 3 ? 0 : payload.getByte(offset + 2) & (KEYS - 1);
        UnsafeBuffer key = new UnsafeBuffer(new byte[] {(byte) shard, (byte) number, 0, 0});
        switch (meaning % MEANINGS) {
            case 0 -> batch.delete(table, key, 0, 2);
            case 1 -> batch.deletePrefix(table, key, 0, 1);
            case 2 -> {
                key.putByte(2, (byte) shard);
                key.putByte(3, (byte) KEYS);
                batch.deleteRange(table, key, 0, 2, key, 2, 2);
            }
            default -> {
                UnsafeBuffer value = new UnsafeBuffer(new byte[Long.BYTES]);
                value.putLong(0, shardPosition);
                batch.put(table, key, 0, 2, value, 0, Long.BYTES);
            }
        }
    }

    /** Brings a state up by all of these payloads. */
    static void applyAll(Streams streams, SimulatedState state) {
        StateBatch batch = new StateBatch();
        streams.forEach((shard, position, payload) ->
                apply(shard, 0, position, new UnsafeBuffer(payload), 0, payload.length, batch));
        state.write(batch, new JournalPoint(0, streams.ends()));
    }

    /** Every key, its table in front, and its value, in order. */
    static List<ByteBuffer> contents(SimulatedState state) {
        List<ByteBuffer> contents = new ArrayList<>();
        state.entries()
                .forEach((key, value) -> {
                    contents.add(ByteBuffer.wrap(key));
                    contents.add(ByteBuffer.wrap(value));
                });
        return contents;
    }
}
