package io.robustmq.storage.log;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.concurrent.LogIndex;
import io.robustmq.storage.log.concurrent.LogIndexes;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A log: record batches by record offset, over its shard's stream. It takes batches at its end,
 * says how far they are written and committed, gives out what is recent from memory, and loses its
 * beginning to retention. Owned by the shard's core; nothing here blocks, and taking and giving
 * batches allocates nothing.
 */
public final class Log {
    /** The journal or the shard takes nothing more. */
    public static final long FENCED = -1;

    /** The disk is behind: try later. */
    public static final long BACK_PRESSURED = -2;

    /** Larger than {@link LogConfig#batchBytesMax}. */
    public static final long TOO_LARGE = -3;

    /** A batch of the producer before this one is missing. */
    public static final long OUT_OF_ORDER_SEQUENCE = -4;

    /** Taken before, so long ago that its record offset is not known any more. */
    public static final long DUPLICATE_SEQUENCE = -5;

    /** The producer's epoch is over. */
    public static final long PRODUCER_FENCED = -6;

    /** From {@link #read}: what is asked for is not in memory. */
    public static final int NOT_HOT = -1;

    /** From {@link #read}: the record offset is before the log's beginning or behind its end. */
    public static final int OUT_OF_RANGE = -2;

    /** Entries looked at to find a place in memory that no cursor knows. */
    private static final int STEPS_MAX = 1_024;

    private final long logId;
    private final int index;
    private final LogShard shard;
    private final LogConfig config;
    private final LogIndexes indexes;
    private final HotTail hot;
    private final LogState state;
    private final RecordBatchFlyweight batch;
    private LogPolicy policy;
    private int leaderEpoch;
    private long compactedEnd;
    private long written;
    private long committed;
    private long hotFirst = HotTail.NONE;
    private long hotLast = HotTail.NONE;
    private long nextIndexedLogPosition;
    private long nextIndexedStreamPosition;

    Log(
            long logId,
            int index,
            LogShard shard,
            LogConfig config,
            LogIndexes indexes,
            HotTail hot,
            LogState state,
            LogPolicy policy) {
        this.logId = logId;
        this.index = index;
        this.shard = shard;
        this.config = config;
        this.indexes = indexes;
        this.hot = hot;
        this.state = state;
        this.policy = policy;
        this.batch = new RecordBatchFlyweight(hot.buffer(), 0);
        this.leaderEpoch = Math.max(shard.leaderEpoch(), state.leaderEpoch());
        this.written = state.endOffset();
        this.committed = state.endOffset();
        this.nextIndexedLogPosition = state.logPosition();
    }

    // ---- taking ----

    /**
     * Appends a batch that was judged before. Its base offset and leader epoch are set, nothing
     * else is touched.
     *
     * @param durability what the batch's acknowledgement will stand for
     * @return record offset of its first record, also when it is a producer's that came before; or
     *     one of the negative constants
     */
    public long append(DirectBuffer from, int offset, int length, Durability durability) {
        if (length > config.batchBytesMax()) {
            return TOO_LARGE;
        }
        batch.wrap(from, offset);
        if (batch.sizeBytes() != length) {
            throw new IllegalArgumentException(
                    "a batch of %d bytes in %d".formatted(batch.sizeBytes(), length));
        }
        long known = checkProducer();
        if (known != ProducerState.NEXT) {
            return known;
        }
        if (shard.journal().isBehind() || !hot.tryMakeRoom(length)) {
            return BACK_PRESSURED;
        }
        long baseOffset = state.endOffset();
        long behind = appendFrame(from, offset, length, baseOffset, durability);
        if (behind < 0) {
            return FENCED;
        }
        hotLast = hot.add(index, baseOffset, leaderEpoch, behind, hotLast, from, offset, length);
        hotFirst = hotFirst == HotTail.NONE ? hotLast : hotFirst;
        state.applyBatch(hot.buffer(), hot.batchAt(hotLast));
        return baseOffset;
    }

