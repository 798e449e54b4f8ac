package io.robustmq.kafka.mapping;

import io.robustmq.codec.kafka.Compression;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.kafka.partition.Partition;
import io.robustmq.storage.log.JoinedListener;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogCursor;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Brings one partition's records to MQTT's subscribers, in order, from where its position is kept:
 * as far as the log's policy acknowledges them, and no faster than subscribers' queues and rings
 * take them. The log is the queue.
 *
 * <pre>
 * idle —progress→ ready —turn→ idle, ready or under way —answered→ ready
 * </pre>
 */
@OwnedBy(Core.class)
final class Feed extends Partition.Waiter implements JoinedListener {
    /** When the next turn is. */
    enum Turn {
        /** In the next cycle. */
        AGAIN,
        /** When it is ready again. */
        IDLE,
        /** In some milliseconds: nobody tells. */
        LATER
    }

    /** Read at a time. */
    private static final int BYTES_PER_TURN = 64 << 10;

    /** Records passed over until the position is kept anew. */
    private static final int PASSED_MAX = 4096;

    private final Feeds owner;
    private final Partition partition;
    private final Log log;
    private final LogCursor cursor;
    private final RecordBatchFlyweight batch =
            new RecordBatchFlyweight(new UnsafeBuffer(new byte[0]), 0);
    private final RecordIterator records =
            new RecordIterator(new UnsafeBuffer(new byte[RecordBatchFlyweight.RECORDS_AT]), 0);
    private TopicMapping mapping;

    /** Record offset of what is delivered next. */
    private long next;

    /** In the line of those that have a turn. */
    boolean isReady;

    /** In the line of those that wait for time to pass. */
    boolean isLater;

    /** In the line of those whose position is to be kept. */
    boolean isToBeKept;

    /** A read thread reads batches that are not in memory. */
    private boolean isReading;

    /** A read thread opens a batch; {@link #inflated} is its. */
    private boolean isOpening;

    private boolean hasFailed;
    private boolean isEnded;

    /** How the turn goes on that ends before what was handed over does; null while it does not. */
    private @Nullable Turn stop;

    private @Nullable Inflation inflated;
    private long keptNext;
    private boolean hasDelivered;
    private long awaitedNext = FeedTables.NOT_TIED;
    private long ticket;

    /**
     * @param from where it goes on
     */
    Feed(Feeds owner, TopicMapping mapping, Partition partition, Log log, long from) {
        this.owner = owner;
        this.mapping = mapping;
        this.partition = partition;
        this.log = log;
        this.cursor = new LogCursor(from);
        this.next = from;
        this.keptNext = from;
    }

    /** Begins to wait for records. */
    void begin() {
        await(partition);
        owner.ready(this);
    }

    void change(TopicMapping to) {
        mapping = to;
    }

    Log log() {
        return log;
    }

    /** No more from now on. */
    void end() {
        isEnded = true;
        leave();
        Inflation open = inflated;
        if (open != null && !isOpening) {
            inflated = null;
            owner.free(open);
        }
    }

    boolean isEnded() {
        return isEnded;
    }

    /** A record of MQTT's own was appended: when it is the next one there is nothing to read. */
    void pass(long recordOffset) {
        if (next == recordOffset) {
            next = recordOffset + 1;
            cursor.seek(next);
        }
    }

    @Override
    protected void onProgress() {
        owner.ready(this);
    }

    /** One turn. */
    Turn work() {
        if (isReading || isOpening || isEnded) {
            return Turn.IDLE;
        }
        stop = null;
        Inflation open = inflated;
        if (open != null) {
            deliver(open.records(), 0);
            if (stop == null) {
                inflated = null;
                owner.free(open);
                cursor.seek(next);
            }
            return stop == null ? Turn.AGAIN : stop;
        }
        int bytes = log.read(cursor, BYTES_PER_TURN, this);
        if (bytes == Log.OUT_OF_RANGE) {
            next = log.startOffset();
            cursor.seek(next);
            return Turn.AGAIN;
        }
        if (bytes == Log.NOT_HOT) {
            isReading = owner.reads().tryRead(log, cursor, BYTES_PER_TURN, this) != null;
            return isReading ? Turn.IDLE : Turn.LATER;
        }
        return end(bytes > 0 ? Turn.AGAIN : Turn.IDLE);
    }

