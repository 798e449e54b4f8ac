package io.robustmq.kafka.produce;

import io.robustmq.codec.kafka.BatchCheck;
import io.robustmq.codec.kafka.BatchCrc;
import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.Compression;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.response.ErrorCode;
import io.robustmq.kafka.topic.TopicSettings;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Judges what a producer sent for one partition, and appends it. Allocates nothing. */
@OwnedBy(Core.class)
final class BatchTaker {
    /** Not now: the disk is behind. */
    static final int LATER = -1;

    /** From this version of Produce on clients know Zstandard. */
    private static final int ZSTD_VERSION = 7;

    private final CommitGate gate;
    private final CoreClock clock;
    private final KeyChecks keyChecks;
    private final BatchCheck check;
    private final BatchCrc crc = new BatchCrc();
    private final RecordBatchFlyweight batch;

    /** A batch that gets the broker's clock. */
    private final ExpandableArrayBuffer stamped = new ExpandableArrayBuffer();

    private long baseOffset;
    private long appendTimeMs;

    BatchTaker(CommitGate gate, CoreClock clock, KeyChecks keyChecks) {
        this.gate = gate;
        this.keyChecks = keyChecks;
        this.clock = clock;
        UnsafeBuffer none = new UnsafeBuffer(new byte[RecordBatchFlyweight.RECORDS_AT]);
        this.check = new BatchCheck(none);
        this.batch = new RecordBatchFlyweight(none, 0);
    }

    /**
     * @param progress keeps what is found out about the batch while it is {@link #LATER}
     * @param length bytes of records, less than 0 for none
     * @return a code of {@link ErrorCode}, or {@link #LATER}
     */
    int take(
            Partition partition,
            ProduceProgress progress,
            int version,
            DirectBuffer records,
            int offset,
            int length) {
        baseOffset = -1;
        appendTimeMs = -1;
        Log log = partition.log();
        if (log == null) {
            return ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        if (!gate.isServed(partition.shard()) || gate.isFull()) {
            return ErrorCode.KAFKA_STORAGE_ERROR;
        }
        if (length > partition.settings().maxMessageBytes()) {
            return ErrorCode.MESSAGE_TOO_LARGE;
        }
        int error = judge(partition.settings(), version, records, offset, length);
        if (error == ErrorCode.NONE && partition.settings().compaction() != null) {
            error = checkKeys(progress, records, offset, length);
        }
        if (error == ErrorCode.NONE) {
            error =
                    partition.settings().isLogAppendTime()
                            ? appendStamped(partition, log, records, offset, length)
                            : append(partition, log, records, offset, length);
        }
        progress.keyCheck = error == LATER ? progress.keyCheck : null;
        return error;
    }

    /** Records of a topic that is compacted have keys; what is compressed is opened elsewhere. */
    private int checkKeys(ProduceProgress progress, DirectBuffer records, int offset, int length) {
        if (batch.compression() == Compression.NONE.ordinal()) {
            return check.hasKeylessRecord() ? ErrorCode.INVALID_RECORD : ErrorCode.NONE;
        }
        KeyChecks.KeyCheck begun = progress.keyCheck;
        if (begun == null) {
            progress.keyCheck = keyChecks.tryBegin(records, offset, length);
            return LATER;
        }
        return begun.isDone() ? begun.error() : LATER;
    }

    private int judge(
            TopicSettings settings, int version, DirectBuffer records, int offset, int length) {
        BatchProblem problem = check.check(records, offset, length);
        if (problem != BatchProblem.NONE) {
            return errorOf(problem);
        }
        batch.wrap(records, offset);
        if (batch.sizeBytes() != length || batch.isControl()) {
            return ErrorCode.INVALID_RECORD;
        }
        if (batch.isTransactional()) {
            return ErrorCode.INVALID_TXN_STATE;
        }
        if (batch.compression() == Compression.ZSTD.ordinal() && version < ZSTD_VERSION) {
            return ErrorCode.UNSUPPORTED_COMPRESSION_TYPE;
        }
        return isTimely(settings) ? ErrorCode.NONE : ErrorCode.INVALID_TIMESTAMP;
    }

    private static int errorOf(BatchProblem problem) {
        return switch (problem) {
            case NONE -> ErrorCode.NONE;
            case TRUNCATED, LENGTH, CRC -> ErrorCode.CORRUPT_MESSAGE;
            case MAGIC -> ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT;
            case COMPRESSION -> ErrorCode.UNSUPPORTED_COMPRESSION_TYPE;
            case COUNT, PRODUCER, RECORDS, OFFSETS -> ErrorCode.INVALID_RECORD;
        };
    }

    /** The producer's clock, where it counts, is not too far from ours. */
    private boolean isTimely(TopicSettings settings) {
        long timestamp = batch.maxTimestamp();
        if (settings.isLogAppendTime() || timestamp < 0) {
            return true;
        }
        long ahead = timestamp - clock.nowMs();
        return ahead <= settings.timestampAfterMaxMs() && -ahead <= settings.timestampBeforeMaxMs();
    }

    private int appendStamped(
            Partition partition, Log log, DirectBuffer records, int offset, int length) {
        stamped.putBytes(0, records, offset, length);
        long nowMs = clock.nowMs();
        RecordBatchFlyweight.stamp(stamped, 0, nowMs, crc);
        int error = append(partition, log, stamped, 0, length);
        appendTimeMs = nowMs;
        return error;
    }

    private int append(Partition partition, Log log, DirectBuffer from, int offset, int length) {
        long taken = log.append(from, offset, length, partition.durability());
        if (taken >= 0) {
            baseOffset = taken;
            return ErrorCode.NONE;
        }
        if (taken == Log.BACK_PRESSURED) {
            return LATER;
        } else if (taken == Log.TOO_LARGE) {
            return ErrorCode.MESSAGE_TOO_LARGE;
        } else if (taken == Log.OUT_OF_ORDER_SEQUENCE) {
            return ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
        } else if (taken == Log.DUPLICATE_SEQUENCE) {
            return ErrorCode.DUPLICATE_SEQUENCE_NUMBER;
        } else if (taken == Log.PRODUCER_FENCED) {
            return ErrorCode.INVALID_PRODUCER_EPOCH;
        }
        return ErrorCode.KAFKA_STORAGE_ERROR;
    }

    /** Record offset of the first record of the batch taken last; −1 when it was not taken. */
    long baseOffset() {
        return baseOffset;
    }

    /** The broker's clock in that batch, milliseconds since 1970; −1 when it has the producer's. */
    long appendTimeMs() {
        return appendTimeMs;
    }
}