    private long checkProducer() {
        if (!batch.isNumbered() || batch.isControl()) {
            return ProducerState.NEXT;
        }
        ProducerState producer = state.producer(batch.producerId());
        if (producer == null) {
            return ProducerState.NEXT;
        }
        if (batch.isOfBroker()) {
            return batch.streamNumber() <= producer.lastStreamNumber()
                    ? DUPLICATE_SEQUENCE
                    : ProducerState.NEXT;
        }
        long known = producer.check(batch);
        if (known == ProducerState.OUT_OF_ORDER) {
            return OUT_OF_ORDER_SEQUENCE;
        } else if (known == ProducerState.FORGOTTEN) {
            return DUPLICATE_SEQUENCE;
        }
        return known == ProducerState.FENCED_EPOCH ? PRODUCER_FENCED : known;
    }

    private long appendFrame(
            DirectBuffer from, int offset, int length, long baseOffset, Durability durability) {
        long streamPosition = shard.journal().appended(shard.shard());
        boolean isIndexed =
                state.logPosition() >= nextIndexedLogPosition
                        || streamPosition >= nextIndexedStreamPosition;
        long behind =
                shard.appendBatch(
                        logId,
                        state.logPosition(),
                        isIndexed,
                        baseOffset,
                        leaderEpoch,
                        durability,
                        from,
                        offset,
                        length);
        if (behind >= 0 && isIndexed) {
            nextIndexedLogPosition = state.logPosition() + config.indexSpacingBytes();
            nextIndexedStreamPosition = streamPosition + config.indexSpacingStreamBytes();
        }
        return behind;
    }

    /** A new reign begins: batches are of this epoch from now on. */
    public void lead(int epoch) {
        leaderEpoch = epoch;
    }

    /** What it promises and keeps from now on. */
    public void policy(LogPolicy now) {
        policy = now;
        indexes.compact(logId, now.compaction());
    }

    // ---- how far it is ----

    public long logId() {
        return logId;
    }

    /** The shard whose stream it is in. */
    public int shard() {
        return shard.shard();
    }

    /** Record offset of the first record that is kept. */
    public long startOffset() {
        return state.startOffset();
    }

    /** Record offset that the next record gets. */
    public long endOffset() {
        return state.endOffset();
    }

    /** Everything before it survives the end of the process. */
    public long written() {
        return written;
    }

    /** Everything before it is synced here and replicated. */
    public long committed() {
        return committed;
    }

    /** How far an acknowledgement of this kind reaches. */
    public long reached(Durability durability) {
        return switch (durability) {
            case SYNC -> committed;
            case INTERVAL -> written;
            case MEMORY -> state.endOffset();
        };
    }

    /**
     * What the log's policy would acknowledge, and what is committed until anything of the leader's
     * reign is: nobody reads beyond.
     */
    public long highWatermark() {
        return shard.isReignKept() ? reached(policy.durability()) : committed;
    }

    /** Nobody who wants only finished transactions reads beyond; until there are any, the same. */
    public long lastStableOffset() {
        return highWatermark();
    }

    public int leaderEpoch() {
        return leaderEpoch;
    }

    /**
     * The last reign not later than this one in which something was appended, the present one
     * included; −1 for one that is yet to come, or of which nothing is remembered.
     */
    public int epochAtOrBefore(int epoch) {
        if (epoch == leaderEpoch) {
            return epoch;
        }
        return epoch > leaderEpoch ? LeaderEpochs.NONE : state.epochs().atOrBefore(epoch);
    }

    /** Record offset behind the last record of all reigns up to this one. */
    public long endOfEpoch(int epoch) {
        return state.epochs().endOf(epoch, state.endOffset());
    }

    /** The reign in which a record offset was or will be written; −1 when that is forgotten. */
    public int epochOf(long offset) {
        return offset >= state.endOffset() ? leaderEpoch : state.epochs().at(offset);
    }

    /** The highest timestamp of its batches, milliseconds since 1970; −1 without any. */
    public long maxTimestamp() {
        return state.maxTimestamp();
    }

    /** Bytes of all batches it ever took. */
    public long logPosition() {
        return state.logPosition();
    }

    /** Bytes of the batches that are kept: about, rather more; 0 while the index does not know. */
    public long keptBytes() {
        LogIndex known = indexes.get(logId);
        return known == null ? 0 : Math.max(0, state.logPosition() - known.startLogPosition());
    }

    /** Producers it remembers. */
    public int producers() {
        return state.producers();
    }

    // ---- giving ----