    /** What was handed over and not taken is read again. */
    private Turn end(Turn unlessStopped) {
        Turn stopped = stop;
        if (stopped == null) {
            return unlessStopped;
        }
        cursor.seek(next);
        return stopped;
    }

    // ---- batches, from memory and from the disk ----

    /** From memory one batch a call, also behind one that ended the turn. */
    @Override
    public void onBatches(DirectBuffer buffer, int offset, int length) {
        boolean isCold = isReading;
        if (isCold) {
            isReading = false;
            stop = isEnded ? Turn.IDLE : null;
        }
        int end = offset + length;
        int at = offset;
        while (at < end && stop == null) {
            batch.wrap(buffer, at);
            int bytes = batch.sizeBytes();
            onBatch(buffer, at);
            at += bytes;
        }
        if (isCold) {
            owner.next(this, end(length > 0 ? Turn.AGAIN : Turn.LATER));
        }
    }

    @Override
    public void onFailed(Exception failure) {
        isReading = false;
        if (!hasFailed) {
            hasFailed = true;
            owner.failed(log, failure);
        }
        owner.next(this, Turn.LATER);
    }

    private void onBatch(DirectBuffer buffer, int at) {
        if (batch.endOffset() <= next) {
            return;
        }
        if (batch.isOfBroker() || batch.isControl()) {
            next = batch.endOffset();
        } else if (batch.compression() == Compression.NONE.ordinal()) {
            deliver(buffer, at);
        } else {
            inflate(buffer, at);
        }
    }

    /** Ends the turn: the batch is opened elsewhere. */
    private void inflate(DirectBuffer buffer, int at) {
        stop = Turn.LATER;
        Inflation free = owner.inflation();
        if (free == null) {
            return;
        }
        free.begin(this, buffer, at, batch.sizeBytes());
        if (owner.reads().trySubmit(free)) {
            isOpening = true;
            inflated = free;
            stop = Turn.IDLE;
        } else {
            owner.free(free);
        }
    }

    /** The batch that ended a turn is open, or can't be opened: then it is passed over. */
    void onInflated(Inflation done, @Nullable Exception failure) {
        isOpening = false;
        if (failure != null) {
            owner.add(KafkaMetric.MAPPED_UNREADABLE, 1);
            next = done.endOffset();
            cursor.seek(next);
        }
        if (failure != null || isEnded) {
            inflated = null;
            owner.free(done);
        }
        owner.ready(this);
    }

    // ---- records ----

    /** Those from the next one on, until the turn ends. */
    private void deliver(DirectBuffer buffer, int at) {
        records.wrap(buffer, at);
        long endOffset = RecordBatchFlyweight.endOffset(buffer, at);
        while (stop == null && records.next()) {
            if (records.recordOffset() >= next) {
                deliverOne(buffer);
            }
        }
        if (stop == null) {
            if (!records.isWhole()) {
                owner.add(KafkaMetric.MAPPED_UNREADABLE, 1);
            }
            next = endOffset;
        }
    }

    private void deliverOne(DirectBuffer buffer) {
        switch (owner.deliver(records, buffer, mapping)) {
            case DELIVERED, TOO_LARGE -> {
                hasDelivered = true;
                next = records.recordOffset() + 1;
                stop = owner.isTurnOver() ? Turn.AGAIN : null;
            }
            case NO_ROOM -> stop = Turn.AGAIN;
            case LATER -> stop = Turn.LATER;
        }
    }

    // ---- where to go on ----

    /** End of the turn: what everyone has is not brought again after a restart. */
    void keepPosition() {
        if (isEnded) {
            return;
        }
        if (awaitedNext == FeedTables.NOT_TIED
                && (hasDelivered && next != keptNext || next - keptNext >= PASSED_MAX)) {
            awaitedNext = next;
            hasDelivered = false;
            ticket = owner.deliverer().ticket();
        }
        if (awaitedNext != FeedTables.NOT_TIED && owner.deliverer().isKept(ticket)) {
            owner.positions().append(log, awaitedNext);
            keptNext = awaitedNext;
            awaitedNext = FeedTables.NOT_TIED;
        }
    }

    /** Something delivered is not known to be kept elsewhere yet, or its position not. */
    boolean mustKeepPosition() {
        return !isEnded && (hasDelivered || awaitedNext != FeedTables.NOT_TIED);
    }
}
