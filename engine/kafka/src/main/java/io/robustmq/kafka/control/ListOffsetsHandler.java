package io.robustmq.kafka.control;

import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.partition.Partitions;
import io.robustmq.kafka.partition.TopicPartitions;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.Errors;

/**
 * ListOffsets: where a partition begins, ends, or what its first record is from a time on. Times
 * are looked for by read threads, one partition at a time.
 */
@OwnedBy(Core.class)
final class ListOffsetsHandler implements Handler {
    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final long MAX_TIMESTAMP = -3;
    private static final long EARLIEST_LOCAL = -4;
    private static final long EARLIEST_PENDING_UPLOAD = -6;
    private static final int EPOCH_VERSION = 4;
    private static final int NO_EPOCH = -1;

    private final Partitions partitions;
    private final TimeSearch search;

    ListOffsetsHandler(Partitions partitions, CoreLogs logs, Core core) {
        this.partitions = partitions;
        this.search = new TimeSearch(logs, core);
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        ListOffsetsRequestData asked = (ListOffsetsRequestData) request.data();
        ListOffsetsResponseData response = new ListOffsetsResponseData();
        ArrayDeque<TimeSearch.Question> questions = new ArrayDeque<>();
        Access access = request.client().access();
        for (ListOffsetsTopic topic : asked.topics()) {
            ListOffsetsTopicResponse answered =
                    new ListOffsetsTopicResponse().setName(topic.name());
            TopicPartitions found = partitions.find(topic.name());
            boolean isAllowed = access.maySee(topic.name());
            for (ListOffsetsPartition each : topic.partitions()) {
                ListOffsetsPartitionResponse answer =
                        new ListOffsetsPartitionResponse().setPartitionIndex(each.partitionIndex());
                answered.partitions().add(answer);
                Partition partition = found == null ? null : found.get(each.partitionIndex());
                if (!isAllowed) {
                    answer.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
                } else if (partition == null) {
                    answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
                } else {
                    answer(request.version(), each, partition, answer, questions);
                }
            }
            response.topics().add(answered);
        }
        search.ask(questions, () -> reply.send(response));
    }

    private static void answer(
            int version,
            ListOffsetsPartition asked,
            Partition partition,
            ListOffsetsPartitionResponse answer,
            ArrayDeque<TimeSearch.Question> questions) {
        Log log = partition.log();
        if (log == null) {
            answer.setErrorCode(Errors.NOT_LEADER_OR_FOLLOWER.code());
            return;
        }
        Errors error = EpochHandler.fenced(asked.currentLeaderEpoch(), log);
        if (error != Errors.NONE) {
            answer.setErrorCode(error.code());
            return;
        }
        boolean hasEpoch = version >= EPOCH_VERSION;
        long timestamp = asked.timestamp();
        if (timestamp == LATEST) {
            answer.setOffset(log.highWatermark());
            answer.setLeaderEpoch(hasEpoch ? log.leaderEpoch() : NO_EPOCH);
        } else if (timestamp == EARLIEST
                || timestamp == EARLIEST_LOCAL
                || timestamp == EARLIEST_PENDING_UPLOAD) {
            answer.setOffset(log.startOffset());
            answer.setLeaderEpoch(hasEpoch ? log.epochOf(log.startOffset()) : NO_EPOCH);
        } else if (timestamp >= 0 || timestamp == MAX_TIMESTAMP && log.maxTimestamp() >= 0) {
            long from = timestamp == MAX_TIMESTAMP ? log.maxTimestamp() : timestamp;
            questions.add(new TimeSearch.Question(log, from, hasEpoch, answer));
        }
    }
}
