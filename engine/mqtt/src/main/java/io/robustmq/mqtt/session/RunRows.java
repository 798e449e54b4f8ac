package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The table of runs that are not finished, a row each, and of how far each session that has such
 * has come. It reads what it drew: an event that needs a message of a run by itself does not have
 * it.
 *
 * <pre>
 * {@link Tables#RUNS} key | shard, short, big-endian | clientIdLength, short | client id | sequence of the first, long, big-endian |
 *                   value | the event, ENQUEUED_RUN, whole |
 *                     key | shard | clientIdLength | client id |
 *                   value | {@link Progress}: from, long | sentTo, long | packetId, short |
 * </pre>
 *
 * The applier's thread, but for {@link #forEach}.
 */
final class RunRows {
    private static final int ID_AT = Short.BYTES + Short.BYTES;
    private static final int SENT_TO_AT = 8;
    private static final int PACKET_ID_AT = 16;
    private static final int PROGRESS_BYTES = 18;

    private final StateStore store;
    private final MutableDirectBuffer key = new ExpandableArrayBuffer(64);
    private final MutableDirectBuffer value = new UnsafeBuffer(new byte[PROGRESS_BYTES]);
    private UnsafeBuffer run = new UnsafeBuffer(new byte[EventRuns.BYTES_MAX]);

    /**
     * How far a session's runs have come, whose sequences go on.
     *
     * @param from the first that is not finished
     * @param sentTo those before were sent, with packet identifiers that go on
     * @param packetId of {@code from}
     */
    record Progress(long from, long sentTo, int packetId) {
        int packetIdOf(long sequence) {
            return sequence < sentTo
                    ? RunFlyweight.packetIdBehind(packetId, sequence - from)
                    : DeliveryFlyweight.WAITS;
        }
    }

    /** Gets the rows of one session after the other, in the order of sequences. */
    interface Visitor {
        void onRun(int shard, Progress progress, DirectBuffer event, int offset, int length);
    }

    RunRows(StateStore store) {
        this.store = store;
    }

    /** Visits the runs of one shard, or of all when the prefix is empty. */
    static void forEach(StateStore store, DirectBuffer prefix, int prefixBytes, Visitor visitor)
            throws IOException {
        @Nullable Progress[] progress = {null};
        store.forEach(
                Tables.RUNS,
                prefix,
                0,
                prefixBytes,
                (row, at, keyBytes, from, offset, length) -> {
                    if (keyBytes == ownerBytes(row, at)) { // before the runs of its session
                        progress[0] =
                                new Progress(
                                        from.getLong(offset, LITTLE_ENDIAN),
                                        from.getLong(offset + SENT_TO_AT, LITTLE_ENDIAN),
                                        DeliveryFlyweight.unsignedShort(
                                                from, offset + PACKET_ID_AT));
                    } else {
                        int shard = row.getShort(at, BIG_ENDIAN) & 0xFFFF;
                        Progress known = Objects.requireNonNull(progress[0]);
                        visitor.onRun(shard, known, from, offset, length);
                    }
                    return true;
                });
    }

    private static int ownerBytes(DirectBuffer row, int at) {
        return ID_AT + DeliveryFlyweight.unsignedShort(row, at + Short.BYTES);
    }

    void put(
            StateBatch batch,
            int shard,
            byte[] clientId,
            long sequence,
            DirectBuffer event,
            int at,
            int length) {
        batch.putNew(Tables.RUNS, key, 0, key(shard, clientId, sequence), event, at, length);
    }

    void delete(StateBatch batch, int shard, byte[] clientId, long sequence) {
        batch.delete(Tables.RUNS, key, 0, key(shard, clientId, sequence));
    }

    void putProgress(StateBatch batch, int shard, byte[] clientId, Progress progress) {
        value.putLong(0, progress.from(), LITTLE_ENDIAN);
        value.putLong(SENT_TO_AT, progress.sentTo(), LITTLE_ENDIAN);
        value.putShort(PACKET_ID_AT, (short) progress.packetId(), LITTLE_ENDIAN);
        batch.put(Tables.RUNS, key, 0, key(shard, clientId), value, 0, PROGRESS_BYTES);
    }

    void deleteProgress(StateBatch batch, int shard, byte[] clientId) {
        batch.delete(Tables.RUNS, key, 0, key(shard, clientId));
    }

    /**
     * The event of a row that the store has, from 0 on; valid until the next call.
     *
     * @throws UncheckedIOException when it cannot be read
     */
    DirectBuffer read(int shard, byte[] clientId, long sequence) {
        try {
            int keyBytes = key(shard, clientId, sequence);
            int length = store.get(Tables.RUNS, key, 0, keyBytes, run);
            if (length > run.capacity()) {
                run = new UnsafeBuffer(new byte[length]);
                length = store.get(Tables.RUNS, key, 0, keyBytes, run);
            }
            if (length == StateStore.ABSENT) {
                throw new IllegalStateException("a run of messages has no row");
            }
            return run;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private int key(int shard, byte[] clientId) {
        key.putShort(0, (short) shard, BIG_ENDIAN);
        key.putShort(Short.BYTES, (short) clientId.length, LITTLE_ENDIAN);
        key.putBytes(ID_AT, clientId);
        return ID_AT + clientId.length;
    }

    private int key(int shard, byte[] clientId, long sequence) {
        int at = key(shard, clientId);
        key.putLong(at, sequence, BIG_ENDIAN);
        return at + Long.BYTES;
    }
}
