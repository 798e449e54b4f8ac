package io.robustmq.kafka.produce;

import io.robustmq.codec.kafka.BatchCheck;
import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.rewrite.BatchOpener;
import io.robustmq.kafka.response.ErrorCode;
import io.robustmq.storage.read.concurrent.ReadTask;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.function.Predicate;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Opens compressed batches for topics that are compacted, on a read thread, since their records
 * must have keys. Allocates, as no other produce request does; some are under way at a time, who
 * comes later waits as for the disk.
 */
@OwnedBy(Core.class)
final class KeyChecks {
    /** At a time. */
    static final int UNDER_WAY_MAX = 2;

    /** Of the records of an opened batch; one that holds more is refused. */
    static final int OPENED_BYTES_MAX = 16 << 20;

    private final Predicate<ReadTask> readThreads;
    private int underWay;

    /**
     * @param readThreads takes a task, or says that too many are under way
     */
    KeyChecks(Predicate<ReadTask> readThreads) {
        this.readThreads = readThreads;
    }

    /** One batch on its way. */
    final class KeyCheck extends ReadTask {
        private final UnsafeBuffer batch;
        private int error = ErrorCode.NONE;
        private boolean isDone;

        KeyCheck(DirectBuffer records, int offset, int length) {
            batch = new UnsafeBuffer(new byte[length]);
            batch.putBytes(0, records, offset, length);
        }

        @Override
        protected void read() {
            BatchOpener opener = new BatchOpener(OPENED_BYTES_MAX);
            BatchProblem problem = opener.open(batch, 0);
            if (problem != BatchProblem.NONE) {
                boolean isTooLarge = problem == BatchProblem.LENGTH;
                error = isTooLarge ? ErrorCode.MESSAGE_TOO_LARGE : ErrorCode.CORRUPT_MESSAGE;
                return;
            }
            BatchCheck check = new BatchCheck(batch);
            boolean isWhole =
                    check.checkRecords(opener.buffer(), opener.offset()) == BatchProblem.NONE;
            error =
                    isWhole && !check.hasKeylessRecord()
                            ? ErrorCode.NONE
                            : ErrorCode.INVALID_RECORD;
        }

        @Override
        protected void onDone(@Nullable Exception failure) {
            underWay--;
            isDone = true;
            error = failure == null ? error : ErrorCode.KAFKA_STORAGE_ERROR;
        }

        boolean isDone() {
            return isDone;
        }

        /** When it is done: a code of {@link ErrorCode}. */
        int error() {
            return error;
        }
    }

    /**
     * Begins to look at a batch.
     *
     * @return null when too many are under way: later
     */
    @Nullable KeyCheck tryBegin(DirectBuffer records, int offset, int length) {
        if (underWay == UNDER_WAY_MAX) {
            return null;
        }
        KeyCheck check = new KeyCheck(records, offset, length);
        if (!readThreads.test(check)) {
            return null;
        }
        underWay++;
        return check;
    }
}
