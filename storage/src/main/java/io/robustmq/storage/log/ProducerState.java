package io.robustmq.storage.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What a log remembers of one idempotent producer: its epoch and its last batches, so that one that
 * comes again is known and one that was left out is noticed. In tables, little-endian:
 *
 * <pre>
 * 0         4               6       8               16                       24           32
 * | version | producerEpoch | count | lastTimestamp | transactionFirstOffset | lastOffset | count × batch
 * batch:  | firstSequence, 4 | lastSequence, 4 | firstOffset, 8 |
 * </pre>
 *
 * <p>{@code transactionFirstOffset} is −1 without an open transaction.
 */
final class ProducerState {
    /** Batches that may be under way at once, as Kafka's clients have it. */
    static final int BATCHES = 5;

    static final int BYTES_MAX = 32 + BATCHES * 16;

    /** From {@link #check}: the batch is the next one. */
    static final long NEXT = -1;

    /** The batch was taken, so long ago that its record offset is forgotten. */
    static final long FORGOTTEN = -2;

    /** Something before the batch is missing. */
    static final long OUT_OF_ORDER = -3;

    /** A later life of the producer has begun. */
    static final long FENCED_EPOCH = -4;

    private static final int VERSION = 1;

    private final int[] firstSequences = new int[BATCHES];
    private final int[] lastSequences = new int[BATCHES];
    private final long[] firstOffsets = new long[BATCHES];
    private int count;
    private short epoch = -1;
    private long lastTimestamp = -1;
    private long transactionFirstOffset = -1;
    private long lastOffset;

    /**
     * Judges a batch.
     *
     * @return {@link #NEXT}, the record offset that it got when it came first, or another of the
     *     constants
     */
    long check(RecordBatchFlyweight batch) {
        short batchEpoch = batch.producerEpoch();
        if (batchEpoch < epoch) {
            return FENCED_EPOCH;
        }
        if (count == 0 || batchEpoch > epoch) {
            return count == 0 || batch.baseSequence() == 0 ? NEXT : OUT_OF_ORDER;
        }
        for (int i = 0; i < count; i++) {
            if (firstSequences[i] == batch.baseSequence()
                    && lastSequences[i] == batch.lastSequence()) {
                return firstOffsets[i];
            }
        }
        int last = lastSequences[count - 1];
        if (batch.baseSequence() == RecordBatchFlyweight.sequence(last, 1)) {
            return NEXT;
        }
        return batch.baseSequence() <= last ? FORGOTTEN : OUT_OF_ORDER;
    }

    /** Of a stream of the broker's: the highest number it has. */
    long lastStreamNumber() {
        return count == 0 ? -1 : RecordBatchFlyweight.streamNumber(epoch, lastSequences[count - 1]);
    }

    /** A batch is part of the log. */
    void apply(RecordBatchFlyweight batch) {
        if (batch.producerEpoch() != epoch) {
            epoch = batch.producerEpoch();
            count = 0;
        }
        lastTimestamp = batch.maxTimestamp();
        lastOffset = batch.endOffset();
        if (batch.isControl()) {
            transactionFirstOffset = -1;
            return;
        }
        if (batch.isTransactional() && transactionFirstOffset < 0) {
            transactionFirstOffset = batch.baseOffset();
        }
        add(batch.baseSequence(), batch.lastSequence(), batch.baseOffset());
    }

    private void add(int firstSequence, int lastSequence, long firstOffset) {
        if (count == BATCHES) {
            System.arraycopy(firstSequences, 1, firstSequences, 0, BATCHES - 1);
            System.arraycopy(lastSequences, 1, lastSequences, 0, BATCHES - 1);
            System.arraycopy(firstOffsets, 1, firstOffsets, 0, BATCHES - 1);
            count--;
        }
        firstSequences[count] = firstSequence;
        lastSequences[count] = lastSequence;
        firstOffsets[count++] = firstOffset;
    }

    /** Milliseconds since 1970. */
    long lastTimestamp() {
        return lastTimestamp;
    }

    /** Record offset behind its last batch. */
    long lastOffset() {
        return lastOffset;
    }

    /** Where its open transaction began; −1 without one. */
    long transactionFirstOffset() {
        return transactionFirstOffset;
    }

    int encode(MutableDirectBuffer to) {
        to.putInt(0, VERSION, LITTLE_ENDIAN);
        to.putShort(4, epoch, LITTLE_ENDIAN);
        to.putShort(6, (short) count, LITTLE_ENDIAN);
        to.putLong(8, lastTimestamp, LITTLE_ENDIAN);
        to.putLong(16, transactionFirstOffset, LITTLE_ENDIAN);
        to.putLong(24, lastOffset, LITTLE_ENDIAN);
        int at = 32;
        for (int i = 0; i < count; i++) {
            to.putInt(at, firstSequences[i], LITTLE_ENDIAN);
            to.putInt(at + 4, lastSequences[i], LITTLE_ENDIAN);
            to.putLong(at + 8, firstOffsets[i], LITTLE_ENDIAN);
            at += 16;
        }
        return at;
    }

    static ProducerState decode(DirectBuffer from, int at) {
        LogTables.checkVersion(from.getInt(at, LITTLE_ENDIAN), VERSION);
        ProducerState state = new ProducerState();
        state.epoch = from.getShort(at + 4, LITTLE_ENDIAN);
        state.lastTimestamp = from.getLong(at + 8, LITTLE_ENDIAN);
        state.transactionFirstOffset = from.getLong(at + 16, LITTLE_ENDIAN);
        state.lastOffset = from.getLong(at + 24, LITTLE_ENDIAN);
        int count = from.getShort(at + 6, LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            int here = at + 32 + 16 * i;
            state.add(
                    from.getInt(here, LITTLE_ENDIAN),
                    from.getInt(here + 4, LITTLE_ENDIAN),
                    from.getLong(here + 8, LITTLE_ENDIAN));
        }
        return state;
    }
}
