package io.robustmq.kafka.control;

import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.partition.Partitions;
import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** DescribeLogDirs: what the partitions of this core hold, in the one place they have. */
@OwnedBy(Core.class)
final class DescribeLogDirsHandler implements Handler {
    private static final String DIRECTORY = "journal";

    private final Partitions partitions;

    DescribeLogDirsHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        DescribeLogDirsRequestData asked = (DescribeLogDirsRequestData) request.data();
        DescribeLogDirsResponseData response = new DescribeLogDirsResponseData();
        if (!request.client().access().mayAdminister()) {
            reply.send(response.setErrorCode(Errors.CLUSTER_AUTHORIZATION_FAILED.code()));
            return;
        }
        DescribeLogDirsResult result = new DescribeLogDirsResult().setLogDir(DIRECTORY);
        Map<String, DescribeLogDirsTopic> topics = new HashMap<>();
        for (Partition each : partitions.here()) {
            Log log = each.log();
            if (log != null && isAsked(asked, each)) {
                topics.computeIfAbsent(
                                each.topic().name(),
                                name -> new DescribeLogDirsTopic().setName(name))
                        .partitions()
                        .add(
                                new DescribeLogDirsPartition()
                                        .setPartitionIndex(each.index())
                                        .setPartitionSize(log.keptBytes()));
            }
        }
        result.topics().addAll(topics.values());
        response.results().add(result);
        reply.send(response);
    }

    private static boolean isAsked(DescribeLogDirsRequestData asked, Partition partition) {
        if (asked.topics() == null) {
            return true;
        }
        @Nullable DescribableLogDirTopic topic = asked.topics().find(partition.topic().name());
        return topic != null && topic.partitions().contains(partition.index());
    }
}
