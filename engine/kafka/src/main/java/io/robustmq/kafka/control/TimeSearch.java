package io.robustmq.kafka.control;

import io.robustmq.codec.kafka.Compression;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.storage.log.ColdListener;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogCursor;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.Errors;

/**
 * Finds the first record from a time on: a read thread finds its batch, then reads it. The records
 * of a compressed batch are not looked at: its first one stands for it.
 */
@OwnedBy(Core.class)
final class TimeSearch {
    /** Before a read is tried again that could not begin, or found the index behind. */
    private static final long RETRY_NS = 5_000_000;

    /** Tries before it is given up: the index follows within a second or two. */
    private static final int TRIES_MAX = 2_000;

    private static final UnsafeBuffer NONE =
            new UnsafeBuffer(new byte[RecordBatchFlyweight.RECORDS_AT]);

    private final CoreLogs logs;
    private final Core core;
    private final RecordBatchFlyweight batch = new RecordBatchFlyweight(NONE, 0);
    private final RecordIterator records = new RecordIterator(NONE, 0);

    /**
     * @param timestamp milliseconds since 1970
     * @param answer gets what is found
     */
    record Question(Log log, long timestamp, ListOffsetsPartitionResponse answer) {}

    TimeSearch(CoreLogs logs, Core core) {
        this.logs = logs;
        this.core = core;
    }

    /** Answers one after the other. */
    void ask(ArrayDeque<Question> questions, Runnable onAnswered) {
        Question next = questions.peek();
        if (next == null) {
            onAnswered.run();
            return;
        }
        if (next.log().maxTimestamp() < next.timestamp()) {
            next.answer().setLeaderEpoch(-1);
            questions.remove();
            ask(questions, onAnswered);
        } else {
            find(next, new Step(questions, onAnswered));
        }
    }

    private void find(Question question, Step step) {
        if (logs.reads().tryFind(question.log(), question.timestamp(), step) == null) {
            later(() -> find(question, step));
        }
    }

    private void later(Runnable again) {
        core.timers().schedule(core.clock().nowNs() + RETRY_NS, (timerId, nowNs) -> again.run());
    }

    /** What a read thread answers: first the batch's place, then the batch. */
    private final class Step implements ColdListener {
        private final ArrayDeque<Question> questions;
        private final Runnable onAnswered;
        private int tries;

        Step(ArrayDeque<Question> questions, Runnable onAnswered) {
            this.questions = questions;
            this.onAnswered = onAnswered;
        }

        @Override
        public void onFound(long baseOffset) {
            Question question = questions.element();
            if (baseOffset == ColdListener.NOT_FOUND) {
                question.answer().setLeaderEpoch(-1);
                next();
            } else if (baseOffset == ColdListener.NOT_YET) {
                findLater(question);
            } else {
                read(question, baseOffset);
            }
        }

        /** The index is behind, or the log is gone meanwhile. */
        private void findLater(Question question) {
            if (++tries < TRIES_MAX) {
                later(() -> find(question, this));
            } else {
                question.answer().setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
                next();
            }
        }

        private void read(Question question, long baseOffset) {
            LogCursor cursor = new LogCursor(baseOffset);
            if (logs.reads().tryRead(question.log(), cursor, 1, this) == null) {
                later(() -> read(question, baseOffset));
            }
        }

        @Override
        public void onBatches(DirectBuffer buffer, int offset, int length) {
            Question question = questions.element();
            if (length == 0) {
                findLater(question);
                return;
            }
            batch.wrap(buffer, offset);
            if (batch.isLogAppendTime() || batch.compression() != Compression.NONE.ordinal()) {
                question.answer().setOffset(batch.baseOffset()).setTimestamp(batch.maxTimestamp());
            } else {
                firstRecord(question, buffer, offset);
            }
            next();
        }

        private void firstRecord(Question question, DirectBuffer buffer, int offset) {
            records.wrap(buffer, offset);
            while (records.next()) {
                if (records.timestamp() >= question.timestamp()) {
                    question.answer()
                            .setOffset(records.recordOffset())
                            .setTimestamp(records.timestamp());
                    return;
                }
            }
            question.answer().setLeaderEpoch(-1);
        }

        @Override
        public void onFailed(Exception failure) {
            questions.element().answer().setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
            next();
        }

        private void next() {
            questions.remove();
            ask(questions, onAnswered);
        }
    }
}
