package io.robustmq.storage.driver;

import io.robustmq.codec.kafka.BatchCheck;
import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.ColdBatches;
import io.robustmq.storage.log.ColdListener;
import io.robustmq.storage.log.JoinedListener;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogCursor;
import io.robustmq.storage.log.LogReads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A partition as Kafka's protocol will use a log: produce with acks 0, 1 and all, fetch from an
 * offset with a least and a largest number of bytes, offsets by timestamp. Owned by the core.
 */
public final class PartitionDriver {
    /** Producers that wait for an acknowledgement. */
    private static final int WAITING_MAX = 1_024;

    /** What a producer asks for. */
    public enum Acks {
        NONE(Durability.MEMORY),
        LEADER(Durability.INTERVAL),
        ALL(Durability.SYNC);

        private final Durability durability;

        Acks(Durability durability) {
            this.durability = durability;
        }
    }

    /** One produce request. */
    public static final class Produce {
        private final Acks acks;
        private final long endOffset;
        public final long baseOffset;
        private boolean isAnswered;

        Produce(Acks acks, long baseOffset, long endOffset) {
            this.acks = acks;
            this.baseOffset = baseOffset;
            this.endOffset = endOffset;
        }

        public boolean isAnswered() {
            return isAnswered;
        }

        public long endOffset() {
            return endOffset;
        }
    }

    /** One fetch request: it waits until there is enough, or until it is told not to. */
    public final class Fetch implements JoinedListener {
        private final LogCursor cursor;
        private final int minBytes;
        private final int maxBytes;
        private final Batches batches = new Batches();
        public final List<String> records = new ArrayList<>();
        private int bytes;
        private boolean isReading;
        private boolean isOutOfRange;
        private int coldReads;
        private @Nullable Exception failure;

        Fetch(long offset, int minBytes, int maxBytes) {
            this.cursor = new LogCursor(offset);
            this.minBytes = minBytes;
            this.maxBytes = maxBytes;
        }

        /** Goes on as far as it can now. @return true when it may be answered */
        public boolean poll() {
            while (!isReading && !isAnswered()) {
                int read = log.read(cursor, maxBytes - bytes, this);
                if (read == Log.NOT_HOT) {
                    isReading = reads.tryRead(log, cursor, maxBytes - bytes, this) != null;
                    return false;
                }
                isOutOfRange = read == Log.OUT_OF_RANGE;
                if (read <= 0) {
                    return isAnswered();
                }
            }
            return isAnswered();
        }

        public boolean isAnswered() {
            return !isReading && (bytes >= minBytes || isOutOfRange || failure != null);
        }

        @Override
        public void onBatches(DirectBuffer buffer, int offset, int length) {
            coldReads += isReading ? 1 : 0;
            isReading = false;
            records.addAll(batches.read(buffer, offset, length));
            bytes += length;
        }

        @Override
        public void onFailed(Exception why) {
            isReading = false;
            failure = why;
        }

        public boolean isOutOfRange() {
            return isOutOfRange;
        }

        public int coldReads() {
            return coldReads;
        }

        public int bytes() {
            return bytes;
        }

        public @Nullable Exception failure() {
            return failure;
        }

        public long nextOffset() {
            return cursor.recordOffset();
        }
    }

    /** The answer to a question for a timestamp. */
    public static final class Lookup implements ColdListener {
        private boolean isAnswered;
        private long offset;
        private long timestamp;

        @Override
        public void onFound(long recordOffset, long ofRecord) {
            isAnswered = true;
            offset = recordOffset;
            timestamp = ofRecord;
        }

        @Override
        public void onRead(ColdBatches batches) {}

        @Override
        public void onFailed(Exception failure) {
            throw new AssertionError(failure);
        }

        public boolean isAnswered() {
            return isAnswered;
        }

        public long offset() {
            return offset;
        }

        public long timestamp() {
            return timestamp;
        }
    }

    private final Log log;
    private final LogReads reads;
    private final BatchCheck check = new BatchCheck(new Batches().buffer());
    private final ArrayDeque<Produce> waiting = new ArrayDeque<>();
    private long refused;

    public PartitionDriver(Log log, LogReads reads) {
        this.log = log;
        this.reads = reads;
    }

    /**
     * Judges and appends.
     *
     * @return null when it was refused: {@link #refused} says why
     */
    public @Nullable Produce produce(Acks acks, DirectBuffer batch, int offset, int length) {
        if (check.check(batch, offset, length) != BatchProblem.NONE
                || waiting.size() == WAITING_MAX) {
            throw new AssertionError("the test is wrong");
        }
        long baseOffset = log.append(batch, offset, length, acks.durability);
        if (baseOffset < 0) {
            refused = baseOffset;
            return null;
        }
        int count = RecordBatchFlyweight.lastOffsetDelta(batch, offset) + 1;
        Produce produce = new Produce(acks, baseOffset, baseOffset + count);
        waiting.add(produce);
        answer();
        return produce;
    }

    public @Nullable Produce produce(Acks acks, Batches batch) {
        return produce(acks, batch.buffer(), 0, batch.length());
    }

    public long refused() {
        return refused;
    }

    /** Once a cycle: acknowledges what has got far enough. */
    public void answer() {
        waiting.removeIf(each -> {
            each.isAnswered = log.reached(each.acks.durability) >= each.endOffset;
            return each.isAnswered;
        });
    }

    public Fetch fetch(long offset, int minBytes, int maxBytes) {
        return new Fetch(offset, minBytes, maxBytes);
    }

    /** The first record with a timestamp from this one on. */
    public @Nullable Lookup offsetOf(long timestamp) {
        Lookup lookup = new Lookup();
        return reads.tryFind(log, timestamp, lookup) == null ? null : lookup;
    }

    public Log log() {
        return log;
    }
}
