package io.robustmq.kafka.control;

import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.storage.log.ColdBatches;
import io.robustmq.storage.log.ColdListener;
import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.Errors;

/** Finds the first record from a time on, by a read thread. */
@OwnedBy(Core.class)
final class TimeSearch {
    /** Before a read is tried again that could not begin, or found the index behind. */
    private static final long RETRY_NS = 5_000_000;

    /** Tries before it is given up: the index follows within a second or two. */
    private static final int TRIES_MAX = 2_000;

    private final CoreLogs logs;
    private final Core core;

    /**
     * @param timestamp milliseconds since 1970
     * @param hasEpoch its answer says in which reign the record was written
     * @param answer gets what is found, and nothing otherwise
     */
    record Question(
            Log log, long timestamp, boolean hasEpoch, ListOffsetsPartitionResponse answer) {
        private static final int NO_EPOCH = -1;

        int epochOf(long recordOffset) {
            return hasEpoch ? log.epochOf(recordOffset) : NO_EPOCH;
        }
    }

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

    /** What a read thread answers. */
    private final class Step implements ColdListener {
        private final ArrayDeque<Question> questions;
        private final Runnable onAnswered;
        private int tries;

        Step(ArrayDeque<Question> questions, Runnable onAnswered) {
            this.questions = questions;
            this.onAnswered = onAnswered;
        }

        @Override
        public void onFound(long recordOffset, long timestamp) {
            Question question = questions.element();
            if (recordOffset == ColdListener.NOT_YET) {
                findLater(question);
                return;
            }
            if (recordOffset != ColdListener.NOT_FOUND) {
                question.answer().setOffset(recordOffset).setTimestamp(timestamp);
                question.answer().setLeaderEpoch(question.epochOf(recordOffset));
            }
            next();
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

        @Override
        public void onRead(ColdBatches batches) {
            throw new IllegalStateException("no batches were asked for");
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
