package io.robustmq.kafka.control;

import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.partition.Partitions;
import io.robustmq.kafka.partition.TopicPartitions;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** DeleteRecords: what lies before a record offset goes. */
@OwnedBy(Core.class)
final class DeleteRecordsHandler implements Handler {
    private static final long ALL = -1;

    private final Partitions partitions;
    private final CommitGate gate;

    DeleteRecordsHandler(Partitions partitions, CommitGate gate) {
        this.partitions = partitions;
        this.gate = gate;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        DeleteRecordsRequestData asked = (DeleteRecordsRequestData) request.data();
        DeleteRecordsResponseData response = new DeleteRecordsResponseData();
        Access access = request.client().access();
        for (DeleteRecordsTopic topic : asked.topics()) {
            DeleteRecordsTopicResult result = new DeleteRecordsTopicResult().setName(topic.name());
            TopicPartitions found = partitions.find(topic.name());
            for (DeleteRecordsPartition each : topic.partitions()) {
                DeleteRecordsPartitionResult answer =
                        new DeleteRecordsPartitionResult()
                                .setPartitionIndex(each.partitionIndex())
                                .setLowWatermark(-1);
                Errors error =
                        access.mayAlter(topic.name())
                                ? delete(found, each, answer)
                                : Errors.TOPIC_AUTHORIZATION_FAILED;
                result.partitions().add(answer.setErrorCode(error.code()));
            }
            response.topics().add(result);
        }
        gate.appended(Durability.INTERVAL);
        reply.sendWhenKept(response, gate.mark());
    }

    private Errors delete(
            @Nullable TopicPartitions found,
            DeleteRecordsPartition asked,
            DeleteRecordsPartitionResult answer) {
        Partition partition = found == null ? null : found.get(asked.partitionIndex());
        if (partition == null) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        Log log = partition.log();
        if (log == null) {
            return Errors.NOT_LEADER_OR_FOLLOWER;
        }
        if (!partition.settings().isDeleted()) {
            return Errors.POLICY_VIOLATION; // it is only compacted
        }
        long before = asked.offset() == ALL ? log.highWatermark() : asked.offset();
        if (before < 0 || before > log.highWatermark()) {
            return Errors.OFFSET_OUT_OF_RANGE;
        }
        if (!gate.isServed(partition.shard())) {
            return Errors.KAFKA_STORAGE_ERROR;
        }
        long start = log.deleteBefore(before);
        if (start == Log.FENCED) {
            return Errors.KAFKA_STORAGE_ERROR;
        }
        answer.setLowWatermark(start);
        return Errors.NONE;
    }
}
