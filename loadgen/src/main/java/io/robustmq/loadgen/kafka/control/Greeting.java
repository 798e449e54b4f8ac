package io.robustmq.loadgen.kafka.control;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.loadgen.kafka.KafkaClient;
import io.robustmq.loadgen.kafka.KafkaSettings;
import io.robustmq.loadgen.rig.RunFailure;
import java.util.List;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.ApiMessage;

/** How a connection of the load begins: then the partition's end is known. */
public final class Greeting extends Dialogue {
    private static final long LATEST = -1;
    private static final int CONSUMER = -1;

    private final int partition;
    private final Life life;

    /** What becomes of the connection. */
    public interface Life {
        /**
         * It may carry the load.
         *
         * @param endOffset record offset behind the partition's last record
         */
        void onGreeted(KafkaClient client, Versions versions, long endOffset) throws RunFailure;

        /** It is over, by either side; exactly once, and nothing follows. */
        void onEnded(String why);
    }

    public Greeting(KafkaSettings settings, int partition, Life life) {
        super(settings);
        this.partition = partition;
        this.life = life;
    }

    @Override
    void onReady(KafkaClient client) throws RunFailure {
        ListOffsetsPartition asked =
                new ListOffsetsPartition()
                        .setPartitionIndex(partition)
                        .setCurrentLeaderEpoch(-1)
                        .setTimestamp(LATEST);
        ListOffsetsTopic topic =
                new ListOffsetsTopic().setName(settings().topic()).setPartitions(List.of(asked));
        ask(
                client,
                Api.LIST_OFFSETS,
                new ListOffsetsRequestData().setReplicaId(CONSUMER).setTopics(List.of(topic)));
    }

    @Override
    void onAnswer(KafkaClient client, Api api, ApiMessage answer) throws RunFailure {
        ListOffsetsPartitionResponse found =
                ((ListOffsetsResponseData) answer).topics().getFirst().partitions().getFirst();
        require(found.errorCode(), "the end of partition " + partition);
        life.onGreeted(client, versions(), found.offset());
    }

    @Override
    public void onEnded(KafkaClient client, String why) {
        life.onEnded(why);
    }
}