    /**
     * Hands over what lies at the cursor, if it is in memory, and moves the cursor behind it: whole
     * batches, the first whatever its size, others as long as they fit, none beyond the high
     * watermark.
     *
     * @return bytes handed over, 0 at the high watermark; {@link #NOT_HOT}, {@link #OUT_OF_RANGE}
     */
    public int read(LogCursor cursor, int bytesMax, BatchVisitor visitor) {
        long offset = cursor.recordOffset();
        long limit = highWatermark();
        if (offset < state.startOffset() || offset > state.endOffset()) {
            return OUT_OF_RANGE;
        }
        if (offset >= limit) {
            return 0;
        }
        long entry = find(cursor, offset);
        if (entry == HotTail.NONE) {
            return NOT_HOT;
        }
        int bytes = 0;
        long last = HotTail.NONE;
        while (entry != HotTail.NONE && hot.endOffset(entry) <= limit) {
            int length = hot.batchBytes(entry);
            if (bytes > 0 && bytes + length > bytesMax) {
                break;
            }
            visitor.onBatches(hot.buffer(), hot.batchAt(entry), length);
            bytes += length;
            last = entry;
            entry = hot.next(entry);
        }
        if (last != HotTail.NONE) {
            cursor.readHot(hot.endOffset(last), last);
        }
        return bytes;
    }

    private long find(LogCursor cursor, long offset) {
        boolean isCold = hotFirst == HotTail.NONE || offset < hot.baseOffset(hotFirst);
        if (isCold || offset < compactedEnd) {
            return HotTail.NONE;
        }
        if (hot.holds(cursor.hotLast(), index) && hot.endOffset(cursor.hotLast()) == offset) {
            return hot.next(cursor.hotLast());
        }
        if (hot.endOffset(hotFirst) > offset) {
            return hotFirst;
        }
        long entry = hotLast;
        for (int step = 0; step < STEPS_MAX && entry != HotTail.NONE; step++) {
            if (hot.baseOffset(entry) <= offset) {
                return entry;
            }
            entry = hot.previous(entry);
        }
        return HotTail.NONE;
    }

    // ---- losing ----

    /**
     * Deletes what lies before a record offset, as far as it may be read.
     *
     * @return the beginning from now on, not moved when there is nothing to delete; {@link #FENCED}
     */
    public long deleteBefore(long offset) {
        long target = Math.min(offset, highWatermark());
        if (target <= state.startOffset()) {
            return state.startOffset();
        }
        if (shard.appendStart(logId, target) < 0) {
            return FENCED;
        }
        state.applyStart(target);
        return target;
    }

    /**
     * Deletes what the policy does not keep. What is not committed or not in the index yet stays
     * until later. Control work, now and then.
     *
     * @return the beginning from now on, or {@link #FENCED}
     */
    public long retain(long nowMs) {
        LogIndex known = indexes.get(logId);
        if (known == null) {
            return state.startOffset();
        }
        long target = state.startOffset();
        if (policy.retentionMs() >= 0) {
            target = Math.max(target, olderThan(known, nowMs - policy.retentionMs()));
        }
        if (policy.retentionBytes() >= 0) {
            long bytes = policy.retentionBytes();
            target = Math.max(target, known.offsetOfLast(bytes, state.logPosition()));
        }
        return deleteBefore(Math.min(target, committed));
    }

    /** When even the last batch is old, all of it is. */
    private long olderThan(LogIndex known, long timestamp) {
        return state.maxTimestamp() < timestamp ? committed : known.offsetOlderThan(timestamp);
    }

    // ---- the shard's calls ----

    LogState state() {
        return state;
    }

    void onWritten(long endOffset) {
        written = Math.max(written, endOffset);
    }

    void onCommitted(long endOffset) {
        written = Math.max(written, endOffset);
        committed = endOffset;
    }

    void onReplayed() {
        written = state.endOffset();
        committed = state.endOffset();
        nextIndexedLogPosition = state.logPosition();
        leaderEpoch = Math.max(leaderEpoch, state.leaderEpoch());
    }

    /** What memory has of the log before this record offset is more than what is left of it. */
    void onCompacted(long endOffset) {
        compactedEnd = Math.max(compactedEnd, endOffset);
    }

    void onEvicted(long next) {
        hotFirst = next;
        if (next == HotTail.NONE) {
            hotLast = HotTail.NONE;
        }
    }

    /** Null until the applier has seen the log. */
    @Nullable LogIndex logIndex() {
        return indexes.get(logId);
    }
}
