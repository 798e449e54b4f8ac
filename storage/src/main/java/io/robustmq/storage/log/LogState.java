package io.robustmq.storage.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a log's frames come to, changed by applying them and by nothing else: a core and the applier
 * have one each, and get the same. In tables, little-endian:
 *
 * <pre>
 * 0         4       8             16            24          32             40
 * | version | shard | startOffset | endOffset | logPosition | maxTimestamp | leaderEpoch, 4 | 0, 4 |
 * </pre>
 */
final class LogState {
    static final int BYTES = 48;
    static final long NOBODY = Long.MIN_VALUE;

    private static final int VERSION = 1;

    private final int producersMax;
    private final Long2ObjectHashMap<ProducerState> producers = new Long2ObjectHashMap<>();
    private final LeaderEpochs epochs = new LeaderEpochs();
    private final RecordBatchFlyweight batch;
    private long startOffset;
    private long endOffset;
    private long logPosition;
    private long maxTimestamp = -1;
    private int leaderEpoch;
    private boolean isNewEpoch;
    private long forgotten = NOBODY;

    /**
     * @param any a buffer to begin with
     */
    LogState(int producersMax, DirectBuffer any) {
        this.producersMax = producersMax;
        this.batch = new RecordBatchFlyweight(any, 0);
    }

    /** A batch with its place in the log. */
    void applyBatch(DirectBuffer buffer, int at) {
        batch.wrap(buffer, at);
        if (batch.baseOffset() != endOffset) {
            throw new IllegalStateException(
                    "a batch at %d, the log ends at %d".formatted(batch.baseOffset(), endOffset));
        }
        isNewEpoch = epochs.add(batch.leaderEpoch(), endOffset);
        endOffset = batch.endOffset();
        logPosition += batch.sizeBytes();
        maxTimestamp = Math.max(maxTimestamp, batch.maxTimestamp());
        leaderEpoch = batch.leaderEpoch();
        forgotten = NOBODY;
        if (batch.isNumbered()) {
            applyProducer(batch.producerId());
        }
    }

    private void applyProducer(long producerId) {
        ProducerState state = producers.get(producerId);
        if (state == null) {
            if (producers.size() == producersMax) {
                forgetOldest();
            }
            state = new ProducerState();
            producers.put(producerId, state);
        }
        state.apply(batch);
    }

    /** The one whose last batch lies farthest back; the same wherever the frames are applied. */
    private void forgetOldest() {
        long oldest = NOBODY;
        long lowest = Long.MAX_VALUE;
        Long2ObjectHashMap<ProducerState>.EntryIterator each = producers.entrySet().iterator();
        while (each.hasNext()) {
            each.next();
            if (each.getValue().lastOffset() < lowest) {
                lowest = each.getValue().lastOffset();
                oldest = each.getLongKey();
            }
        }
        producers.remove(oldest);
        forgotten = oldest;
    }

    void applyStart(long offset) {
        startOffset = offset;
    }

    /** As a table has it. */
    void put(long producerId, ProducerState state) {
        producers.put(producerId, state);
    }

    @Nullable ProducerState producer(long producerId) {
        return producers.get(producerId);
    }

    /** Who was forgotten by the last batch, {@link #NOBODY} mostly. */
    long forgotten() {
        return forgotten;
    }

    int producers() {
        return producers.size();
    }

    long startOffset() {
        return startOffset;
    }

    long endOffset() {
        return endOffset;
    }

    long logPosition() {
        return logPosition;
    }

    long maxTimestamp() {
        return maxTimestamp;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    /** The last batch was the first of its leader's reign. */
    boolean isNewEpoch() {
        return isNewEpoch;
    }

    LeaderEpochs epochs() {
        return epochs;
    }

    /** Everything is loaded: what was written before there was a table of reigns is of one. */
    void onLoaded() {
        if (epochs.isEmpty() && endOffset > 0) {
            epochs.add(leaderEpoch, 0);
        }
    }

    int encode(MutableDirectBuffer to, int shard) {
        to.putInt(0, VERSION, LITTLE_ENDIAN);
        to.putInt(4, shard, LITTLE_ENDIAN);
        to.putLong(8, startOffset, LITTLE_ENDIAN);
        to.putLong(16, endOffset, LITTLE_ENDIAN);
        to.putLong(24, logPosition, LITTLE_ENDIAN);
        to.putLong(32, maxTimestamp, LITTLE_ENDIAN);
        to.putLong(40, leaderEpoch & 0xffffffffL, LITTLE_ENDIAN);
        return BYTES;
    }

    void decode(DirectBuffer from, int at) {
        LogTables.checkVersion(from.getInt(at, LITTLE_ENDIAN), VERSION);
        startOffset = from.getLong(at + 8, LITTLE_ENDIAN);
        endOffset = from.getLong(at + 16, LITTLE_ENDIAN);
        logPosition = from.getLong(at + 24, LITTLE_ENDIAN);
        maxTimestamp = from.getLong(at + 32, LITTLE_ENDIAN);
        leaderEpoch = from.getInt(at + 40, LITTLE_ENDIAN);
    }

    static int shard(DirectBuffer from, int at) {
        return from.getInt(at + 4, LITTLE_ENDIAN);
    }
}
