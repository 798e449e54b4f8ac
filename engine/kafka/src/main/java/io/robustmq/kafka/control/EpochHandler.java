package io.robustmq.kafka.control;

import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.partition.Partitions;
import io.robustmq.kafka.partition.TopicPartitions;
import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * OffsetForLeaderEpoch: where a reign ended, so that who read in it finds out whether something of
 * what he read was cut. A reign of which nothing is remembered ended where the first one that is
 * began.
 */
@OwnedBy(Core.class)
final class EpochHandler implements Handler {
    private final Partitions partitions;

    EpochHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        OffsetForLeaderEpochRequestData asked = (OffsetForLeaderEpochRequestData) request.data();
        OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
        for (OffsetForLeaderTopic topic : asked.topics()) {
            OffsetForLeaderTopicResult result =
                    new OffsetForLeaderTopicResult().setTopic(topic.topic());
            TopicPartitions found = partitions.find(topic.topic());
            boolean isAllowed = request.client().access().maySee(topic.topic());
            for (OffsetForLeaderPartition each : topic.partitions()) {
                result.partitions()
                        .add(
                                isAllowed
                                        ? answer(each, found)
                                        : failed(each, Errors.TOPIC_AUTHORIZATION_FAILED));
            }
            response.topics().add(result);
        }
        reply.send(response);
    }

    private static EpochEndOffset failed(OffsetForLeaderPartition asked, Errors error) {
        return new EpochEndOffset().setPartition(asked.partition()).setErrorCode(error.code());
    }

    private static EpochEndOffset answer(
            OffsetForLeaderPartition asked, @Nullable TopicPartitions found) {
        Partition partition = found == null ? null : found.get(asked.partition());
        if (partition == null) {
            return failed(asked, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        Log log = partition.log();
        if (log == null) {
            return failed(asked, Errors.NOT_LEADER_OR_FOLLOWER);
        }
        Errors error = fenced(asked.currentLeaderEpoch(), log);
        if (error != Errors.NONE) {
            return failed(asked, error);
        }
        int epoch = asked.leaderEpoch();
        EpochEndOffset answer = new EpochEndOffset().setPartition(asked.partition());
        if (epoch < 0 || epoch > log.leaderEpoch()) {
            return answer;
        }
        int known = log.epochAtOrBefore(epoch);
        return answer.setLeaderEpoch(known < 0 ? epoch : known).setEndOffset(log.endOfEpoch(epoch));
    }

    /**
     * Whether a client knows of the reign that is.
     *
     * @param epoch that it knows; negative: it does not say
     */
    static Errors fenced(int epoch, Log log) {
        if (epoch < 0 || epoch == log.leaderEpoch()) {
            return Errors.NONE;
        }
        return epoch < log.leaderEpoch() ? Errors.FENCED_LEADER_EPOCH : Errors.UNKNOWN_LEADER_EPOCH;
    }
}
